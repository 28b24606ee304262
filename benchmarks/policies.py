"""The router beside the ways in which peers choose an agent, over the same arrivals. Run by
`python -m benchmarks.routing`.

Chats take longer for an agent who has others at once, in proportion to the share of their slots in
use: the model of Tezcan and Zhang (Routing and staffing in customer service chat systems with
impatient customers, 2014). All serve first come, first served and keep no agent idle while somebody
waits, so that what differs is the choice alone.
"""

import random
import statistics
from collections.abc import Callable, Iterable, Mapping

from benchmarks.erlang import arrivals
from chalicelib.domain.need import Need
from chalicelib.domain.routing import Candidate, Decision, match, order
from chalicelib.domain.simulation import Router, Simulation

LIMITS = (1, 2, 2, 3, 4, 4, 6, 8)
LOAD, COUNT, SEEDS, SLOWER = 0.55, 20_000, (1, 2, 3), 0.5
Choice = Callable[[list[Candidate]], Candidate]


def compared() -> dict[str, float]:
    """Mean waits in seconds by way of choosing, over all seeds."""
    ways: dict[str, Callable[[], Router]] = {
        "parley": lambda: match,
        "round_robin": lambda: _by(_in_turns()),
        "least_chats": lambda: _by(lambda fit: min(fit, key=lambda one: (one.used, one.id))),
        "random": lambda: _by(random.Random(0).choice),
    }
    return {f"wait_s_{name}": _mean_wait(make) for name, make in ways.items()}


def _mean_wait(make: Callable[[], Router]) -> float:
    waits: list[int] = []
    for seed in SEEDS:
        agents = [
            Candidate(f"a{number:02}", True, 0, limit, 0) for number, limit in enumerate(LIMITS)
        ]
        simulation = Simulation(agents, slower=SLOWER, router=make())
        simulation.run(arrivals(sum(LIMITS), LOAD, COUNT, seed))
        waits += [served.waited for served in simulation.served]
    return round(statistics.mean(waits) / 1_000, 3)


def _by(choose: Choice) -> Router:
    """Whoever waits longest goes to whom is chosen among those with room."""

    def route(
        queue: Iterable[Need],
        candidates: Iterable[Candidate],
        now: int,
        *,
        given: Mapping[str, int] | None = None,
    ) -> list[Decision]:
        agents = {one.id: one for one in candidates}
        decisions: list[Decision] = []
        for need in order(queue):
            fit = [one for one in agents.values() if one.used < one.limit]
            if not fit:
                break
            taken = choose(fit)
            agents[taken.id] = taken._replace(used=taken.used + 1, received=now)
            decisions.append(Decision(need.id, now, taken.id, ()))
        return decisions

    return route


def _in_turns() -> Choice:
    """One after the other, as Chatwoot's and Tiledesk's list is."""
    last = ""

    def choose(fit: list[Candidate]) -> Candidate:
        nonlocal last
        after = [one for one in fit if one.id > last]
        taken = min(after or fit, key=lambda one: one.id)
        last = taken.id
        return taken

    return choose
