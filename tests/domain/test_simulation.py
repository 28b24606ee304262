"""The router over arrivals: the same as first come, first served where that is all they ask for."""

import pytest

from benchmarks.erlang import arrivals, erlang_a, erlang_c, waits
from chalicelib.domain.need import Need, Ring
from chalicelib.domain.routing import Candidate
from chalicelib.domain.simulation import Arrival, Served, Simulation


def team(count: int, **more: object) -> list[Candidate]:
    """Agents with one slot each."""
    one = Candidate("", True, 0, 1, 0)._replace(**more)  # type: ignore[arg-type]
    return [one._replace(id=f"a{number}") for number in range(count)]


def run(agents: list[Candidate], *come: Arrival) -> Simulation:
    """A run to its end."""
    simulation = Simulation(agents)
    simulation.run(come)
    return simulation


@pytest.mark.parametrize("patience", [0, 200_000])
def test_chats_that_ask_for_nothing_wait_as_in_the_textbook(patience: float) -> None:
    come = list(arrivals(4, 0.9, 2_000, seed=3, patience_ms=patience))
    found = run(team(4), *come)

    expected = list(waits(come, 4))
    assert len(found.served) == len(come)
    assert [(s.waited, bool(s.agent)) for s in sorted(found.served)] == expected
    assert sum(served for _, served in expected) < 2_000 or not patience
    assert max(wait for wait, _ in expected) > 0


def test_a_run_can_be_had_again() -> None:
    first, second = (run(team(3), *arrivals(3, 0.8, 300, seed=1)) for _ in range(2))

    assert first.decisions == second.decisions
    assert first.served == second.served


def test_nobody_ever_has_more_than_their_limit() -> None:
    come = [
        Arrival(Need(f"c{n}", n * 10, weight=1 + n % 3), 400, 900 if n % 2 else None)
        for n in range(200)
    ]
    found = run(team(3, limit=4), *come)

    assert len(found.served) == 200
    assert all(v.used <= v.limit for d in found.decisions for v in d.verdicts)
    assert all(one.used == 0 for one in found.agents.values())


def test_a_later_ring_is_looked_at_when_it_opens() -> None:
    rings = (Ring(0, {"fr": 1}), Ring(5_000))
    found = run(team(1), Arrival(Need("c", 100, rings), 10))

    assert found.served == [Served("c", "a0", 100, 5_000)]


def test_who_can_never_be_served_waits_at_the_end() -> None:
    found = run(team(1), Arrival(Need("c", 100, (Ring(0, {"fr": 1}),)), 10))

    assert (found.served, list(found.waiting)) == ([], ["c"])


def test_busy_time_is_the_work_that_was_done() -> None:
    found = run(team(1, limit=3), Arrival(Need("c", 0, weight=2), 500))

    assert found.busy == {"a0": 1_000}


def test_the_formulas_are_those_of_the_tables() -> None:
    # One server: the mean wait is load / (1 - load) handling times.
    assert erlang_c(1, 0.8) == pytest.approx(0.8 / 0.2 * 300_000)
    # Two at a load of a half: a third of arrivals wait, on average one handling time.
    assert erlang_c(2, 0.5) == pytest.approx(300_000 / 3)
    # Patience as long as a chat: every chat leaves at the same rate, so Poisson, and P(n) is known.
    assert erlang_a(1, 1.0, 300_000) == pytest.approx(1 / 2.718281828)
