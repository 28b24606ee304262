"""Refusing what is too much before anything is done for it. Called by handlers and services.

Counted in this process; a flood meets many, so what is counted for all is told to the others in
steps: one write for many.
"""

import math

from chalicelib.domain.error import TooMany
from chalicelib.domain.limit import Bucket, Limit, window
from chalicelib.store import limits as limit_store

MOST_BUCKETS = 5_000
_buckets: dict[tuple[str, str], Bucket] = {}
_closed: dict[tuple[str, str], int] = {}


def take(limit: Limit, key: str, now: int, account: str = "") -> None:
    """Count one for a key. Raises TooMany, which says when to try again; then nothing is written.

    With `account` the count is shared by all processes, if the limit is.
    """
    who = (limit.name, key)
    closed_until = _closed.get(who, 0)
    if closed_until > now:
        raise _too_many(limit, closed_until - now)
    bucket = _bucket(limit, who, now)
    wait = bucket.take(limit, now)
    if wait:
        raise _too_many(limit, wait)
    if account and limit.shared and bucket.taken % limit.step == 0:
        _share(limit, who, account, now)


def _share(limit: Limit, who: tuple[str, str], account: str, now: int) -> None:
    """Tell the others of a step; if all together took too much, refuse the rest of the minute."""
    number, ends = window(now)
    total = limit_store.add(account, limit.name, who[1], number, limit.step, ends)
    if total >= limit.shared:
        _closed[who] = ends


def _bucket(limit: Limit, who: tuple[str, str], now: int) -> Bucket:
    bucket = _buckets.get(who)
    if bucket is None:
        if len(_buckets) >= MOST_BUCKETS:
            _make_room(now)
        bucket = _buckets[who] = Bucket(limit.burst, now)
    return bucket


def _make_room(now: int) -> None:
    """Forget the older half. Whoever floods is younger: what they took stays known."""
    oldest = sorted(_buckets, key=lambda who: _buckets[who].at)[: MOST_BUCKETS // 2]
    for who in oldest:
        del _buckets[who]
    for who in [who for who, until in _closed.items() if until <= now]:
        del _closed[who]


def _too_many(limit: Limit, wait_ms: int) -> TooMany:
    wait_s = math.ceil(wait_ms / 1_000)
    return TooMany(f"Too many {limit.name} at once. Try again in {wait_s} s.", wait_s)
