"""How long a waiting visitor will still wait, with an error band that says how sure that is. Called
by services that tell a place in the queue."""

import math
from typing import NamedTuple

# Of a hundred waits ten are shorter than the band, ten longer.
_Z = 1.2816


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


def _quantile(mean: float, shape: float, z: float) -> int:
    cube = 1 - 1 / (9 * shape) + z / math.sqrt(9 * shape)
    return round(mean * max(cube, 0.0) ** 3)
