"""Calendar months: the same day and time so many months ago, or the last of that month."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.retention import DAY_MS, cutoff, days_between, months_between


def ms(text: str) -> int:
    """A moment in UTC."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        ("2026-11-24T10:30:00", 13, "2025-10-24T10:30:00"),
        ("2026-03-31T00:00:00", 13, "2025-02-28T00:00:00"),
        ("2024-03-29T00:00:00", 1, "2024-02-29T00:00:00"),
        ("2025-03-29T23:59:59", 13, "2024-02-29T23:59:59"),
        ("2024-02-29T12:00:00", 12, "2023-02-28T12:00:00"),
        ("2026-01-31T00:00:00", 1, "2025-12-31T00:00:00"),
        ("2026-12-31T00:00:00", 84, "2019-12-31T00:00:00"),
    ],
)
def test_the_day_so_many_months_ago(now: str, months: int, then: str) -> None:
    assert cutoff(ms(now), months) == ms(then)


@given(st.integers(ms("2000-01-01"), ms("2090-01-01")), st.integers(1, 84))
def test_it_is_never_sooner_than_the_shortest_months_allow_and_never_goes_back(
    now: int, months: int
) -> None:
    then = cutoff(now, months)

    assert 28 * DAY_MS <= now - then <= (31 * months + 3) * DAY_MS
    assert cutoff(now + DAY_MS, months) >= then


def test_months_and_days_from_one_to_another_hold_both_ends() -> None:
    first, last = ms("2025-11-30T23:59:59"), ms("2026-02-01T00:00:00")

    assert months_between(first, last) == [
        ms(f"{month}-01") for month in ("2025-11", "2025-12", "2026-01", "2026-02")
    ]
    assert days_between(first, first + 1_000) == [ms("2025-11-30"), ms("2025-12-01")]
    assert days_between(last, first) == []
