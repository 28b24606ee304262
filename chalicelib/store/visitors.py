"""Visitors as their chats know them; their visits are in store/visits.py. Called by services."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from pynamodb.exceptions import DeleteError

from chalicelib.domain.visitor import Visitor
from chalicelib.store import keys, reads
from chalicelib.store.tables import VisitorItem


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
        chats=int(item.chats),
        chat=item.chat or "",
    )


def forget_chat(account: str, visitor: str, chat: str) -> None:
    """Delete the visitor if this was their latest chat: nothing is left of them then."""
    with suppress(DeleteError):
        VisitorItem(keys.below(account, visitor)).delete(VisitorItem.chat == chat)


def delete(account: str, visitor: str) -> None:
    """Delete the visitor."""
    VisitorItem(keys.below(account, visitor)).delete()


def get_many(account: str, visitors: Iterable[str]) -> dict[str, Visitor]:
    """Visitors by id, those who once began a chat."""
    items = reads.batch(VisitorItem, (keys.below(account, visitor) for visitor in visitors))
    found = [
        Visitor(
            account,
            reads.text(item, "key").split("#")[1],
            name=reads.text(item, "name"),
            email=reads.text(item, "email"),
            chats=reads.whole(item, "chats"),
            chat=reads.text(item, "chat"),
        )
        for item in items
    ]
    return {visitor.id: visitor for visitor in found}
