"""Sockets coming and going, agents arriving, pinging, leaving. Called by handlers and
services/deadlines.py."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from chalicelib.domain.account import OFFER, Account
from chalicelib.domain.agent import LEASE_MS, Agent
from chalicelib.domain.chat import AGENT, ENDED, VISITOR, WAITING, Chat, holder_kind
from chalicelib.domain.connection import TICKET_MS, Bearer, Connection
from chalicelib.domain.deadline import AWAY, LEASE, Deadline
from chalicelib.domain.error import MfaRequired, NotAllowed, NotJoined, Suspended, Unauthenticated
from chalicelib.domain.event import (
    Close,
    Event,
    Outcome,
    Remind,
    chat_held,
    chat_offered,
    status_changed,
    to_others,
)
from chalicelib.domain.ids import account_of
from chalicelib.domain.limit import OWN_TICKETS, TICKETS
from chalicelib.domain.record import Record
from chalicelib.services import access, guests, limits, offers, routing, waits
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import connections as connection_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import routing as routing_store
from chalicelib.store import visitors as visitor_store

# More would not fit into one frame of 128 KB if each were at its longest.
MOST_WELCOME = 60
_OUT_AT_ONCE = 50
_NO_ANSWERS = "Your role does not answer chats. Ask an admin of your account."


@dataclass(frozen=True)
class Welcome:
    """What a console needs to begin: the agent, their open chats (the first), how many wait, what
    is offered to them, the ended chats that they finish up, each with its end, how chats come to
    agents, and which they are asked into."""

    agent: Agent
    chats: list[Chat]
    waiting: int
    offers: list[Record]
    wraps: list[tuple[str, int]]
    accept_mode: str
    asked: list[Chat]


def ticket_for_agent(agent: Agent, origin: str, now: int) -> str:
    """A one-time ticket for a console's socket. Raises TooMany, Suspended, MfaRequired."""
    limits.take(OWN_TICKETS, f"{agent.account} {agent.id}", now)
    # Settings as they stand: who was shown out a moment ago must not come back by old ones.
    access.renew_account(agent.account, now)
    access.let_in(agent, now)
    return _ticket(Bearer(agent.account, AGENT, agent.id), origin, now)


def ticket_for_visitor(
    account_id: str, visitor: str, visit: str, origin: str, now: int, *, ip: str = ""
) -> tuple[str, str | None]:
    """A one-time ticket for a window's socket, and the id of the visitor's running chat.

    Raises Unauthenticated, NotAllowed for a foreign site, TooMany.
    """
    access.account_on_site(account_id, origin, now)
    limits.take(OWN_TICKETS, f"{account_id} {visitor}", now)
    limits.take(TICKETS, f"{account_id} {ip}", now, account_id)
    latest = visitor_store.get(account_id, visitor).chat
    chat = chat_store.get(latest) if latest else None
    ticket = _ticket(Bearer(account_id, VISITOR, visitor, visit), origin, now)
    return ticket, chat.id if chat and chat.state != ENDED else None


def connect(socket: str, ticket: str, origin: str, now: int) -> None:
    """Open a socket with its ticket. Raises Unauthenticated."""
    bearer = connection_store.redeem(ticket, origin, now)
    if bearer is None:
        raise Unauthenticated("The ticket is used, late, or from another site. Ask for a new one.")
    access.confine(bearer.account)
    if access.account(bearer.account, now).suspended:
        raise Unauthenticated("This account is suspended.")
    connection_store.put(socket, bearer, now)


def hello(socket: str, now: int) -> Outcome[Welcome]:
    """A console is there: renew the agent's lease and tell it what it missed. Raises NotAllowed.

    Who does not answer chats is told nothing and gets no lease, but is kept: their console is told
    of other rights, and closed, as any other.
    """
    agent = access.agent_at(socket)
    access.let_in(agent, now)
    if not _answers(agent):
        agent_store.attend(agent, socket)
        raise NotAllowed(_NO_ANSWERS)
    lease = now + LEASE_MS
    # Kept before the lease it watches; noted only if nobody else watches by then.
    reminders = [] if agent.watch > now else [_watch(agent, lease)]
    agent = agent_store.arrive(agent, socket, lease)
    if agent.watch <= now:
        reminders = reminders or [_watch(agent, lease)]
        agent_store.set_watch(agent, lease)
    held = [chat for chat in map(chat_store.get, sorted(agent.chats)) if chat]
    chats = [chat for chat in held if chat.agent == agent.id]
    offers = [chat for chat in held if chat.offered == agent.id]
    account = access.account(agent.account, now)
    waiting = routing_store.count_waiting(agent.account) + _offered(account, now)
    # An offer tells more than a chat in hand.
    room = max(MOST_WELCOME - len(chats), 0) // 3
    rest = [event for chat in chats[MOST_WELCOME:] for event in chat_held(chat, socket)]
    rest += [
        event for chat in offers[room:] for event in chat_offered(waits.offer(chat, now), [socket])
    ]
    wraps = sorted(wrap for wrap in agent.wraps if wrap[1] > now)
    told = chats[:MOST_WELCOME], waiting, [waits.offer(chat, now) for chat in offers[:room]]
    welcome = Welcome(agent, *told, wraps, account.accept_mode, guests.asked(agent))
    return Outcome(welcome, (*rest, *reminders, *_open_to_chats(agent, now)))


def renew(socket: str, now: int) -> None:
    """Renew the lease of an agent; nothing for a visitor.

    Raises NotJoined if the agent was given up meanwhile.
    """
    bearer = access.bearer(socket)
    if bearer.role != AGENT:
        return
    if agent_store.renew(bearer.account, bearer.subject, socket, now + LEASE_MS):
        return
    agent = agent_store.get(bearer.account, bearer.subject)
    # Who answers no chats has no lease to renew, and misses nothing.
    if agent is None or socket not in agent.sockets or _answers(agent):
        raise NotJoined("You were away for too long. Say hello again.")


def set_status(socket: str, status: str, now: int) -> Outcome[None]:
    """Whether the agent takes chats from now on. Raises NotAllowed."""
    agent = access.agent_at(socket)
    _admit(agent, now)
    comes_back = status == "online" != agent.status
    agent = agent_store.set_status(agent, status, now)
    if comes_back:
        waits.come_back(agent, now)
    told = status_changed(agent.sockets, agent.status, agent.max_chats)
    return Outcome(None, (*told, *routing.drain(agent.account, now)))


def disconnect(socket: str, now: int, chat_id: str = "") -> Outcome[None]:
    """A socket is gone: empty its seats, and note who is away. Safe to repeat and to come late.

    `chat_id`: where a frame just met the gone socket. A seat taken while the socket closed stands
    in the chat alone.
    """
    access.forget(chat_id)
    connection = connection_store.get(socket)
    if connection is None:
        return Outcome(None, tuple(_empty_seats(socket, chat_id, now)))
    events = [
        event
        for chat, client in sorted(connection.seats)
        for event in _leave(connection, chat, client, now)
    ]
    if connection.bearer.role == AGENT:
        events += _depart(connection, now)
    connection_store.forget(socket)
    return Outcome(None, tuple(events))


def dismiss(agent: Agent, now: int) -> list[Event]:
    """Show an agent out: their chats go back to the queue, their sockets are closed."""
    # Their sockets stay known until they are closed: should that die, it is done again.
    return _shown_out(agent_store.dismiss(agent), now)


def told_of_rights(agent: Agent, lost: frozenset[str] = frozenset()) -> list[Event]:
    """An agent's consoles ask what they may whenever they are told of the status. Who may not
    supervise any more comes anew: nothing is said any longer in chats that they looked into."""
    told = status_changed(agent.sockets, agent.status, agent.max_chats)
    if "chats.supervise" not in lost or not agent.sockets:
        return told
    return [*told, Close(tuple(sorted(agent.sockets)))]


def show_out(agents: Iterable[Agent], now: int) -> list[Event]:
    """Show out all those who are there: some at once, the others by a reminder each, so that no
    request gets longer by their number."""
    there = [agent for agent in agents if agent.sockets or agent.chats or agent.lease > now]
    # All away first: the chats of one must not go to the next.
    gone = [agent_store.dismiss(agent) for agent in there]
    events = [event for agent in gone[:_OUT_AT_ONCE] for event in _shown_out(agent, now)]
    later = (Deadline(now, LEASE, agent.account, agent.id) for agent in gone[_OUT_AT_ONCE:])
    return [*events, *map(_remind, later)]


def settle_lease(account: str, agent_id: str, due: int, now: int) -> list[Event]:
    """Look at an agent's lease: still there, or gone, and then their chats go back to the queue."""
    agent = agent_store.get(account, agent_id)
    if agent is None:
        return []
    access.renew_account(account, now)
    if not _may_stay(agent, now):
        # Whoever took their right to be here may have died before showing them out.
        return dismiss(agent, now)
    if agent.lease > now:
        # One chain of looks for each agent: a message come twice, or one overtaken, starts none.
        return _watch_on(agent, now) if agent.watch == due else []
    gone = agent_store.set_gone(agent, now)
    if gone is None:
        return _watch_on(replace(agent, lease=now + LEASE_MS), now)
    return routing.take_back(replace(gone, sockets=agent.sockets), now)


def settle_away(chat_id: str, now: int) -> list[Event]:
    """Look at a chat whose visitor went away: back, still within their time, or over."""
    chat = chat_store.get(chat_id)
    if chat is None or chat.state == ENDED or chat.is_present(VISITOR):
        return []
    if not chat.away_since:
        # Whoever emptied the seat did not come to say so.
        chat_store.set_away(chat, now)
        chat = replace(chat, away_since=now)
    due = _away_until(chat, now)
    if due > now:
        return [_remind(Deadline(due, AWAY, chat.account, chat.id))]
    return routing.end(chat, "system", now)[1]


def settle_waiting(chat_id: str, now: int) -> list[Event]:
    """Look at a waiting chat: hand it out if anybody has room; over if it waited too long."""
    chat = chat_store.get(chat_id)
    if chat is None or chat.state != WAITING:
        return []
    if chat.offered:
        reminder = _remind(Deadline(now + waits.LOOK_AGAIN_MS, WAITING, chat.account, chat.id))
        # An offer that was written late finds its own deadline met already.
        return [reminder, *(offers.settle(chat.id, now) if now >= chat.offered_until else [])]
    if now >= chat.waiting_since + access.account(chat.account, now).max_wait:
        return routing.end(chat, "system", now)[1]
    chat = waits.ask_for_what_is(chat)
    reminder = waits.watch(chat, now)
    waits.ask_again(chat, now)
    return [reminder, *routing.drain(chat.account, now, tell=chat.id)]


def _shown_out(gone: Agent, now: int) -> list[Event]:
    events = routing.take_back(gone, now)
    return [*events, Close(tuple(sorted(gone.sockets)))] if gone.sockets else events


def _ticket(
    bearer: Bearer, origin: str, now: int, new_token: Callable[[], str] = secrets.token_urlsafe
) -> str:
    ticket = new_token()
    connection_store.put_ticket(ticket, bearer, origin, now + TICKET_MS)
    return ticket


def _may_stay(agent: Agent, now: int) -> bool:
    try:
        _admit(agent, now)
    except (NotAllowed, Suspended, MfaRequired, Unauthenticated):
        return False
    return agent.active


def _admit(agent: Agent, now: int) -> None:
    access.let_in(agent, now)
    if not _answers(agent):
        raise NotAllowed(_NO_ANSWERS)


def _answers(agent: Agent) -> bool:
    return access.may(agent, "chats.answer")


def _open_to_chats(agent: Agent, now: int) -> list[Event]:
    return routing.drain(agent.account, now) if agent.is_online(now) else []


def _leave(connection: Connection, chat_id: str, client: str, now: int) -> list[Event]:
    role = connection.bearer.role
    reminders = [_look_for(chat_id, now)] if role == VISITOR else []
    chat = chat_store.leave(chat_id, client, connection.id)
    seat = chat.seat(client) if chat else None
    if chat and seat and guests.follows(chat, seat):
        return [*reminders, *guests.follow(chat, seat, now)]
    if chat is None or chat.state == ENDED or chat.is_present(role) or (seat and seat.monitors):
        return []
    if role == VISITOR:
        chat_store.set_away(chat, now)
    told = to_others(chat, client, "presence", present=False, **{"from": role})
    return [*told, *reminders]


def _look_for(chat_id: str, now: int) -> Event:
    """See to it that a visitor who may have gone is looked for."""
    account = access.account(account_of(chat_id), now)
    return _remind(Deadline(now + account.away_waiting, AWAY, account.id, chat_id))


def _empty_seats(socket: str, chat_id: str, now: int) -> list[Event]:
    chat = chat_store.get(chat_id) if chat_id else None
    if chat is None:
        return []
    events: list[Event] = []
    for seat in chat.seats:
        if seat.socket == socket:
            bearer = Bearer(chat.account, holder_kind(seat.holder), seat.holder)
            connection = Connection(socket, bearer, frozenset())
            events += _leave(connection, chat_id, seat.client, now)
    return events


def _depart(connection: Connection, now: int) -> list[Event]:
    bearer = connection.bearer
    agent = agent_store.depart(bearer.account, bearer.subject, connection.id)
    if agent is None or agent.sockets:
        return []
    until = now + access.account(bearer.account, now).grace
    reminder = _watch(agent, until)
    return [reminder] if agent_store.shorten_lease(agent, until) else []


def _watch(agent: Agent, due: int) -> Event:
    return _remind(Deadline(due, LEASE, agent.account, agent.id))


def _offered(account: Account, now: int) -> int:
    """How many wait while they are offered to somebody: they stand in no queue."""
    if account.accept_mode != OFFER:
        return 0
    return sum(len(agent.offered(now)) for agent in agent_store.of_account(account.id))


def _watch_on(agent: Agent, now: int) -> list[Event]:
    reminder = _watch(agent, agent.lease)
    agent_store.set_watch(agent, agent.lease)
    return [reminder, *routing.drain(agent.account, now)]


def _remind(deadline: Deadline) -> Event:
    deadline_store.put(deadline)
    return Remind(deadline)


def _away_until(chat: Chat, now: int) -> int:
    account = access.account(chat.account, now)
    limit = account.away_waiting if chat.state == WAITING else account.away_open
    return chat.away_since + limit
