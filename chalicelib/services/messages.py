"""Messages that visitors leave when nobody is there, and what agents do with them. Called by
handlers/visitor.py and handlers/messages.py."""

from typing import NamedTuple

from chalicelib.domain.address import fault_of
from chalicelib.domain.audit import Act
from chalicelib.domain.error import BadFrame, NoSuchChat, NoSuchMessage, Outdated
from chalicelib.domain.event import Event, Outcome, message_changed
from chalicelib.domain.ids import MESSAGE, matches
from chalicelib.domain.limit import MESSAGES, OWN_MESSAGES
from chalicelib.domain.message import DONE, Message, message_id
from chalicelib.services import access, limits, masking
from chalicelib.services.changes import Page
from chalicelib.store import agents as agent_store
from chalicelib.store import messages as message_store
from chalicelib.store.writes import Refused


class Left(NamedTuple):
    """What a visitor's form says. `request` is its own name for itself: sent twice it is one."""

    visitor: str
    visit: str
    request: str
    name: str
    email: str
    text: str
    language: str
    url: str
    title: str
    chat: str


def leave(account_id: str, origin: str, ip: str, left: Left, now: int) -> Outcome[str]:
    """Keep a message, masked; the same one sent again is kept once. Its id.

    Raises NotAllowed for a foreign site, TooMany, BadFrame, NoSuchChat.
    """
    access.account_on_site(account_id, origin, now)
    limits.take(OWN_MESSAGES, f"{account_id} {left.visitor}", now)
    limits.take(MESSAGES, f"{account_id} {ip}", now, account_id)
    message = _masked(account_id, _checked(account_id, left), now)
    message_store.put(message)
    # Told again even if it was kept before: after a lost answer nobody else tells it.
    return Outcome(message.id, _told(message))


def listed(account_id: str, state: str, after: str, limit: int) -> Page[Message]:
    """The account's messages in a state, newest first."""
    found = message_store.in_state(account_id, state, after, limit + 1)
    shown = found[:limit]
    return Page(shown, message_store.cursor(shown[-1]) if len(found) > limit else "")


def of_account(account_id: str, message: str) -> Message:
    """A message of the account. Raises NoSuchMessage."""
    found = message_store.get(account_id, message) if matches(MESSAGE, message) else None
    if found is None:
        raise NoSuchMessage(f"There is no message {message[:40]} in your account.")
    return found


def set_state(act: Act, message_id: str, etag: str, state: str) -> Outcome[Message]:
    """An agent is through with a message, or not after all. Raises NoSuchMessage, Outdated."""
    account, by = act.speaker.account, act.speaker.id
    before = of_account(account, message_id)
    if str(before.version) != etag:
        after = _if_mine(before, etag, state, by)
    elif before.state == state:
        after = before
    else:
        after = _changed(before, state, by, act.at)
    return Outcome(after, _told(after))


def _changed(before: Message, state: str, by: str, now: int) -> Message:
    done = state == DONE
    try:
        return message_store.set_state(before, state, by if done else "", now if done else 0)
    except Refused as refused:
        if not refused.item:
            raise NoSuchMessage("The message is gone.") from None
        return _if_mine(message_store.to_message(refused.item), str(before.version), state, by)


def _if_mine(stored: Message, etag: str, state: str, by: str) -> Message:
    """After a lost answer the change that refuses ours may be our own."""
    mine = stored.done_by == (by if state == DONE else "")
    if str(stored.version - 1) == etag and stored.state == state and mine:
        return stored
    raise Outdated("Somebody changed this since you read it. Read it again, then change it.")


def _checked(account_id: str, left: Left) -> Left:
    if not left.text:
        raise BadFrame("`text` is empty. Write what it is about.")
    fault = fault_of(left.email)
    if fault:
        raise BadFrame(f"`email` is no e-mail address. {fault} Nobody could answer without one.")
    if left.chat:
        chat = access.chat_of_account(account_id, left.chat)
        if chat.visitor != left.visitor:
            raise NoSuchChat("There is no such chat, or it is not yours.")
    return left


def _masked(account_id: str, left: Left, now: int) -> Message:
    fields = left._asdict()
    request = left.chat or fields["request"]
    del fields["request"]
    for name in ("name", "email", "text", "url", "title"):
        fields[name] = masking.masked(account_id, fields[name], now)
    told = (fields["name"], fields["email"], fields["text"])
    return Message(account_id, message_id(account_id, left.visitor, request, *told), now, **fields)


def _told(message: Message) -> tuple[Event, ...]:
    agents = agent_store.of_account(message.account)
    # Who answers no chats has a console perhaps, but no lease.
    consoles = [socket for agent in agents if agent.lease for socket in agent.sockets]
    return tuple(message_changed(consoles, message.id, message.state))
