"""Keys sort as what they stand for."""

from chalicelib.store import keys

NOVEMBER = 1_795_000_000_000


def test_places_sort_by_time_and_the_front_goes_before_all() -> None:
    places = [keys.back(2, "a"), keys.back(10, "b"), keys.front(99, "c"), keys.front(5, "d")]

    assert [place[-1] for place in sorted(places)] == ["d", "c", "a", "b"]


def test_blocks_sort_by_their_first_line() -> None:
    assert sorted(map(keys.block, (100, 9, 1))) == list(map(keys.block, (1, 9, 100)))


def test_moments_sort_by_time() -> None:
    assert keys.moment(999, "z") < keys.moment(1_000, "a") < keys.moment(NOVEMBER, "a")


def test_a_month_is_told_in_utc() -> None:
    assert keys.month("demo", NOVEMBER) == "demo#2026-11"
    assert keys.month("demo", 1_796_083_199_999) == "demo#2026-11"
    assert keys.month("demo", 1_796_083_200_000) == "demo#2026-12"


def test_shards_are_few_stable_and_all_used() -> None:
    shards = {keys.shard(f"chat {index}") for index in range(500)}

    assert shards == {f"due#{index}" for index in range(keys.SHARDS)}
    assert keys.shard("ag_ada") == keys.shard("ag_ada")
