"""Who waits and who is there, for agents who look: the queue in its order, and all agents with
their load. Called by handlers/scoreboard.py."""

from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.account import Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import Chat
from chalicelib.domain.estimate import Estimate
from chalicelib.domain.need import Need
from chalicelib.services import access, queue
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import groups as group_store
from chalicelib.store import routing as routing_store
from chalicelib.store import skills as skill_store

SHOWN = 100
# What ids are called.
Names = Mapping[str, str]


class Waiting(NamedTuple):
    """A chat that waits: its place from 1, what it asks for, how long it will likely still take."""

    chat: Chat
    position: int
    need: Need
    wait: Estimate | None


class Queue(NamedTuple):
    """The first of those who wait, how many there are, and what the ids in their needs are called:
    agents, skills, groups."""

    items: list[Waiting]
    waiting: int
    names: Names


class Board(NamedTuple):
    """All agents who may be given chats, and how the account stands: how many wait, since when the
    longest of them does (0: nobody), what the button shows."""

    agents: list[Agent]
    waiting: int
    since: int
    account: Account


def waiting(account_id: str, now: int) -> Queue:
    """Those who wait, in the order in which they are served."""
    needs = routing_store.waiting(account_id, SHOWN)
    agents = agent_store.of_account(account_id)
    waits = queue.waits_of(account_id, agents, needs, now)
    chats = chat_store.get_many([need.id for need in needs]) if needs else {}
    items = [
        Waiting(chats[need.id], position, need, wait)
        for position, (need, wait) in enumerate(zip(needs, waits, strict=True), 1)
        if need.id in chats
    ]
    names = _names(account_id, agents) if items else {}
    return Queue(items, _count(account_id, needs), names)


def board(account_id: str, now: int) -> Board:
    """The agents by name, and what waits for them."""
    account = access.account(account_id, now)
    needs = routing_store.waiting(account_id, SHOWN)
    agents = [agent for agent in agent_store.of_account(account_id) if agent.active]
    agents.sort(key=lambda agent: (agent.name.casefold(), agent.id))
    since = min((need.since for need in needs), default=0)
    return Board(agents, _count(account_id, needs), since, account)


def _count(account_id: str, needs: list[Need]) -> int:
    return len(needs) if len(needs) < SHOWN else routing_store.count_waiting(account_id)


def _names(account_id: str, agents: list[Agent]) -> dict[str, str]:
    found = {agent.id: agent.name for agent in agents}
    found |= {skill.id: skill.name for skill in skill_store.of_account(account_id)}
    return found | {group.id: group.name for group in group_store.of_account(account_id)}
