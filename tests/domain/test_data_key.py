"""A ring of data keys: the newest seals, the others stay."""

from chalicelib.domain.data_key import Ring, Wrapped


def test_a_new_key_is_the_newest_and_takes_none_away() -> None:
    ring = Ring("demo", {})
    assert ring.newest is None

    for number in range(1, 12):
        ring = ring.and_new(f"blob{number}")

    assert ring.newest == Wrapped("demo", 11, "blob11")
    assert ring.find(2) == Wrapped("demo", 2, "blob2")
    assert ring.find(12) is None
