"""Deadlines: found when they are due, and not before."""

from chalicelib.domain.deadline import Deadline
from chalicelib.store import deadlines
from tests.store.cast import NOW

LATER = Deadline(NOW + 10, "lease", "demo", "ag_ada")
SOON = Deadline(NOW, "waiting", "demo", "ch_demo_" + "c" * 26)
AWAY = Deadline(NOW - 5_000, "away", "demo", "ch_demo_" + "d" * 26)


def test_deadlines_are_found_once_due_and_gone_once_met() -> None:
    for deadline in (LATER, SOON, AWAY, SOON):
        deadlines.put(deadline)

    before, at, after = (set(deadlines.due(NOW + step)) for step in (-1, 0, 10))
    deadlines.remove(AWAY)
    deadlines.remove(AWAY)

    assert (before, at, after) == ({AWAY}, {AWAY, SOON}, {AWAY, SOON, LATER})
    assert list(deadlines.due(NOW)) == [SOON]
