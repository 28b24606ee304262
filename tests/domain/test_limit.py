"""A bucket gives a burst at once and then as much as it fills."""

from chalicelib.domain.limit import Bucket, Limit, window

LIMIT = Limit("things", 3, 2)


def test_a_burst_is_given_and_then_as_much_as_comes() -> None:
    bucket = Bucket(LIMIT.burst, 0)

    assert [bucket.take(LIMIT, 0) for _ in range(4)] == [0, 0, 0, 500]
    assert [bucket.take(LIMIT, 250), bucket.take(LIMIT, 500), bucket.take(LIMIT, 500)] == [
        250,
        0,
        500,
    ]
    assert bucket.taken == 4


def test_it_never_holds_more_than_a_burst() -> None:
    bucket = Bucket(0, 0)

    assert [bucket.take(LIMIT, 10**9) for _ in range(4)].count(0) == 3


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket = Bucket(0, 1_000)

    assert bucket.take(LIMIT, 0) == 500
    assert bucket.take(LIMIT, 1_400) == 100


def test_counts_are_shared_by_the_minute() -> None:
    assert window(59_999) == (0, 60_000)
    assert window(60_000) == (1, 120_000)
