"""Business hours: when a skill is open, by the clock on the wall of its time zone. Called by
services that ask whether it is, and by those that save settings."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from chalicelib.domain.error import BadFrame

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MINUTES_A_DAY = 24 * 60
MINUTES_A_WEEK = 7 * MINUTES_A_DAY
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
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


Told = dict[str, Any]


def hours_record(hours: Hours) -> Told:
    """Hours as they are told outside: times by the clock, `24:00` for midnight at a day's end."""
    return {
        "zone": hours.zone,
        "week": [_shifts(spans) for spans in hours.week],
        "special": {day: _shifts(spans) for day, spans in sorted(hours.special.items())},
    }


def hours_of(told: Mapping[str, Any]) -> Hours:
    """Hours from the form of `hours_record`; what closes before it opens does so the day after.

    Raises BadFrame if they cannot be: no such zone or day, shifts that overlap or last for nothing,
    or no shift at all.
    """
    week = tuple(_spans(told["week"][day], DAYS[day]) for day in range(len(DAYS)))
    special = {_date(day): _spans(shifts, day) for day, shifts in told["special"].items()}
    hours = Hours(told["zone"], week, special)
    _check_zone(hours.zone)
    _check_week(hours.week)
    if not any(week) and not any(special.values()):
        raise BadFrame("`hours` never open. Add a shift, or leave the hours out: always open.")
    return hours


def date_at(hours: Hours, now: int) -> date:
    """The date on the clock's wall."""
    return _wall(hours, now).date()


def hour_at(hours: Hours, now: int) -> int:
    """The hour on the clock's wall, 0 to 23."""
    return _wall(hours, now).hour


def pack(hours: Hours | None) -> str:
    """Hours as text, to be kept; `""` for none."""
    return json.dumps(hours_record(hours), separators=(",", ":")) if hours else ""


def unpack(kept: str | None) -> Hours | None:
    """What was packed."""
    return hours_of(json.loads(kept)) if kept else None


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
    begins = (begins for begins, _ in _intervals(hours, date_at(hours, now), HORIZON_DAYS))
    return next((moment for moment in begins if moment > now), None)


def _wall(hours: Hours, now: int) -> datetime:
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(_zone(hours.zone))


def _closing(hours: Hours, now: int) -> int | None:
    """The end of the run of intervals that touch one another."""
    until, first = now, date_at(hours, now) - timedelta(days=1)
    for begins, ends in _intervals(hours, first, HORIZON_DAYS):
        if begins > until:
            return until
        until = max(until, ends)
    return None


def _around(hours: Hours, now: int) -> Iterator[tuple[int, int]]:
    return _intervals(hours, date_at(hours, now) - timedelta(days=1), 3)


def _intervals(hours: Hours, first: date, days: int) -> Iterator[tuple[int, int]]:
    """Begin and end (epoch ms) of each span that begins on one of the days, in order."""
    zone = _zone(hours.zone)
    for day in (first + timedelta(days=count) for count in range(days)):
        spans = hours.special.get(day.isoformat(), hours.week[day.weekday()])
        for span in sorted(spans):
            yield _moment(day, span.opens, zone)[0], max(_moment(day, span.closes, zone))


def _moment(day: date, minutes: int, zone: "ZoneInfo") -> tuple[int, int]:
    """The moment (epoch ms) as the clock shows it first and, if it does so twice, again."""
    days, minute = divmod(minutes, MINUTES_A_DAY)
    day += timedelta(days=days)
    wall = datetime(day.year, day.month, day.day, *divmod(minute, 60), tzinfo=zone)
    first, again = (int(wall.replace(fold=fold).timestamp() * 1000) for fold in (0, 1))
    return first, again


def _zone(name: str) -> "ZoneInfo":
    # 1.5 ms of a cold start, for accounts alone that have hours.
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _check_zone(name: str) -> None:
    try:
        _zone(name)
    except (KeyError, ValueError, OSError):
        raise BadFrame(
            f"`hours.zone`: there is no time zone {name[:64]}. Write one like Europe/Berlin."
        ) from None


def _check_week(week: Iterable[tuple[Span, ...]]) -> None:
    """No shift may begin before the one before it ends, over midnight and the week's end too."""
    spans = [
        Span(day * MINUTES_A_DAY + span.opens, day * MINUTES_A_DAY + span.closes)
        for day, spans in enumerate(week)
        for span in spans
    ]
    around = [*spans, *(Span(*(minute + MINUTES_A_WEEK for minute in one)) for one in spans[:1])]
    for first, second in pairwise(around):
        if second.opens < first.closes:
            raise BadFrame(
                f"`hours.week`: on {DAYS[second.opens // MINUTES_A_DAY % 7]} a shift begins at"
                f" {_clock(second.opens)} before the one before it has ended."
            )


def _spans(shifts: Iterable[Mapping[str, str]], day: str) -> tuple[Span, ...]:
    spans = tuple(sorted(_span(shift["opens"], shift["closes"], day) for shift in shifts))
    if any(second.opens < first.closes for first, second in pairwise(spans)):
        raise BadFrame(f"`hours`: two shifts of {day} overlap. Make one of them, or move one.")
    return spans


def _span(opens: str, closes: str, day: str) -> Span:
    begin, end = _minutes(opens), _minutes(closes)
    if begin == MINUTES_A_DAY:
        raise BadFrame(f"`hours`: a shift of {day} opens at 24:00. Write 00:00, on the day after.")
    if begin == end:
        raise BadFrame(
            f"`hours`: a shift of {day} closes at {closes}, when it opens."
            " Write 00:00 to 24:00 for the whole day."
        )
    return Span(begin, end if end > begin else end + MINUTES_A_DAY)


def _shifts(spans: Iterable[Span]) -> list[dict[str, str]]:
    return [
        {
            "opens": _clock(span.opens),
            "closes": "24:00" if span.closes == MINUTES_A_DAY else _clock(span.closes),
        }
        for span in spans
    ]


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _clock(minutes: int) -> str:
    hour, minute = divmod(minutes % MINUTES_A_DAY, 60)
    return f"{hour:02d}:{minute:02d}"


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadFrame(f"`hours.special`: {text[:20]} is no date. Write 2026-12-25.") from None
