"""Fifty who hand out, offer, accept, take over, end and lower limits at once, in any order: no
agent is above their limit after any write, no chat is in two hands, and nobody waits whom somebody
could take."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain.account import AUTO, OFFER
from chalicelib.domain.chat import ENDED, OPEN, WAITING
from chalicelib.domain.error import Conflict, NoRoom, NotJoined, OfferOver, Outdated
from chalicelib.domain.need import Need
from chalicelib.domain.routing import again
from chalicelib.services import offers, presence, routing, transfers, wrap_ups
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import routing as routing_store
from chalicelib.store.writes import transact
from tests.crowd import Crowd
from tests.faults import no_backoff
from tests.services.cast import set_limit
from tests.services.test_routing import ask_for
from tests.stage import Stage

CHATS, ASSIGNERS, LOST = 24, 50, 0.02
HOUR, ACCEPTED, LAST_VANISHES = 3_600_000, 0.6, 25
# What they may be told: that others were faster, or that there is no room.
ALLOWED = (Conflict, NoRoom, OfferOver, NotJoined, Outdated)
SEEDS = max(1, int(os.environ.get("PARLEY_EXAMPLES", "10")) // 5)
pytestmark = pytest.mark.slow
Row = dict[str, Any]


class Watch:
    """Looks at all that is stored after each write, without a call that could be met by a fault."""

    def __init__(self) -> None:
        self.loads: dict[str, int] = {}
        self.fences: dict[str, int] = {}
        self.over: set[str] = set()
        self.wrong: list[str] = []

    def look(self) -> None:
        """Note what must not be."""
        held: dict[str, set[str]] = {}
        for row in rows("test-agents"):
            slots = row.get("chats", set())
            self.over |= {wrap.partition("@")[0] for wrap in row.get("wraps", set())}
            held[row["id"]] = slots
            if len(slots) > max(self.loads.get(row["id"], 0), int(row["max_chats"])):
                self.wrong.append(f"{row['id']} holds {len(slots)} of {row['max_chats']}")
            self.loads[row["id"]] = len(slots)
        places = {row["chat"] for row in rows("test-queue")}
        for row in rows("test-chats"):
            if row["part"] == "chat":
                self.look_at(row, held, places)

    def look_at(self, row: Row, held: dict[str, set[str]], places: set[str]) -> None:
        """Note what must not be of one chat."""
        chat = row["key"].split("#")[1]
        holders = [agent for agent, slots in held.items() if chat in slots]
        waits = row["st"] == WAITING and "of" not in row
        should = [row["ag"]] if row["st"] == OPEN else [row["of"]] if "of" in row else []
        if holders != should and chat not in self.over:
            self.wrong.append(f"{chat} is {row['st']}, held by {holders}")
        if (chat in places) != waits:
            self.wrong.append(f"{chat} is {row['st']}, its place does not say so")
        fence = int(row["fe"])
        if fence < self.fences.get(chat, 0):
            self.wrong.append(f"{chat} went back from {self.fences[chat]} to {fence}")
        self.fences[chat] = fence


def rows(table: str) -> list[Row]:
    """A table as it is."""
    found = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables[f"{table}"].items
    items = [item for keyed in found.values() for item in keyed.values()]
    return [{name: value.value for name, value in item.attrs.items()} for item in items]


def chats() -> list[str]:
    """The ids of all chats there are."""
    return sorted({row["key"].split("#")[1] for row in rows("test-chats")})


def counted() -> tuple[int, int]:
    """How many chats were answered and how many left, as the account's day says."""
    days = rows("test-days")
    answered, left = (sum(int(row.get(n, 0)) for row in days) for n in ("answered", "left"))
    return answered, left


def told_by_chats() -> tuple[int, int]:
    """The same, as the chats themselves say."""
    heads = [row for row in rows("test-chats") if row["part"] == "chat"]
    never = [row for row in heads if not int(row.get("t1", 0))]
    return len(heads) - len(never), sum(row["st"] == ENDED for row in never)


@pytest.fixture
def fast() -> Iterator[None]:
    """Retries at once."""
    with no_backoff():
        yield


@pytest.mark.parametrize("mode", [AUTO, OFFER])
@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
@pytest.mark.usefixtures("fast")
def test_fifty_at_once_fill_every_slot_and_no_more(stage: Stage, seed: int, mode: str) -> None:
    chance = Random(seed)
    account = account_store.get("demo")
    assert account
    by_mode = replace(account, accept_mode=mode, wrap_up=30_000 if mode == OFFER else 0)
    transact([account_store.changing(account, by_mode)])
    people = {name: arrive(stage, name, chance.randint(1, 4)) for name in "abcde"}
    ask_for(stage, Need("", 0), CHATS)
    watch = Watch()
    crowd = Crowd(chance, LOST, watch.look)

    crowd.run([a_work(stage, chance, people, number) for number in range(ASSIGNERS)])

    assert [failure for failure in crowd.failures if not isinstance(failure, ALLOWED)] == []
    assert watch.wrong == []
    assert crowd.steps > 5 * ASSIGNERS
    later = stage.now + HOUR
    for chat in chats():
        offers.settle(chat, later)
        wrap_ups.settle(chat, later)
    routing.drain("demo", later)
    assert watch.wrong == []
    made = [one for chat in chats() for one in routing_store.decisions(chat)]
    assert made
    assert [repr(again(one)) for one in made] == [repr(one) for one in made]
    assert counted() == told_by_chats()
    agents = agent_store.of_account("demo")
    waits = any(row["part"] == "chat" and row["st"] == WAITING for row in rows("test-chats"))
    assert not (waits and any(one.is_online(later) and one.has_room() for one in agents))


def arrive(stage: Stage, name: str, limit: int) -> str:
    """An agent, who supervises, comes with so many slots; their socket."""
    agent_id = stage.add_agent(name, max_chats=limit, role="manager")
    socket = stage.open_agent(agent_id, online=False)
    agent = agent_store.get("demo", agent_id)
    assert agent
    agent_store.arrive(agent, socket, stage.now + 2 * HOUR)
    agent_store.set_status(agent, "online")
    return socket


def a_work(stage: Stage, chance: Random, people: dict[str, str], number: int) -> Callable[[], Any]:
    """What one of the fifty does: most hand out, some change what the others go by."""
    name = chance.choice("abcde")
    agent, now = f"ag_{name}", stage.now + number
    works: dict[int, Callable[[], Any]] = {
        1: partial(end_one, agent, now),
        2: partial(set_limit, agent, chance.randint(0, 3), now),
        3: partial(vanish, agent, now) if number < LAST_VANISHES else partial(late, now),
        4: partial(answer, agent, people[name], chance.random() < ACCEPTED, now),
        5: partial(answer, agent, people[name], chance.random() < ACCEPTED, now),
        6: partial(take_over, agent, people[name], now),
        7: partial(late, now + HOUR),
    }
    return works.get(number % 10, partial(routing.drain, "demo", now))


def answer(agent_id: str, socket: str, accepts: bool, now: int) -> None:
    """The agent accepts what is offered to them, or lets it pass."""
    agent = agent_store.get("demo", agent_id)
    for chat_id in sorted(agent.chats) if agent else []:
        chat = chat_store.get(chat_id)
        if chat and chat.offered == agent_id:
            (offers.accept if accepts else offers.decline)(chat_id, socket, now)


def late(now: int) -> None:
    """What is due by then is looked at."""
    for chat_id in chats()[::3]:
        offers.settle(chat_id, now)
        wrap_ups.settle(chat_id, now)


def take_over(agent_id: str, socket: str, now: int) -> None:
    """The agent takes a chat that another one holds."""
    held = [row for row in rows("test-chats") if row.get("ag") not in (None, "", agent_id)]
    for row in held[:1]:
        transfers.take_over(row["key"].split("#")[1], socket, now)


def end_one(agent_id: str, now: int) -> None:
    """The agent ends a chat of theirs, if they have any."""
    agent = agent_store.get("demo", agent_id)
    for chat_id in sorted(agent.chats)[:1] if agent else []:
        chat = chat_store.get(chat_id)
        if chat and chat.state != ENDED:
            routing.end(chat, "visitor", now)


def vanish(agent_id: str, now: int) -> None:
    """The agent is shown out: their chats go back to the queue."""
    agent = agent_store.get("demo", agent_id)
    if agent:
        presence.dismiss(agent, now)
