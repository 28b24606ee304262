"""How long an account keeps its chats: calendar months. Pure; called by services/archive.py."""

from calendar import monthrange
from datetime import UTC, datetime

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
# By then the chats of a visit are archived, which need what it holds; with a run each day no visit
# outlives its time by 72 hours.
VISITS_AFTER_MS = 44 * HOUR_MS


def cutoff(now: int, months: int) -> int:
    """What ended before is over its time: the same day and time of day so many months ago, in UTC;
    where a month has no such day, its last. Epoch ms."""
    moment = datetime.fromtimestamp(now / 1_000, UTC)
    count = moment.year * 12 + moment.month - 1 - months
    year, month = count // 12, count % 12 + 1
    day = min(moment.day, monthrange(year, month)[1])
    return int(moment.replace(year=year, month=month, day=day).timestamp() * 1_000)


def months_between(first: int, last: int) -> list[int]:
    """A moment in each month from one to another, the first first. Epoch ms."""
    begin, end = (datetime.fromtimestamp(at / 1_000, UTC) for at in (first, last))
    counts = range(begin.year * 12 + begin.month - 1, end.year * 12 + end.month)
    starts = (datetime(count // 12, count % 12 + 1, 1, tzinfo=UTC) for count in counts)
    return [int(start.timestamp() * 1_000) for start in starts]


def days_between(first: int, last: int) -> list[int]:
    """A moment in each day (UTC) from one to another, the first first. Epoch ms."""
    return list(range(first - first % DAY_MS, last + 1, DAY_MS))
