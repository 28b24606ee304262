"""Erasing a visitor: from the database, and from the archive by destroying their key. Called by
handlers/erasures.py.

First it is noted in the archive, where nothing is written over, so that whoever restores older data
can do it again. Each step may be done twice: asked again, it goes on where it was left.
"""

from chalicelib.domain import erasure as domain
from chalicelib.domain.audit import Act
from chalicelib.domain.chat import ENDED
from chalicelib.domain.erasure import Erasure, Receipt
from chalicelib.domain.error import Conflict, NoSuchVisitor
from chalicelib.domain.ids import seeded
from chalicelib.domain.message import DONE, OPEN
from chalicelib.store import archive as archive_store
from chalicelib.store import audit as audit_store
from chalicelib.store import chats as chat_store
from chalicelib.store import messages as message_store
from chalicelib.store import objects
from chalicelib.store import visitor_keys as key_store
from chalicelib.store import visitors as visitor_store
from chalicelib.store import visits as visit_store

AT_ONCE = 100
# Of one visitor; what is more is erased when it is asked again.
MOST_ROUNDS = 200


def erase(act: Act, visitor: str, reason: str) -> Receipt:
    """Erase a visitor; what that removed. Raises NoSuchVisitor, and Conflict while they chat."""
    account = act.speaker.account
    latest = visitor_store.get(account, visitor, consistent=True).chat
    chat = chat_store.get(latest) if latest else None
    if chat and chat.state != ENDED:
        raise Conflict("This visitor is in a chat just now. End it, then erase them.")
    asked = Erasure(account, seeded("er", act.seed), visitor, act.at, act.speaker.id, reason)
    if not _is_noted(asked) and not _is_known(account, visitor):
        raise NoSuchVisitor("There is nothing of this visitor in your account.")
    try:
        objects.put_once(asked.key, domain.write(asked), "application/json")
    except objects.AlreadyThere:
        # The same request again: the first may have died on its way.
        asked = domain.read(objects.get(asked.key) or b"")
    receipt = carry_out(asked)
    audit_store.put(act.entry("visitor.erase", visitor, after=_told(receipt)))
    return receipt


def carry_out(asked: Erasure) -> Receipt:
    """Remove all there is of the visitor, the key first: from then on nobody reads what is archived
    of them."""
    account, visitor = asked.account, asked.visitor
    key_store.remove(account, visitor)
    archived = _forget_archived(account, visitor)
    chats = _delete_chats(account, visitor)
    messages = _delete_messages(account, visitor)
    visits = _delete_visits(account, visitor)
    visitor_store.delete(account, visitor)
    return Receipt(asked, chats, visits, messages, archived)


def _is_noted(asked: Erasure) -> bool:
    return objects.get(asked.key) is not None


def _is_known(account: str, visitor: str) -> bool:
    return bool(
        visitor_store.get(account, visitor).chat
        or visit_store.of_visitor(account, visitor, 1)
        or chat_store.earlier(account, visitor)
        or archive_store.of_visitor(account, visitor, 1)
        or _messages(account, visitor)
    )


def _forget_archived(account: str, visitor: str) -> int:
    gone: set[str] = set()
    for _ in range(MOST_ROUNDS):
        found = archive_store.of_visitor(account, visitor, AT_ONCE)
        if not found:
            break
        # An index may still tell of what is gone.
        new = [one for one in found if one.entry.chat not in gone]
        archive_store.forget(new)
        gone |= {one.entry.chat for one in new}
    return len(gone)


def _delete_chats(account: str, visitor: str) -> int:
    gone: set[str] = set()
    for _ in range(MOST_ROUNDS):
        found = chat_store.earlier(account, visitor)
        if not found:
            break
        new = [one for one in found if one.id not in gone]
        for chat in new:
            chat_store.delete(chat)
        gone |= {chat.id for chat in new}
    return len(gone)


def _delete_visits(account: str, visitor: str) -> int:
    gone: set[str] = set()
    for _ in range(MOST_ROUNDS):
        found = visit_store.of_visitor(account, visitor, AT_ONCE)
        if not found:
            break
        new = [row for row in found if row.visit not in gone]
        visit_store.delete(account, new)
        gone |= {row.visit for row in new}
    return len(gone)


def _delete_messages(account: str, visitor: str) -> int:
    found = _messages(account, visitor)
    message_store.delete(account, found)
    return len(found)


def _messages(account: str, visitor: str) -> list[str]:
    """The ids of what they left when nobody was there."""
    found: list[str] = []
    for state in (OPEN, DONE):
        before = ""
        while page := message_store.in_state(account, state, before, AT_ONCE):
            found += [one.id for one in page if one.visitor == visitor]
            before = message_store.cursor(page[-1])
    return found


def _told(receipt: Receipt) -> dict[str, object]:
    told = receipt._asdict()
    del told["erasure"]
    return {"erasure": receipt.erasure.id, **told}
