"""Who waits and who is there, for agents who look: the queue in its order, and all agents with
their load. Called by handlers/scoreboard.py."""

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.account import Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import WAITING, Chat
from chalicelib.domain.day import Day, date_of
from chalicelib.domain.estimate import Estimate
from chalicelib.domain.need import Need
from chalicelib.services import access, queue
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import days as day_store
from chalicelib.store import groups as group_store
from chalicelib.store import routing as routing_store
from chalicelib.store import skills as skill_store
from chalicelib.store.routing import need_of

SHOWN = 100
# What ids are called.
Names = Mapping[str, str]


class Waiting(NamedTuple):
    """A chat that waits: its place from 1, what it asks for, how long it will likely still take.
    While it is `offered` to somebody it stands in no queue, and its visitor is told that they are
    next."""

    chat: Chat
    position: int
    need: Need
    wait: Estimate | None
    offered: Agent | None = None


class Queue(NamedTuple):
    """The first of those who wait, how many there are, and what the ids in their needs are called:
    agents, skills, groups."""

    items: list[Waiting]
    waiting: int
    names: Names


class Board(NamedTuple):
    """All agents who may be given chats, and how the account stands: how many wait, since when the
    longest of them does (0: nobody), what the button shows; and how its day went so far."""

    agents: list[Agent]
    waiting: int
    since: int
    account: Account
    date: str
    today: Day


def waiting(account_id: str, now: int) -> Queue:
    """Those who wait, in the order in which they are served."""
    needs = routing_store.waiting(account_id, SHOWN)
    agents = agent_store.of_account(account_id)
    waits = queue.waits_of(account_id, agents, needs, now)
    offers = {chat: agent for agent in agents for chat in agent.offered(now)}
    shown = [*sorted(offers)[:SHOWN], *(need.id for need in needs)]
    chats = chat_store.get_many(shown) if shown else {}
    items = [_offered(chats[chat], agent) for chat, agent in offers.items() if chat in chats]
    # Who has come back to the queue since is read there.
    items = [one for one in items if one.offered and one.chat.offered == one.offered.id]
    items.sort(key=lambda one: (one.need.since, one.chat.id))
    items += [
        Waiting(chats[need.id], position, need, wait)
        for position, (need, wait) in enumerate(zip(needs, waits, strict=True), 1)
        if need.id in chats
    ]
    names = _names(account_id, agents) if items else {}
    return Queue(items, _count(account_id, needs) + len(offers), names)


def board(account_id: str, now: int) -> Board:
    """The agents by name, and what waits for them."""
    account = access.account(account_id, now)
    needs = routing_store.waiting(account_id, SHOWN)
    agents = [agent for agent in agent_store.of_account(account_id) if agent.active]
    agents.sort(key=lambda agent: (agent.name.casefold(), agent.id))
    offers = [chat for agent in agents for chat in agent.offered(now)]
    offered = chat_store.get_many(sorted(offers)[:SHOWN]) if offers else {}
    began = [chat.started for chat in offered.values() if chat.state == WAITING]
    since = min([need.since for need in needs] + began, default=0)
    date = date_of(account, now)
    waiting = _count(account_id, needs) + len(offers)
    return Board(agents, waiting, since, account, date, day_store.of(account_id, date))


def _offered(chat: Chat, agent: Agent) -> Waiting:
    need = need_of(chat)
    return Waiting(chat, 1, need, None, agent)


def _count(account_id: str, needs: list[Need]) -> int:
    return len(needs) if len(needs) < SHOWN else routing_store.count_waiting(account_id)


def _names(account_id: str, agents: list[Agent]) -> dict[str, str]:
    found = {agent.id: agent.name for agent in agents}
    found |= {skill.id: skill.name for skill in skill_store.of_account(account_id)}
    return found | {group.id: group.name for group in group_store.of_account(account_id)}
