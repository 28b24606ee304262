"""Whether the router serves as theory says, how fast it decides, how evenly it shares out, and how
long visitors wait by it and by other ways of choosing.

Run by `make bench-routing`; the last line is JSON.
"""

import json
import random
import statistics
import time
from collections.abc import Callable
from functools import partial

from benchmarks.bands import bands
from benchmarks.erlang import arrivals, erlang_a, erlang_c, waits
from benchmarks.policies import compared
from chalicelib.domain.need import Need, Ring
from chalicelib.domain.routing import Candidate, decide, match
from chalicelib.domain.simulation import Arrival, Simulation

SEED = 20_261_123
# Agents, load, arrivals.
WAITING = ((1, 0.8, 100_000), (3, 0.7, 100_000), (10, 0.85, 100_000), (40, 0.9, 60_000))
LEAVING = ((3, 1.0, 150_000), (10, 1.2, 100_000), (40, 1.0, 150_000))
PATIENCE_MS = 120_000
# The plain recursion is quick enough for numbers at which little chance is left; the wait of many
# servers under high load needs most.
MANY = {1: 2_000_000, 3: 1_000_000, 10: 2_000_000, 40: 6_000_000}
SKILLS, AGENTS, QUEUE = 20, 500, 2_000
NOW = 10_000_000


def main() -> None:
    """Print the figures."""
    figures = {**theory(), **formulas(), **speed(), **fairness(), **compared(), **bands()}
    for name, figure in figures.items():
        print(f"{name:26} {figure}")
    print(json.dumps(figures))


def theory() -> dict[str, float]:
    """How far mean waits and the share of those who leave are from the formulas, at worst.

    Each run is held against first come, first served over the *same* arrivals, of which the formula
    tells the mean: the chance in the arrivals, several percent at these numbers, cancels out.
    `*_raw` are the same figures with it.
    """
    c = [_waiting(*case) for case in WAITING]
    a = [_leaving(*case) for case in LEAVING]
    return {
        "erlang_c_error": max(error for error, _ in c),
        "erlang_c_raw": max(raw for _, raw in c),
        "erlang_a_error": max(error for error, _ in a),
        "erlang_a_raw": max(raw for _, raw in a),
    }


def formulas() -> dict[str, float]:
    """How far that first come, first served is itself from the formulas, over so many arrivals that
    little chance is left: what `theory` holds the router against is what theory speaks of."""
    c = [_plain_wait(servers, load) for servers, load, _ in WAITING]
    a = [_plain_leaving(servers, load) for servers, load, _ in LEAVING]
    return {
        "recursion_c_error": round(max(abs(ratio - 1) for ratio in c), 5),
        "recursion_a_error": round(max(abs(ratio - 1) for ratio in a), 5),
    }


def speed() -> dict[str, float]:
    """CPU of one decision with all its reasons, and of a pass over a long queue."""
    chance = random.Random(SEED)
    skills = [f"skill{number}" for number in range(SKILLS)]
    agents = [_agent(chance, skills, number) for number in range(AGENTS)]
    queue = [_need(chance, skills, number) for number in range(QUEUE)]
    one = [_cpu(partial(decide, need, agents, NOW)) for need in queue[:400]]
    made: list[int] = []
    whole = _cpu(lambda: made.append(len(match(queue, agents, NOW))))
    return {
        "cpu_ms_per_decision": round(1_000 * statistics.median(one), 3),
        "decisions_per_s": round(made[0] / whole),
        "decisions_in_the_pass": made[0],
    }


def fairness() -> dict[str, float]:
    """How unequal the numbers of chats are of 20 agents with equal limits, largest less smallest as
    a share of the mean."""
    simulation = Simulation([Candidate(f"a{number:02}", True, 0, 4, 0) for number in range(20)])
    simulation.run(arrivals(80, 0.6, 40_000, SEED))
    counts = dict.fromkeys(simulation.agents, 0)
    for served in simulation.served:
        counts[served.agent] += 1
    spread = max(counts.values()) - min(counts.values())
    return {"spread": round(spread / statistics.mean(counts.values()), 4)}


def _waiting(servers: int, load: float, count: int) -> tuple[float, float]:
    come = list(arrivals(servers, load, count, SEED))
    simulation = _simulated(servers, come)
    measured = statistics.mean(served.waited for served in simulation.served)
    plain = statistics.mean(wait for wait, _ in waits(come, servers))
    return _errors(measured, plain, erlang_c(servers, load))


def _leaving(servers: int, load: float, count: int) -> tuple[float, float]:
    come = list(arrivals(servers, load, count, SEED, PATIENCE_MS))
    simulation = _simulated(servers, come)
    measured = statistics.mean(not served.agent for served in simulation.served)
    plain = statistics.mean(not served for _, served in waits(come, servers))
    return _errors(measured, plain, erlang_a(servers, load, PATIENCE_MS))


def _plain_wait(servers: int, load: float) -> float:
    come = arrivals(servers, load, MANY[servers], SEED)
    return statistics.fmean(wait for wait, _ in waits(come, servers)) / erlang_c(servers, load)


def _plain_leaving(servers: int, load: float) -> float:
    come = arrivals(servers, load, MANY[servers] // 2, SEED, PATIENCE_MS)
    left = statistics.fmean(not served for _, served in waits(come, servers))
    return left / erlang_a(servers, load, PATIENCE_MS)


def _errors(measured: float, plain: float, known: float) -> tuple[float, float]:
    return round(abs(measured - plain) / known, 5), round(abs(measured / known - 1), 5)


def _simulated(servers: int, come: list[Arrival]) -> Simulation:
    simulation = Simulation([Candidate(f"a{n:02}", True, 0, 1, 0) for n in range(servers)])
    simulation.run(come)
    return simulation


def _agent(chance: random.Random, skills: list[str], number: int) -> Candidate:
    knows = {skill: chance.randint(1, 5) for skill in chance.sample(skills, 3)}
    return Candidate(f"a{number}", True, chance.randint(0, 4), 4, chance.randint(1, NOW), knows)


def _need(chance: random.Random, skills: list[str], number: int) -> Need:
    skill = chance.choice(skills)
    rings = (Ring(0, {skill: 3}), Ring(30_000, {skill: 1}), Ring(300_000))
    return Need(f"c{number}", NOW - chance.randint(0, 200_000), rings)


def _cpu(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


if __name__ == "__main__":
    main()
