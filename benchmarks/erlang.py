"""Queues of which the theory is known: Erlang's formulas, and the plain first come, first served
recursion over given arrivals. For benchmarks/routing.py and the tests of the simulation."""

import heapq
import random
from collections.abc import Iterable, Iterator

from chalicelib.domain.need import Need
from chalicelib.domain.simulation import Arrival

MEAN_MS = 300_000


def arrivals(
    servers: int, load: float, count: int, seed: int, patience_ms: float = 0
) -> Iterator[Arrival]:
    """Poisson arrivals that keep each of so many servers busy `load` of the time if nobody leaves;
    exponential handling times, and patience if its mean is given."""
    chance, at = random.Random(seed), 0.0
    for number in range(count):
        at += chance.expovariate(load * servers / MEAN_MS)
        handling = round(chance.expovariate(1 / MEAN_MS))
        patience = round(chance.expovariate(1 / patience_ms)) if patience_ms else None
        yield Arrival(Need(f"c{number:08}", round(at)), handling, patience)


def waits(arrived: Iterable[Arrival], servers: int) -> Iterator[tuple[int, bool]]:
    """Each arrival's wait and whether it was served, first come, first served (Kiefer, Wolfowitz
    1955): who would wait longer than their patience leaves when that ends."""
    free = [0] * servers
    for need, handling, patience in arrived:
        wait = max(0, free[0] - need.since)
        served = patience is None or wait <= patience
        if served:
            heapq.heapreplace(free, need.since + wait + handling)
        yield wait if served else patience or 0, served


def erlang_c(servers: int, load: float) -> float:
    """The mean wait in M/M/c, in ms (Erlang 1917)."""
    offered, blocked = servers * load, 1.0
    for count in range(1, servers + 1):
        blocked = offered * blocked / (count + offered * blocked)
    waiting = blocked / (1 - load * (1 - blocked))
    return waiting * MEAN_MS / (servers * (1 - load))


def erlang_a(servers: int, load: float, patience_ms: float) -> float:
    """The share of visitors who leave unserved in M/M/c+M (Palm 1957), from the stationary
    distribution of its birth-death chain."""
    offered, impatience = servers * load, MEAN_MS / patience_ms
    weight, total, queue = 1.0, 1.0, 0.0
    for count in range(1, servers * 20 + 1_000):
        waiting = max(0, count - servers)
        weight *= offered / (min(count, servers) + waiting * impatience)
        total += weight
        queue += waiting * weight
    return impatience * queue / total / offered
