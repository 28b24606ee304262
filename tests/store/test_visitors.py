"""Visitors as their chats know them."""

from chalicelib.domain.visitor import Visitor
from chalicelib.store import keys, visitors
from chalicelib.store.tables import VisitorItem
from tests.store.cast import an_account

VISITOR, OTHER = "vr_" + "v" * 26, "vr_" + "w" * 26


def test_a_visitor_who_never_chatted_is_unseen_and_others_are_read_together() -> None:
    account = an_account()
    item = VisitorItem(keys.below(account, VISITOR), name="Vera", email="v@shop.test", chat="ch")
    item.save()

    vera = Visitor(account, VISITOR, name="Vera", email="v@shop.test", chat="ch")
    assert visitors.get(account, OTHER) == Visitor(account, OTHER)
    assert visitors.get(account, VISITOR) == vera
    assert visitors.get_many(account, [VISITOR, OTHER, VISITOR]) == {VISITOR: vera}
