"""Visitors over all their visits."""

from chalicelib.domain.visitor import Visitor
from chalicelib.store import visitors
from tests.store.cast import NOW, an_account

VISITOR, VISIT = "vr_" + "v" * 26, "vs_" + "s" * 26


def test_a_visitor_is_seen_first_once_and_last_again() -> None:
    account = an_account()
    unseen = visitors.get(account, VISITOR)
    for visit, now in ((VISIT, NOW), ("vs_" + "t" * 26, NOW + 5)):
        visitors.begin_visit(account, VISITOR, visit, now)
        visitors.begin_visit(account, VISITOR, visit, now + 1)

    assert unseen == Visitor(account, VISITOR)
    assert visitors.get(account, VISITOR) == Visitor(
        account, VISITOR, first_seen=NOW, last_seen=NOW + 5, visits=2
    )
