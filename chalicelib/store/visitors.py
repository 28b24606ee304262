"""Visitors over all their visits. Called by services."""

from dataclasses import replace

from chalicelib.domain.visitor import Visitor
from chalicelib.store import keys
from chalicelib.store.tables import VisitorItem
from chalicelib.store.writes import Refused, update


def begin_visit(account: str, visitor: str, visit: str, now: int) -> None:
    """Note that the visitor is here again; a visit told twice counts once."""
    actions = [
        VisitorItem.first_seen.set(VisitorItem.first_seen | now),
        VisitorItem.last_seen.set(now),
        VisitorItem.visit.set(visit),
        VisitorItem.visits.add(1),
    ]
    another = VisitorItem.visit.does_not_exist() | (VisitorItem.visit != visit)
    try:
        update(VisitorItem, (keys.below(account, visitor), None), actions, another)
    except Refused:
        return


def get(account: str, visitor: str, *, consistent: bool = False) -> Visitor:
    """The visitor; one never seen if there is no record."""
    unseen = Visitor(account, visitor)
    try:
        item = VisitorItem.get(keys.below(account, visitor), consistent_read=consistent)
    except VisitorItem.DoesNotExist:
        return unseen
    return replace(
        unseen,
        name=item.name,
        email=item.email,
        first_seen=int(item.first_seen),
        last_seen=int(item.last_seen),
        visits=int(item.visits),
        chats=int(item.chats),
        chat=item.chat or "",
    )
