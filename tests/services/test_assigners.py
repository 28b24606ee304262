"""Fifty who hand out, end, take back and lower limits at once, in any order: no agent is above
their limit after any write, no chat is in two hands, and nobody waits whom somebody could take."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain.chat import ENDED, OPEN, WAITING
from chalicelib.domain.error import Conflict, Outdated
from chalicelib.domain.need import Need
from chalicelib.domain.routing import again
from chalicelib.services import presence, routing
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import routing as routing_store
from tests.crowd import Crowd
from tests.faults import no_backoff
from tests.services.cast import set_limit
from tests.services.test_routing import ask_for
from tests.stage import Stage

AGENTS, CHATS, ASSIGNERS, LOST = 5, 24, 50, 0.02
SEEDS = int(os.environ.get("PARLEY_EXAMPLES", "8"))
pytestmark = pytest.mark.slow
Row = dict[str, Any]


class Watch:
    """Looks at all that is stored after each write, without a call that could be met by a fault."""

    def __init__(self) -> None:
        self.loads: dict[str, int] = {}
        self.fences: dict[str, int] = {}
        self.wrong: list[str] = []

    def look(self) -> None:
        """Note what must not be."""
        held: dict[str, set[str]] = {}
        for row in rows("test-agents"):
            slots = row.get("chats", set())
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
        should = [row["ag"]] if row["st"] == OPEN else []
        if holders != should:
            self.wrong.append(f"{chat} is {row['st']}, held by {holders}")
        if (chat in places) != (row["st"] == WAITING):
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


@pytest.fixture
def fast() -> Iterator[None]:
    """Retries at once."""
    with no_backoff():
        yield


@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
@pytest.mark.usefixtures("fast")
def test_fifty_at_once_fill_every_slot_and_no_more(stage: Stage, seed: int) -> None:
    chance = Random(seed)
    for number in range(AGENTS):
        name = stage.add_agent("abcde"[number], max_chats=chance.randint(1, 4))
        stage.open_agent(name, online=False)
        agent = agent_store.get("demo", name)
        assert agent
        agent_store.set_status(agent, "online")
    ask_for(stage, Need("", 0), CHATS)
    watch = Watch()
    crowd = Crowd(chance, LOST, watch.look)

    crowd.run([a_work(stage, chance, number) for number in range(ASSIGNERS)])

    assert [
        failure for failure in crowd.failures if not isinstance(failure, Conflict | Outdated)
    ] == []
    assert watch.wrong == []
    assert crowd.steps > 5 * ASSIGNERS
    routing.drain("demo", stage.now)
    assert watch.wrong == []
    made = [one for chat in chats() for one in routing_store.decisions(chat)]
    assert made
    assert [repr(again(one)) for one in made] == [repr(one) for one in made]
    agents = agent_store.of_account("demo")
    waits = any(row["part"] == "chat" and row["st"] == WAITING for row in rows("test-chats"))
    assert not (waits and any(one.is_online(stage.now) and one.has_room() for one in agents))


def a_work(stage: Stage, chance: Random, number: int) -> Callable[[], Any]:
    """What one of the fifty does: most hand out, some change what the others go by."""
    agent = f"ag_{chance.choice('abcde')}"
    now = stage.now + number
    if number % 10 == 1:
        return partial(end_one, agent, now)
    if number % 10 == 2:
        return partial(set_limit, agent, chance.randint(0, 3), now)
    if number % 25 == 3:
        return partial(vanish, agent, now)
    return partial(routing.drain, "demo", now)


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
