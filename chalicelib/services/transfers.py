"""Chats that agents pass on, or take from each other. Called by handlers/socket.py."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import GUEST, OPEN, VISITOR_HOLDER, WAITING, Chat, Seat
from chalicelib.domain.error import (
    BadFrame,
    Conflict,
    NotAllowed,
    NotJoined,
    NotThere,
    NumberTaken,
)
from chalicelib.domain.event import Event, Outcome, chat_assigned, chat_left, last_line, noted
from chalicelib.domain.need import Need, Ring, pack
from chalicelib.domain.note import Note
from chalicelib.domain.routing import TAKEN_OVER, taken
from chalicelib.services import access, masking, offers, routing, waits
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import notes as note_store
from chalicelib.store import transfers as transfer_store
from chalicelib.store.routing import need_of

# For how long a chat waits for the one agent it was passed on to.
NAMED_MS = 60_000
CONFLICTS = 5


class Transfer(NamedTuple):
    """To whom: one of agent, skill, group. Why, and what to know, for whoever gets it."""

    agent: str = ""
    skill: str = ""
    group: str = ""
    reason: str = ""
    note: str = ""


class Targets(NamedTuple):
    """Agents; and skills and groups by id and name, with how many of theirs are online."""

    agents: list[Agent]
    skills: list[tuple[str, str, int]]
    groups: list[tuple[str, str, int]]


class _Target(NamedTuple):
    """What the chat asks for instead, and the name of who is to have it (`""`: one of several)."""

    need: Need
    name: str = ""


def targets(account_id: str, now: int) -> Targets:
    """Whom chats may be passed on to, with how it stands with them."""
    from chalicelib.store import groups as group_store
    from chalicelib.store import skills as skill_store

    agents = [one for one in agent_store.of_account(account_id) if one.active]
    there = [agent for agent in agents if agent.is_online(now)]
    skills = [
        (skill.id, skill.name, sum(skill.id in agent.skills for agent in there))
        for skill in skill_store.of_account(account_id)
    ]
    groups = [
        (group.id, group.name, sum(group.id in agent.groups for agent in there))
        for group in group_store.of_account(account_id)
    ]
    return Targets(agents, skills, groups)


def pass_on(
    chat_id: str, client: str, socket: str, transfer: Transfer, note_id: str, now: int
) -> Outcome[None]:
    """Hand a chat to another agent, or to those with a skill or in a group, before all who wait;
    again, by the same `note_id`, is once.

    Raises NotJoined, NotAllowed for who does not hold it, BadFrame if not one target is named,
    NoSuchAgent, NoSuchSkill, NoSuchGroup, NotThere, NoRoom, NumberTaken if the id is another's.
    """
    for _ in range(CONFLICTS):
        earlier = note_store.get(chat_id, note_id)
        if earlier:
            return Outcome(None, tuple(_passed_before(chat_id, earlier, socket, now)))
        chat, seat = access.whole_seat_in(chat_id, client, socket)
        agent = _passes_on(chat, seat)
        target = _target(chat, transfer, now)
        reason, text = (masking.masked(chat.account, each, now) for each in transfer[3:])
        note = Note(note_id, agent.id, agent.name, now, text, reason)
        reminder = waits.watch(_passed(chat, target.need, now), now)
        try:
            transfer_store.pass_on(chat, target.need, target.name, note, now)
        except Conflict:
            continue
        return Outcome(None, (reminder, *_told(chat, note, now)))
    raise Conflict("The chat is busy. Try again.")


def take_over(chat_id: str, socket: str, now: int) -> Outcome[None]:
    """A supervisor, or a guest, takes a chat from its agent, or from the queue; again is once.

    Raises NoSuchChat, NotAllowed, NoRoom, Conflict.
    """
    agent = access.agent_at(socket)
    for _ in range(CONFLICTS):
        chat = access.chat_of_account(agent.account, chat_id)
        if chat.agent == agent.id:
            return Outcome(None, tuple(chat_assigned(chat, agent.sockets)))
        guest = chat.sits_as(agent.id) == GUEST and agent.id in chat.asked
        if not (access.may_sit(agent, asked=guest) and access.may(agent, "chats.answer")):
            raise NotAllowed("Your role does not take over chats. Ask an admin of your account.")
        if chat.state == WAITING:
            return Outcome(None, tuple(offers.take(chat, agent, now)))
        if chat.state != OPEN:
            raise NotJoined("The chat is over.")
        offers.need_room(agent, need_of(chat).weight)
        try:
            decision = taken(chat.id, agent, TAKEN_OVER, now)
            transfer_store.take_over(chat, agent, decision, now)
        except Conflict:
            agent = access.agent_at(socket)
            continue
        mine = chat_store.get(chat.id) or chat
        lost = _lost(chat, "taken_over", agent.name)
        told = [*lost, *chat_assigned(mine, agent.sockets)]
        return Outcome(None, (*told, *routing.drain(chat.account, now)))
    raise Conflict("The chat is busy. Try again.")


def _passed_before(chat_id: str, note: Note, socket: str, now: int) -> list[Event]:
    """Told again: the chat was passed on with this very note, and the answer lost."""
    agent = access.agent_at(socket)
    chat = access.chat_of_account(agent.account, chat_id)
    if note.agent != agent.id or chat.agent == agent.id:
        raise NumberTaken("Another note has this id. Take a new one.")
    told = chat_left(chat, agent.sockets, "transferred")
    return [*told, *routing.drain(chat.account, now)]


def _passes_on(chat: Chat, seat: Seat) -> Agent:
    """Who holds the chat, or supervises it. Raises NotAllowed."""
    if chat.state != OPEN or seat.holder == VISITOR_HOLDER:
        raise NotAllowed("Only agents pass chats on.")
    agent = access.agent(chat.account, seat.who)
    if seat.holder != chat.agent and not access.may(agent, "chats.supervise"):
        raise NotAllowed("Only who holds the chat passes it on.")
    return agent


def _target(chat: Chat, transfer: Transfer, now: int) -> _Target:
    kinds: dict[str, Callable[[Chat, str, int], _Target]] = {
        "agent": _to_agent,
        "skill": _to_skill,
        "group": _to_group,
    }
    named = [(kind, getattr(transfer, kind)) for kind in kinds if getattr(transfer, kind)]
    if len(named) != 1:
        raise BadFrame("Name one of `agent`, `skill` and `group`: whom the chat goes to.")
    kind, thing = named[0]
    return kinds[kind](chat, thing, now)


def _to_agent(chat: Chat, agent_id: str, now: int) -> _Target:
    agent = access.agent_of_account(chat.account, agent_id)
    if agent.id == chat.agent:
        raise NotAllowed(f"{agent.name} has this chat already.")
    if not agent.is_online(now):
        raise NotThere(f"{agent.name} is not online. Choose somebody who is.")
    need = need_of(chat)
    offers.need_room(agent, need.weight)
    need = _anew(chat, need)._replace(agent=agent.id, agent_until=now + NAMED_MS)
    return _Target(need, agent.name)


def _to_skill(chat: Chat, skill_id: str, now: int) -> _Target:
    skill = access.skill(chat.account, skill_id)
    need = _anew(chat, need_of(chat))._replace(skill=skill.id)
    return _to_ring(chat, need, Ring(0, {skill.id: 1}), skill.name, now)


def _to_group(chat: Chat, group_id: str, now: int) -> _Target:
    group = access.group(chat.account, group_id)
    need = _anew(chat, need_of(chat))
    return _to_ring(chat, need, Ring(0, {}, {group.id: 100}), group.name, now)


def _to_ring(chat: Chat, need: Need, ring: Ring, name: str, now: int) -> _Target:
    """Those of the ring; after half of the longest wait anybody, so that nobody waits in vain."""
    others = [agent for agent in agent_store.of_account(chat.account) if agent.id != chat.agent]
    fit = [agent for agent in others if ring.skills.keys() <= set(agent.skills)]
    fit = [agent for agent in fit if not ring.groups or ring.groups.keys() & agent.groups]
    if not any(agent.is_online(now) for agent in fit):
        raise NotThere(f"Nobody else of {name} is online. Choose somebody who is.")
    relaxed = now - chat.started + access.account(chat.account, now).max_wait // 2
    return _Target(need._replace(rings=(ring, Ring(relaxed))))


def _anew(chat: Chat, need: Need) -> Need:
    """The need without what was asked for before; who passes it on does not get it back."""
    return need._replace(
        agent="",
        agent_until=0,
        last="",
        last_until=0,
        tried=frozenset({chat.agent}),
        passed=0,
        gone=frozenset(),
    )


def _passed(chat: Chat, need: Need, now: int) -> Chat:
    """The chat as it will wait, for what is looked at again."""
    return replace(chat, waiting_since=now, need=pack(need))


def _told(chat: Chat, note: Note, now: int) -> list[Event]:
    back = chat_store.get(chat.id) or chat
    told = [*_lost(chat, "transferred"), *last_line(back), *noted(back, note)]
    return [*told, *routing.drain(chat.account, now, entered=1)]


def _lost(chat: Chat, reason: str, by: str = "") -> list[Event]:
    """Told to the consoles of whose it was."""
    before = agent_store.get(chat.account, chat.agent)
    return chat_left(chat, before.sockets if before else (), reason, by)
