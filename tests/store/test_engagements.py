"""What became of invitations is kept once in a visit and counted once."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.engagement import STATES, Engagement
from chalicelib.domain.error import Conflict
from chalicelib.domain.visit import Beside, PageView
from chalicelib.store import beacons, engagements, visits
from tests.store.cast import NOW, an_account

VISITOR, VISIT = "vr_" + "v" * 26, "vs_" + "s" * 26
TODAY = datetime.fromtimestamp(NOW / 1_000, UTC)


def seen(rule: int, state: str, variant: str = "a") -> Engagement:
    """It came so far."""
    return Engagement(rule, variant, state, NOW)


def counted(account: str) -> list[tuple[int, str, dict[str, int]]]:
    """What is counted today, without what is 0."""
    found = engagements.counts(account, TODAY, TODAY)
    return [(one.rule, one.variant, {k: n for k, n in one.states.items() if n}) for one in found]


def test_each_state_counts_once_for_each_visit() -> None:
    account = an_account()
    engagements.add(account, VISIT, [seen(7, "offered"), seen(7, "shown"), seen(9, "control")], NOW)
    with pytest.raises(Conflict):
        engagements.add(account, VISIT, [seen(7, "accepted"), seen(7, "shown", "b")], NOW)
    engagements.add(account, VISIT, [seen(7, "accepted")], NOW)
    engagements.add(account, "vs_" + "t" * 26, [seen(7, "shown", "b")], NOW)

    assert counted(account) == [
        (7, "a", {"offered": 1, "shown": 1, "accepted": 1}),
        (7, "b", {"shown": 1}),
        (9, "a", {"control": 1}),
    ]
    visit = visits.get(account, VISIT)
    assert visit
    assert {(one.rule, one.state) for one in visit.engagements} == {
        (7, "offered"),
        (7, "shown"),
        (7, "accepted"),
        (9, "control"),
    }


def test_a_visit_knows_no_more_than_a_bound() -> None:
    account = an_account()
    for rule in range(engagements.MOST):
        engagements.add(account, VISIT, [seen(rule, "shown")], NOW)

    with pytest.raises(Conflict):
        engagements.add(account, VISIT, [seen(999, "shown")], NOW)
    assert len(engagements.of_visit(account, VISIT)) == engagements.MOST


def test_counts_are_of_the_days_asked_for_over_months() -> None:
    account = an_account()
    beacons.put_view(account, VISITOR, VISIT, PageView(1, "", "", NOW), Beside())
    for month, day in ((1, 30), (1, 31), (2, 1), (2, 2)):
        moment = int(datetime(2027, month, day, 12, tzinfo=UTC).timestamp() * 1_000)
        engagements.add(account, f"vs_{month}{day}", [seen(3, "shown", "with#sign")], moment)

    found = engagements.counts(
        account, datetime(2027, 1, 31, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)
    )

    assert [(one.day, one.variant, one.states["shown"]) for one in found] == [
        ("2027-01-31", "with#sign", 1),
        ("2027-02-01", "with#sign", 1),
    ]
    assert set(found[0].states) == set(STATES)
