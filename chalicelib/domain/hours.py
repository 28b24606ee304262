"""Business hours: when a skill is open, by the clock on the wall of its time zone. Called by
domain/routing.py and by services that save settings."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
# How far ahead the next opening is looked for: over any year's holidays.
HORIZON_DAYS = 400


class Span(NamedTuple):
    """From `opens` to before `closes`, minutes after midnight; past 1440 it ends the day after."""

    opens: int
    closes: int


class Hours(NamedTuple):
    """`week`: the spans of each day, Monday first; `special`: those of single dates (`2026-12-25`)
    in place of the weekday's, none for a holiday; `zone`: an IANA name such as `Europe/Berlin`."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    special: Mapping[str, tuple[Span, ...]] = {}


def is_open(hours: Hours, now: int) -> bool:
    """Whether it is open at a moment (epoch ms).

    A span that begins in the hour which summer time skips begins that much later by the clock; one
    that begins or ends in the hour which comes twice takes both in.
    """
    return any(begins <= now < ends for begins, ends in _around(hours, now))


def next_change(hours: Hours, now: int) -> int | None:
    """When it next opens, or closes if it is open (epoch ms); None if it never changes."""
    if is_open(hours, now):
        return _closing(hours, now)
    begins = (begins for begins, _ in _intervals(hours, _day(hours, now), HORIZON_DAYS))
    return next((moment for moment in begins if moment > now), None)


def _closing(hours: Hours, now: int) -> int | None:
    """The end of the run of intervals that touch one another."""
    until, first = now, _day(hours, now) - timedelta(days=1)
    for begins, ends in _intervals(hours, first, HORIZON_DAYS):
        if begins > until:
            return until
        until = max(until, ends)
    return None


def _around(hours: Hours, now: int) -> Iterator[tuple[int, int]]:
    return _intervals(hours, _day(hours, now) - timedelta(days=1), 3)


def _intervals(hours: Hours, first: date, days: int) -> Iterator[tuple[int, int]]:
    """Begin and end (epoch ms) of each span that begins on one of the days, in order."""
    zone = ZoneInfo(hours.zone)
    for day in (first + timedelta(days=count) for count in range(days)):
        spans = hours.special.get(day.isoformat(), hours.week[day.weekday()])
        for span in sorted(spans):
            yield _moment(day, span.opens, zone)[0], max(_moment(day, span.closes, zone))


def _moment(day: date, minutes: int, zone: ZoneInfo) -> tuple[int, int]:
    """The moment (epoch ms) as the clock shows it first and, if it does so twice, again."""
    days, minute = divmod(minutes, MINUTES_A_DAY)
    day += timedelta(days=days)
    wall = datetime(day.year, day.month, day.day, *divmod(minute, 60), tzinfo=zone)
    first, again = (int(wall.replace(fold=fold).timestamp() * 1000) for fold in (0, 1))
    return first, again


def _day(hours: Hours, now: int) -> date:
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(hours.zone)).date()
