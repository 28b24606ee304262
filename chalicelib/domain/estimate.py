"""How long a waiting visitor will still wait, with an error band that says how sure that is. Called
by services that tell a place in the queue."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chalicelib.domain.need import Need
from chalicelib.domain.pace import Pace
from chalicelib.domain.record import Record
from chalicelib.domain.routing import Candidate, able, demand

# Of a hundred waits ten are shorter than the band, ten longer.
_Z = 1.2816
# The latest chats are not quite those that are to come.
_UNSURE = 3


class Estimate(NamedTuple):
    """Milliseconds: `likely` is the median, between `low` and `high` lie four waits of five."""

    low: int
    likely: int
    high: int


def estimate(
    position: int, slots: int, handling: float, *, spread: float = 1.0, leaving: float = 0.0
) -> Estimate | None:
    """For the `position`th of those who wait (from 1) while all `slots` of the agents who are there
    are in use; None if nobody is there.

    `handling`: how long a chat holds its slot on average, ms; `spread`: the variance of that over
    its mean squared (1: as of telephone calls); `leaving`: which share of a visitor's patience goes
    by each ms. Slots come free, and those ahead leave, at a steady rate, so a wait is a sum of
    `position` gaps; a gamma distribution with the same mean and variance stands for it, by Wilson
    and Hilferty's cube (1931).
    """
    if slots <= 0 or handling <= 0:
        return None
    rates = [slots / handling + ahead * leaving for ahead in range(position)]
    mean = sum(1 / rate for rate in rates)
    variance = max(spread, 0.05) * sum(1 / rate**2 for rate in rates)
    shape = mean**2 / variance
    low, likely, high = (_quantile(mean, shape, z) for z in (-_Z, 0.0, _Z))
    return Estimate(low, likely, high)


def waits(
    queue: Sequence[Need],
    candidates: Sequence[Candidate],
    pace: Pace,
    now: int,
    *,
    wrap_up: int = 0,
    first: int = 0,
) -> list[Estimate | None]:
    """What each of those who wait may be told, in their order, from the `first` on.

    None: too little is known, nobody is there who may take the chat, or somebody has room for it.
    Who waits for others counts in the way of a chat only as far as the same agents serve both.
    """
    if not pace.is_known():
        return [None] * (len(queue) - first)
    there = {one.id: one for one in candidates if one.online and one.limit}
    known: dict[object, frozenset[str]] = {}
    for need in queue:
        wanted = demand(need, now)
        if wanted not in known:
            known[wanted] = able(need, there.values(), now)
    pools = [known[demand(need, now)] for need in queue]
    return [
        _of_place(index, queue, pools, there, pace, wrap_up) for index in range(first, len(queue))
    ]


def wait_record(estimate: Estimate) -> Record:
    """An estimate as it is told, in seconds, rounded so that the band stays as wide."""
    return {
        "low_s": estimate.low // 1_000,
        "likely_s": round(estimate.likely / 1_000),
        "high_s": -(-estimate.high // 1_000),
    }


def _of_place(
    index: int,
    queue: Sequence[Need],
    pools: Sequence[frozenset[str]],
    there: Mapping[str, Candidate],
    pace: Pace,
    wrap_up: int,
) -> Estimate | None:
    pool = pools[index]
    slots = _slots(pool, there)
    free = sum(max(there[name].limit - there[name].used, 0) for name in pool)
    ahead = sum(
        need.weight * _slots(pool & other, there) / (_slots(other, there) or 1)
        for need, other in zip(queue[:index], pools[:index], strict=True)
    )
    place = round(ahead) + queue[index].weight - free
    if place < 1 or not slots:
        return None
    # Which slot is free next is chance; the more often each must be, the more that evens out.
    spread = pace.spread() + max(1 - pace.spread(), 0) * math.exp(-place / slots)
    # The mean itself is uncertain, the more so the more gaps it is multiplied by.
    spread *= 1 + place * _UNSURE / pace.chats
    handling = pace.handling + wrap_up
    return estimate(place, slots, handling, spread=spread, leaving=pace.leaving())


def _slots(names: frozenset[str], there: Mapping[str, Candidate]) -> int:
    return sum(there[name].limit for name in names)


def _quantile(mean: float, shape: float, z: float) -> int:
    cube = 1 - 1 / (9 * shape) + z / math.sqrt(9 * shape)
    return round(mean * max(cube, 0.0) ** 3)
