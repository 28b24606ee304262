"""When a skill is open: shifts, midnight, holidays, and clocks that change."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.error import BadFrame
from chalicelib.domain.hours import (
    Hours,
    Span,
    hours_of,
    hours_record,
    is_open,
    next_change,
    pack,
    unpack,
)

ZONE = "Europe/Berlin"
SHIFTS = (Span(9 * 60, 12 * 60), Span(13 * 60, 17 * 60))
NEVER: tuple[tuple[Span, ...], ...] = ((),) * 7
WORKDAYS = Hours(ZONE, (*(SHIFTS,) * 5, (), ()))
NIGHTS = Hours(ZONE, ((Span(22 * 60, 30 * 60),),) * 7)
ALWAYS = Hours(ZONE, ((Span(0, 24 * 60),),) * 7)


def at(wall: str, zone: str = ZONE, fold: int = 0) -> int:
    """A moment by the clock on the wall."""
    found = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(found.timestamp() * 1000)


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-11-23T08:59:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T11:59:59", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:00", True),
        ("2026-11-23T17:00", False),
        ("2026-11-28T10:00", False),
    ],
)
def test_shifts_are_open_from_their_first_minute_to_before_their_last(
    wall: str, expected: bool
) -> None:
    assert is_open(WORKDAYS, at(wall)) is expected


def test_a_shift_across_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    only_friday = Hours(ZONE, (*NEVER[:4], (Span(22 * 60, 26 * 60),), (), ()))

    assert is_open(only_friday, at("2026-11-28T01:59"))
    assert not is_open(only_friday, at("2026-11-28T02:00"))
    assert not is_open(only_friday, at("2026-11-27T01:00"))


def test_a_date_of_its_own_takes_the_place_of_the_weekday() -> None:
    special = {"2026-12-25": (), "2026-12-26": (Span(600, 660),)}
    hours = WORKDAYS._replace(special=special)

    assert not is_open(hours, at("2026-12-25T10:00"))
    assert is_open(hours, at("2026-12-26T10:30"))


def test_a_holiday_does_not_cut_the_night_before() -> None:
    hours = NIGHTS._replace(special={"2026-12-25": ()})

    assert is_open(hours, at("2026-12-25T05:00"))
    assert not is_open(hours, at("2026-12-25T23:00"))


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 7), ("2026-10-24", 9)])
def test_the_night_in_which_clocks_change_is_an_hour_shorter_or_longer(
    day: str, hours: int
) -> None:
    begins = at(f"{day}T22:00")
    ends = next_change(NIGHTS, begins)

    assert ends is not None
    assert (ends - begins) / 3_600_000 == hours


def test_the_hour_that_comes_twice_is_open_both_times() -> None:
    hours = Hours(ZONE, ((Span(2 * 60, 3 * 60),),) * 7)

    assert is_open(hours, at("2026-10-25T02:30", fold=0))
    assert is_open(hours, at("2026-10-25T02:30", fold=1))


def test_a_shift_in_the_hour_that_is_skipped_is_as_long_an_hour_later() -> None:
    hours = Hours(ZONE, ((Span(2 * 60, 4 * 60),),) * 7)

    within = hours._replace(week=((Span(2 * 60, 2 * 60 + 30),),) * 7)

    assert is_open(hours, at("2026-03-29T03:30"))
    assert not is_open(hours, at("2026-03-29T04:00"))
    assert is_open(within, at("2026-03-29T03:15"))
    assert not is_open(within, at("2026-03-29T03:30"))


def test_each_zone_has_its_own_clock() -> None:
    tokyo = WORKDAYS._replace(zone="Asia/Tokyo")

    assert is_open(tokyo, at("2026-11-23T09:30", "Asia/Tokyo"))
    assert not is_open(tokyo, at("2026-11-23T09:30"))


def test_the_next_change_is_told_over_weekends_and_touching_shifts() -> None:
    assert next_change(WORKDAYS, at("2026-11-27T17:00")) == at("2026-11-30T09:00")
    assert next_change(WORKDAYS, at("2026-11-27T10:00")) == at("2026-11-27T12:00")
    touching = Hours(ZONE, ((Span(0, 720), Span(720, 1440)), *NEVER[1:]))
    assert next_change(touching, at("2026-11-23T01:00")) == at("2026-11-24T00:00")


def test_what_never_opens_or_never_closes_never_changes() -> None:
    assert next_change(Hours(ZONE, NEVER), at("2026-11-23T10:00")) is None
    assert next_change(ALWAYS, at("2026-11-23T10:00")) is None


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1_700_000_000, 1_900_000_000),
    st.lists(st.tuples(st.integers(0, 1439), st.integers(1, 1440)), max_size=3),
    st.sampled_from([ZONE, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)
def test_nothing_changes_before_the_next_change(
    second: int, shifts: list[tuple[int, int]], zone: str
) -> None:
    spans = tuple(Span(opens, opens + length) for opens, length in shifts)
    hours, now = Hours(zone, (spans, (), spans, (), (), spans, ())), second * 1000
    changes = next_change(hours, now)
    if changes is None:
        assert not spans
        return

    assert changes > now
    assert is_open(hours, changes) is not is_open(hours, now)
    for part in range(20):
        between = now + (changes - now) * part // 20
        assert is_open(hours, between) is is_open(hours, now)


@given(
    st.lists(st.integers(0, 47), min_size=2, max_size=8, unique=True),
    st.integers(0, 6),
    st.dates().map(str),
)
def test_hours_are_the_same_after_they_were_told_or_kept(
    halves: list[int], day: int, holiday: str
) -> None:
    marks = sorted(half * 30 for half in halves)
    spans = tuple(Span(*pair) for pair in zip(marks[::2], marks[1::2], strict=False))
    week = tuple(spans if one == day else () for one in range(7))
    hours = Hours(ZONE, week, {holiday: ()})

    assert hours_of(hours_record(hours)) == hours
    assert unpack(pack(hours)) == hours
    assert (unpack(""), pack(None)) == (None, "")


def test_a_shift_over_the_end_of_the_week_meets_mondays() -> None:
    told = hours_record(Hours(ZONE, ((Span(60, 120),), *NEVER[:5], (Span(1380, 1500),))))
    hours_of(told)
    told["week"][6][0]["closes"] = "01:30"

    with pytest.raises(BadFrame, match="on Monday a shift begins at 01:00"):
        hours_of(told)
