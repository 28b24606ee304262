"""Agents in chats that others hold: guests, who write, and monitors, of whom the visitor knows
nothing. Called by handlers/socket.py."""

from contextlib import suppress

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import AGENT, ENDED, GUEST, LEFT, MONITOR, OPEN, Chat, Seat
from chalicelib.domain.connection import Bearer
from chalicelib.domain.error import Conflict, NotAllowed, NotJoined, NotThere
from chalicelib.domain.event import Event, Outcome, asked_in, last_line
from chalicelib.services import access, chats
from chalicelib.services.chats import Joined
from chalicelib.store import chats as chat_store
from chalicelib.store import guests as guest_store
from chalicelib.store.writes import Refused

PARTS = {"guest": GUEST, "monitor": MONITOR}
CONFLICTS = 5
MOST_ASKED = 5


def ask(chat_id: str, client: str, socket: str, agent_id: str, now: int) -> Outcome[None]:
    """Who holds a chat asks another agent in. Raises NotJoined, NotAllowed, NoSuchAgent,
    NotThere, Conflict."""
    for _ in range(CONFLICTS):
        chat, seat = access.seat_in(chat_id, client, socket)
        if seat.holder != chat.agent:
            raise NotAllowed("Only who holds the chat asks others in.")
        asked = access.agent_of_account(chat.account, agent_id)
        if asked.id == chat.agent:
            raise NotAllowed(f"{asked.name} has this chat already.")
        if not asked.active or asked.lease <= now:
            raise NotThere(f"{asked.name} is not there. Choose somebody who is.")
        whole = access.chat_of_account(chat.account, chat_id)
        try:
            guest_store.ask_in(whole, asked.id)
        except Conflict:
            continue
        return Outcome(None, tuple(asked_in(whole, whole.agent_name, asked.sockets)))
    raise Conflict("The chat is busy. Try again.")


def asked(agent: Agent) -> list[Chat]:
    """The chats that an agent is asked into and has not come to yet; forgets all others."""
    if not agent.asked:
        return []
    # As they stand: what an older state does not know of would be forgotten for good.
    found = chat_store.get_many(sorted(agent.asked), consistent=True)
    open_ = {one.id: one for one in found.values() if one.state == OPEN and agent.id in one.asked}
    still = [one for one in open_.values() if one.agent != agent.id and not one.sits_as(agent.id)]
    gone = agent.asked - {one.id for one in still}
    if gone:
        guest_store.forget(agent, gone)
    return sorted(still, key=lambda one: one.id)[:MOST_ASKED]


def watch(
    chat_id: str, client: str, socket: str, part: str, after: int, now: int
) -> Outcome[Joined]:
    """Take part in a chat that another agent holds, as a guest or a monitor.

    Raises NoSuchChat, NotAllowed for who was not asked in and does not supervise.
    """
    agent = access.agent_at(socket)
    chat = access.chat_of_account(agent.account, chat_id)
    _need_right(chat, agent, part)
    bearer = Bearer(agent.account, AGENT, agent.id)
    return chats.join(
        bearer, socket, chat_id, client, after, now, part=PARTS[part], name=agent.name
    )


def leave(chat_id: str, client: str, socket: str, now: int) -> Outcome[None]:
    """A guest or monitor leaves the chat. Raises NotJoined, NotAllowed."""
    chat, seat = access.seat_in(chat_id, client, socket)
    if seat.holder[:1] not in (GUEST, MONITOR):
        raise NotAllowed("Only guests leave a chat. Who holds it ends it or passes it on.")
    try:
        return Outcome(None, tuple(_left(chat, seat, now)))
    except Refused:
        raise NotJoined("This socket does not sit in the chat. Join it first.") from None


def follows(chat: Chat, seat: Seat) -> bool:
    """Whether a tab that is gone was a guest's last, who left in another while its socket still
    seemed there, as after a reload: then they have left now."""
    has_left = any(one.holder == LEFT + seat.who for one in chat.seats)
    return has_left and chat.state == OPEN and seat.holder[:1] == GUEST and _is_last(chat, seat)


def follow(chat: Chat, seat: Seat, now: int) -> list[Event]:
    """Where it follows: the seat of the tab that is gone is given up."""
    with suppress(Refused):
        return _left(chat, seat, now)
    return []


def _need_right(chat: Chat, agent: Agent, part: str) -> None:
    asked = agent.id in chat.asked or chat.sits_as(agent.id) == GUEST
    if asked and part == "guest" and access.may_sit(agent, asked=True):
        return
    if chat.agent != agent.id and not access.may(agent, "chats.supervise"):
        raise NotAllowed("Your role does not look into chats of others. Ask to be asked in.")


def _left(chat: Chat, seat: Seat, now: int) -> list[Event]:
    """The seat is given up, and the others are told if it was the guest's last."""
    told = chat.state != ENDED and not seat.monitors and _is_last(chat, seat)
    name = access.agent(chat.account, seat.who).name if told else ""
    left = guest_store.leave(chat, seat, (f"left:{name}", now) if told else ("", 0))
    access.forget(chat.id)
    return last_line(left) if told else []


def _is_last(chat: Chat, seat: Seat) -> bool:
    """Whether they sit in the chat in no other tab."""
    return not any(
        other.who == seat.who and other.client != seat.client and other.socket
        for other in chat.seats
        if other.holder[:1] == GUEST
    )
