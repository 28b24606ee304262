"""Handing waiting chats to agents, taking them back, and what the button shows. Called by services
and jobs."""

from dataclasses import replace
from typing import NamedTuple

from chalicelib.domain import routing
from chalicelib.domain.account import OFFER, PICK, Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import AGENT, ENDED, OPEN, WAITING, Chat
from chalicelib.domain.day import date_of
from chalicelib.domain.deadline import OFFER as OFFER_DEADLINE
from chalicelib.domain.deadline import WRAP_UP, Deadline
from chalicelib.domain.error import Conflict, NotJoined
from chalicelib.domain.estimate import Estimate
from chalicelib.domain.event import (
    Event,
    Remind,
    chat_assigned,
    chat_ended,
    chat_offered,
    chat_requeued,
    offer_withdrawn,
    position_changed,
    queue_changed,
    wrap_up_changed,
)
from chalicelib.domain.need import Need
from chalicelib.domain.routing import Decision
from chalicelib.services import access, availability, queue, retention, waits
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import days as day_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import offers as offer_store
from chalicelib.store import routing as routing_store
from chalicelib.store.routing import need_of

LOOK_AHEAD = 100
# By how much more of the queue is looked at where the first of it are for nobody who has room.
DEEPER = 8
SHOWN_POSITIONS = 20
# From twice as many consoles on they are not told of each step of the queue, so that a start does
# not cost a frame for each of them.
TOLD_OF_EACH = 50
CONFLICTS = 20


def drain(
    account_id: str,
    now: int,
    *,
    entered: int = 0,
    offered: int = 0,
    tell: str = "",
    mode: str = "",
) -> list[Event]:
    """Hand out waiting chats while an agent has room, then tell who needs to know.

    `entered`: how many chats the caller just put into the queue (negative: took out), `offered`:
    how many became offered (negative: are no more), to know whether places, and the number that
    consoles show, have changed. `tell`: a chat whose visitor is told their place even if nothing
    has, since the wait may have. `mode`: how chats come to agents from now on, which all consoles
    are told.
    """
    sight = _look(account_id, LOOK_AHEAD)
    queued = _count(sight) - entered
    shown = queued + _offered(sight, now) - offered
    events: list[Event] = []
    account = access.known_account(account_id, now)
    if not account.suspended:
        sight, events = _hand_out(sight, account, now)
    left = _count(sight)
    waiting, consoles = left + _offered(sight, now), _consoles(sight)
    if mode or (waiting != shown and _is_told(shown, waiting, len(consoles))):
        events += queue_changed(consoles, waiting, mode)
    if left != queued:
        events += _positions(sight, now)
    elif tell:
        events += _positions(sight, now, tell)
    return events + _published(sight, left, now)


def position(chat: Chat) -> int:
    """A chat's place in the queue from 1; 0 if it does not wait (or is out of sight)."""
    if chat.state != WAITING or chat.offered:
        # Whoever is offered to somebody is next.
        return 1 if chat.offered else 0
    waiting = [need.id for need in routing_store.waiting(chat.account, LOOK_AHEAD)]
    return waiting.index(chat.id) + 1 if chat.id in waiting else 0


def wait(chat: Chat, position: int, now: int) -> Estimate | None:
    """How long the visitor at that place will likely still wait."""
    if not position or chat.offered:
        return None
    sight = _look(chat.account, position)
    told = queue.waits_of(chat.account, sight.agents, sight.waiting, now, first=position - 1)
    return told[0] if told else None


def explained(account_id: str, chat_id: str) -> tuple[list[Decision], dict[str, str]]:
    """Why a chat went to whom, and what is called how that decisions name. Raises NoSuchChat."""
    chat = access.chat_of_account(account_id, chat_id)
    names = {agent.id: agent.name for agent in agent_store.of_account(account_id)}
    decisions = routing_store.decisions(chat.id)
    if any(decision.need for decision in decisions):
        from chalicelib.services import needs

        names |= needs.names(account_id)
    return decisions, names


def take_back(agent: Agent, now: int) -> list[Event]:
    """Put all chats of an agent who is gone back to the front of the queue, with their history, and
    those that are offered to them back to their places; and hand them out again."""
    taken = [events for chat_id in sorted(agent.chats) if (events := _requeue(chat_id, agent, now))]
    told = [event for events in taken for event in events]
    over = sum(chat in agent.chats for chat, _ in agent.offers)
    return told + drain(agent.account, now, entered=len(taken), offered=-over)


def end(chat: Chat, by: str, now: int) -> tuple[Chat, list[Event]]:
    """End a chat, whoever holds it now; ending it twice is ending it once. Raises Conflict."""
    before = chat
    for _ in range(CONFLICTS):
        if chat.state == ENDED:
            # Told again even if it was not our write: after a lost answer nobody else tells it.
            return _ended(before, now)
        reminders = _wrap_up(chat, now)
        try:
            until = reminders[0].deadline.due if reminders else 0
            counting = day_store.leaving(chat, today(chat.account, now))
            routing_store.end(chat, by, now, until, counting)
        except Conflict:
            before, chat = chat, chat_store.get(chat.id) or chat
            if by == AGENT and chat.agent != before.agent:
                raise NotJoined("The chat is in other hands by now.") from None
            continue
        queue.learn(chat, now)
        retention.watch(chat.account, now)
        over, events = _ended(chat, now)
        return over, [*reminders, *events]
    raise Conflict("The chat is busy. Try again.")


def today(account_id: str, now: int) -> str:
    """The account's date."""
    return date_of(access.known_account(account_id, now), now)


class _Sight(NamedTuple):
    """What was read of an account: its agents, and the first `depth` of those who wait."""

    account: str
    agents: list[Agent]
    waiting: list[Need]
    depth: int

    def is_whole(self) -> bool:
        """Whether nobody waits behind those."""
        return len(self.waiting) < self.depth

    def has_room(self, now: int) -> bool:
        """Whether any agent could take a chat."""
        return any(agent.is_online(now) and agent.has_room() for agent in self.agents)


def _consoles(sight: _Sight) -> list[str]:
    # Who answers no chats has a console perhaps, but no lease: the queue is not theirs.
    return [socket for agent in sight.agents if agent.lease for socket in agent.sockets]


def _look(account_id: str, depth: int) -> _Sight:
    agents = agent_store.of_account(account_id)
    return _Sight(account_id, agents, routing_store.waiting(account_id, depth), depth)


def _published(sight: _Sight, left: int, now: int) -> list[Event]:
    """What the button shows, if it has changed."""
    told = availability.published(sight.account, sight.agents, sight.waiting, left, now)
    if not told:
        return []
    # Who changed something meanwhile may have found the button as it should be: whoever writes
    # it looks again.
    after = _look(sight.account, LOOK_AHEAD)
    again = (after.agents, after.waiting, _count(after), now + 1)
    return told + availability.published(sight.account, *again, written=True)


def _is_told(before: int, left: int, consoles: int) -> bool:
    """Whether the number that consoles show is too far from the one of now."""
    step = max(1, consoles // TOLD_OF_EACH)
    return before // step != left // step or 0 in (before, left)


def _count(sight: _Sight) -> int:
    """How many wait: as many as are in sight, unless there may be more behind them."""
    return len(sight.waiting) if sight.is_whole() else routing_store.count_waiting(sight.account)


def _offered(sight: _Sight, now: int) -> int:
    """How many wait, but stand in no queue while they are offered to somebody."""
    return sum(len(agent.offered(now)) for agent in sight.agents if agent.offers)


def _positions(sight: _Sight, now: int, only: str = "") -> list[Event]:
    """Their places and likely waits, told to the first of those who wait, or to one of them."""
    all_ = [need.id for need in sight.waiting]
    told = all_[:SHOWN_POSITIONS] if not only else [one for one in all_ if one == only]
    chats = chat_store.get_many(told) if told else {}
    if not chats:
        return []
    last = all_.index(told[-1]) + 1
    likely = queue.waits_of(sight.account, sight.agents, sight.waiting[:last], now)
    return [
        event
        for position, (chat_id, wait) in enumerate(zip(all_, likely, strict=False), 1)
        if chat_id in chats
        for event in position_changed(chats[chat_id], position, wait)
    ]


def _ended(before: Chat, now: int) -> tuple[Chat, list[Event]]:
    chat = chat_store.get(before.id) or before
    whose = chat.agent or before.offered
    agent = agent_store.get(chat.account, whose) if whose else None
    events = chat_ended(chat, agent.sockets if agent and chat.agent else ())
    if agent and before.offered:
        events += offer_withdrawn(chat.id, agent.sockets, "ended")
    for over, until in agent.wraps if agent else ():
        if over == chat.id:
            events += wrap_up_changed(over, until, agent.sockets if agent else ())
    entered = -1 if before.state == WAITING and not before.offered else 0
    offered = -1 if before.offered else 0
    return chat, events + drain(chat.account, now, entered=entered, offered=offered)


def _wrap_up(chat: Chat, now: int) -> list[Remind]:
    """The end of the wrap-up that an open chat's agent gets, if any."""
    lasts = access.known_account(chat.account, now).wrap_up if chat.state == OPEN else 0
    if not lasts:
        return []
    deadline = Deadline(now + lasts, WRAP_UP, chat.account, chat.id)
    deadline_store.put(deadline)
    return [Remind(deadline)]


def _hand_out(sight: _Sight, account: Account, now: int) -> tuple[_Sight, list[Event]]:
    """Pass over the queue until nobody in it can be given to anybody; what is left, the events.

    Who has room and finds nobody fit among the first looks behind them: whoever waits for
    somebody else must not keep others waiting.
    """
    events: list[Event] = []
    for _ in range(CONFLICTS):
        candidates = [routing.candidate(agent, now) for agent in sight.agents]
        waiting, given = _handed_out(sight.waiting, account, now), _given(sight, now)
        decisions = routing.match(waiting, candidates, now, given=given)
        left, handed, clean = _give(sight, decisions, account, now)
        events += handed
        # Where agents pick, who asks for one of them and is out of sight is picked too.
        enough = sight.is_whole() or account.accept_mode == PICK or not left.has_room(now)
        if clean and enough:
            return left._replace(depth=sight.depth), events
        sight = _look(sight.account, sight.depth if decisions else sight.depth * DEEPER)
    return sight, events


def _handed_out(waiting: list[Need], account: Account, now: int) -> list[Need]:
    """Those who are not to be picked: where agents pick, only who asks for one of them."""
    if account.accept_mode != PICK:
        return waiting
    return [need for need in waiting if need.agent and now < need.agent_until]


def _give(
    sight: _Sight, decisions: list[Decision], account: Account, now: int
) -> tuple[_Sight, list[Event], bool]:
    """Do as decided: what is left, the events, and whether nobody came in between."""
    events: list[Event] = []
    for decision in decisions:
        chat = chat_store.get(decision.chat)
        agent = next(agent for agent in sight.agents if agent.id == decision.agent)
        if chat is None or chat.state != WAITING or chat.offered:
            return sight, events, False
        handed = _hand(chat, agent, decision, account, now)
        if not handed:
            return sight, events, False
        events += handed
        waits.count_share(chat, agent, now)
        until = now + account.offer if account.accept_mode == OFFER else 0
        sight = _without(sight, need_of(chat), agent.id, now, until)
    return sight, events, True


def _given(sight: _Sight, now: int) -> dict[str, int]:
    """How many chats groups were given of the shares that those who wait ask for."""
    if not any(
        share for need in sight.waiting for ring in need.rings for share in ring.groups.values()
    ):
        return {}
    # Only accounts that share chats out pay for it.
    from chalicelib.store import routing_rules

    return routing_rules.given(sight.account, now)


def _without(sight: _Sight, need: Need, agent_id: str, now: int, until: int) -> _Sight:
    """What was read, after a chat in it came to an agent, or was offered to them `until` then."""
    agents = [
        replace(
            agent,
            chats=agent.chats | {need.id},
            more_slots=agent.more_slots + need.weight - 1,
            last_received=now,
            offers=agent.offers | ({(need.id, until)} if until else set()),
        )
        if agent.id == agent_id
        else agent
        for agent in sight.agents
    ]
    waiting = [other for other in sight.waiting if other.id != need.id]
    # One fewer is in sight of as many: whether there are more behind stays as it was.
    return sight._replace(agents=agents, waiting=waiting, depth=sight.depth - 1)


def _hand(chat: Chat, agent: Agent, decision: Decision, account: Account, now: int) -> list[Event]:
    """The chat comes to the agent, or is offered to them: the events; none if somebody else was
    faster."""
    if account.accept_mode == OFFER:
        return _offer(chat, agent, decision, now + account.offer, now)
    assigned = _assign(chat, agent, decision, now)
    return chat_assigned(assigned, agent.sockets) if assigned else []


def _offer(chat: Chat, agent: Agent, decision: Decision, until: int, now: int) -> list[Event]:
    deadline = Deadline(until, OFFER_DEADLINE, chat.account, chat.id)
    deadline_store.put(deadline)
    decision = decision._replace(offered=True)
    try:
        offer_store.make(chat, agent, decision, until, now)
    except Conflict:
        stored = chat_store.get(chat.id)
        alike = stored and stored.offered == agent.id and stored.fence == chat.fence + 1
        if not alike or routing_store.decisions(chat.id)[-1:] != [routing.brief(decision)]:
            return []
    offered = chat_store.get(chat.id) or chat
    # The visitor sees that they are next; who it is they learn when somebody has come.
    told = position_changed(offered, 1)
    return [Remind(deadline), *chat_offered(waits.offer(offered, now), agent.sockets), *told]


def _assign(chat: Chat, agent: Agent, decision: Decision, now: int) -> Chat | None:
    """The chat in the agent's hands, or None if somebody else was faster."""
    try:
        counting = day_store.answering(chat, agent, today(chat.account, now), now)
        routing_store.assign(chat, agent, decision, now, counting=counting)
    except Conflict:
        # After a lost answer the assignment may be our own: then it stands. Whoever decides at the
        # same time decides the same, so that the agent alone does not tell whose it is.
        stored = chat_store.get(chat.id)
        alike = stored and stored.agent == agent.id and stored.fence == chat.fence + 1
        mine = alike and routing_store.decisions(chat.id)[-1:] == [routing.brief(decision)]
        return stored if mine else None
    return chat_store.get(chat.id)


def _requeue(chat_id: str, agent: Agent, now: int) -> list[Event]:
    for _ in range(CONFLICTS):
        chat = chat_store.get(chat_id)
        if chat and chat.offered == agent.id:
            withdrawn = waits.withdraw(chat, agent, "gone", now)
            if withdrawn is not None:
                return withdrawn
            # They accepted it at the last moment: then it is taken back as any they hold.
            waits.forget_offer(chat)
            continue
        if chat is None or chat.state != OPEN or chat.agent != agent.id:
            return []
        reminder = waits.watch(replace(chat, waiting_since=now), now)
        try:
            routing_store.requeue(chat, now)
        except Conflict:
            continue
        back = chat_store.get(chat_id) or chat
        return [reminder, *chat_requeued(back, agent.sockets)]
    raise Conflict("The chat is busy. Try again.")
