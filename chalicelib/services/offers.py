"""What agents do with chats that wait: accept those offered to them, let them pass, pick one. For
handlers/socket.py and services/deadlines.py."""

from contextlib import suppress

from chalicelib.domain.account import PICK
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import OPEN, WAITING, Chat
from chalicelib.domain.deadline import OFFER, Deadline
from chalicelib.domain.error import Conflict, NoRoom, NotAllowed, OfferOver
from chalicelib.domain.event import (
    Event,
    Outcome,
    Remind,
    chat_assigned,
    chat_held,
    offer_withdrawn,
)
from chalicelib.domain.record import Record
from chalicelib.domain.routing import PICKED, taken
from chalicelib.services import access, routing, waits
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import days as day_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import offers as offer_store
from chalicelib.store import routing as routing_store
from chalicelib.store.routing import need_of

CONFLICTS = 5


def accept(chat_id: str, socket: str, now: int) -> Outcome[None]:
    """The agent takes the chat that is offered to them; again is once. Raises OfferOver."""
    agent = access.agent_at(socket)
    chat = access.chat_of_account(agent.account, chat_id)
    for _ in range(CONFLICTS):
        if chat.offered != agent.id or chat.state != WAITING:
            break
        counting = day_store.answering(chat, agent, routing.today(agent.account, now), now)
        # After a lost answer the chat is theirs all the same: the item tells.
        with suppress(Conflict):
            offer_store.accept(chat, agent, now, counting)
        chat = access.chat_of_account(agent.account, chat_id)
    if chat.state != OPEN or chat.agent != agent.id:
        raise OfferOver("This chat is not offered to you any more.")
    told = chat_assigned(chat, agent.sockets)
    return Outcome(None, (*told, *routing.drain(agent.account, now, offered=-1)))


def decline(chat_id: str, socket: str, now: int) -> Outcome[None]:
    """The agent lets an offer pass: it goes on to the next. Raises OfferOver."""
    agent = access.agent_at(socket)
    chat = access.chat_of_account(agent.account, chat_id)
    events = _let_pass(chat, agent, "declined", now)
    if not events:
        raise OfferOver("This chat is not offered to you any more.")
    return Outcome(None, tuple(events))


def settle(chat_id: str, now: int) -> list[Event]:
    """Look at an offer: over because nobody answered, or still standing."""
    chat = chat_store.get(chat_id)
    agent = agent_store.get(chat.account, chat.offered) if chat and chat.offered else None
    if chat is None or agent is None:
        return []
    if chat.state != WAITING:
        # After a rollback: the release before knew of no offers.
        offer_store.forget(chat)
        return routing.drain(chat.account, now)
    if now < chat.offered_until:
        deadline = Deadline(chat.offered_until, OFFER, chat.account, chat.id)
        deadline_store.put(deadline)
        return [Remind(deadline)]
    return _let_pass(chat, agent, "late", now) or routing.drain(chat.account, now)


def pick(chat_id: str, socket: str, now: int) -> Outcome[None]:
    """The agent takes a chat from the queue, where agents pick, or where they supervise.

    Raises NotAllowed, NoRoom, Conflict if somebody else was faster.
    """
    agent = access.agent_at(socket)
    chat = access.chat_of_account(agent.account, chat_id)
    if not may_pick(agent, now):
        raise NotAllowed("Chats come to you by themselves here.")
    if chat.state == OPEN and chat.agent == agent.id:
        return Outcome(None, tuple(chat_held(chat, socket)))
    return Outcome(None, tuple(take(chat, agent, now)))


def may_pick(agent: Agent, now: int) -> bool:
    """Whether an agent may take chats from the queue."""
    if access.account(agent.account, now).accept_mode == PICK:
        return access.may(agent, "chats.answer")
    return access.may(agent, "chats.supervise")


def take(chat: Chat, agent: Agent, now: int) -> list[Event]:
    """A chat of the queue comes to an agent who wants it. Raises NoRoom, Conflict."""
    if chat.state != WAITING or chat.offered:
        raise Conflict("Somebody else was faster.")
    need_room(agent, need_of(chat).weight)
    try:
        decision = taken(chat.id, agent, PICKED, now)
        counting = day_store.answering(chat, agent, routing.today(agent.account, now), now)
        routing_store.assign(chat, agent, decision, now, picked=True, counting=counting)
    except Conflict:
        stored = access.chat_of_account(chat.account, chat.id)
        if stored.agent != agent.id or stored.fence != chat.fence + 1:
            raise
    chat = chat_store.get(chat.id) or chat
    told = chat_assigned(chat, agent.sockets)
    return [*told, *routing.drain(chat.account, now, entered=-1)]


def _let_pass(chat: Chat, agent: Agent, reason: str, now: int) -> list[Event]:
    """The offer goes on to the next: the agent is told what becomes of it. Empty if it was over."""
    events = waits.withdraw(chat, agent, reason, now)
    if events is None:
        return []
    drained = routing.drain(chat.account, now, entered=1, offered=-1)
    told = offer_withdrawn(chat.id, agent.sockets, reason, _coming(chat, agent, reason, now))
    return [*told, *events, *drained]


def _coming(chat: Chat, agent: Agent, reason: str, now: int) -> Record:
    """What becomes of a chat that was let pass: `offered` to the next, `again` to the same agents
    at a time, or it goes on `waiting`."""
    chat = chat_store.get(chat.id) or chat
    # Since the offer was made the account may have begun to hand chats out.
    if chat.state == OPEN or (chat.offered and chat.offered != agent.id):
        return {"next": "offered", "at": 0}
    # Who did not answer is asked no more before they say that they are there.
    again = waits.asked_again(chat, now) if reason == "declined" else 0
    return {"next": "again" if again else "waiting", "at": again}


def need_room(agent: Agent, weight: int) -> None:
    """Raises NoRoom if an agent cannot take so many slots more."""
    if agent.used + weight > agent.max_chats:
        raise NoRoom(f"{agent.name} has {agent.used} of {agent.max_chats} slots in use.")
