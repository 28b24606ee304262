"""Chats come to agents in turn; those who wait know their place, the button knows the state."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import Chat
from chalicelib.domain.connection import Bearer
from chalicelib.domain.event import AvailabilityChanged
from chalicelib.domain.ids import new_chat_id
from chalicelib.domain.need import Need, Ring, pack
from chalicelib.domain.routing import Decision
from chalicelib.services import accounts, routing
from chalicelib.store import agents as agent_store
from chalicelib.store import keys
from chalicelib.store import routing as routing_store
from tests.domain.cast import CHAT
from tests.services.cast import MINUTE, SECOND, end, join, set_limit, set_up, start, vera
from tests.stage import Stage, pairs


def test_a_chat_finds_a_free_agent_at_once(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))

    chat, window = start(stage)

    assert stage.load("ag_ada") == {chat}
    (told,) = stage.frames(console, "assigned")
    assert (told["chat"]["id"], told["chat"]["agent"]) == (chat, "ag_ada")
    (told,) = stage.frames(window, "assigned")
    assert (told["chat"]["agent_name"], told["chat"]["agent"]) == ("Ada", "")


def test_chats_spread_over_agents_by_load_then_by_who_waited_longest(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada", max_chats=2))
    stage.open_agent(stage.add_agent("Ben", max_chats=4))

    given = []
    for index in range(6):
        stage.now += 1
        chat, _ = start(stage, index)
        given.append(stage.chat(chat).agent_name)

    assert given == ["Ada", "Ben", "Ben", "Ada", "Ben", "Ben"]


def test_those_who_wait_are_served_in_order_of_arrival(stage: Stage) -> None:
    chats = []
    for index in range(3):
        stage.now += 1
        chats.append(start(stage, index)[0])
    stage.open_agent(stage.add_agent("Ada", max_chats=1))

    served = []
    for index in range(3):
        (held,) = stage.load("ag_ada")
        served.append(held)
        end(stage, held, index)

    assert served == chats


def test_a_chat_put_back_goes_before_those_who_waited_longer(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, _ = start(stage, 0)
    stage.now += 1
    second, _ = start(stage, 1)
    stage.close(ada)
    stage.pass_time(20 * SECOND)

    stage.open_agent(stage.add_agent("Ben", max_chats=1))

    assert stage.load("ag_ben") == {first}
    assert stage.chat(second).state == "waiting"


def test_ending_a_chat_hands_out_the_next(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, _ = start(stage, 0)
    second, window = start(stage, 1)
    join(stage, console, first)

    stage.send(console, action="end", chat=first, client="adaaaaaa")

    assert stage.load("ag_ada") == {second}
    assert len(stage.frames(window, "assigned")) == 1


def test_an_agent_who_goes_away_keeps_chats_and_gets_no_more(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada", max_chats=2))
    first, _ = start(stage, 0)
    stage.send(console, action="status", status="away")

    second, _ = start(stage, 1)

    assert stage.load("ag_ada") == {first}
    stage.send(console, action="status", status="online")
    assert stage.load("ag_ada") == {first, second}


def test_those_who_wait_learn_their_place_as_it_changes(stage: Stage) -> None:
    windows = []
    for index in range(3):
        stage.now += 1
        windows.append(start(stage, index)[1])

    stage.open_agent(stage.add_agent("Ada", max_chats=1))

    joined = [stage.frames(window, "joined")[0]["position"] for window in windows]
    latest = [pairs(stage.frames(window, "position"), "position")[-1:] for window in windows[1:]]
    assert joined == [1, 2, 3]
    assert latest == [[(1,)], [(2,)]]


def test_leaving_the_queue_moves_the_others_up(stage: Stage) -> None:
    first, _ = start(stage, 0)
    stage.now += 1
    _, window = start(stage, 1)

    end(stage, first, 0)

    assert stage.frames(window, "position")[-1]["position"] == 1


def test_consoles_are_told_how_many_wait_when_it_changes(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    start(stage, 0)
    start(stage, 1)
    third, _ = start(stage, 2)
    end(stage, third, 2)
    stage.pass_time(1)

    assert pairs(stage.frames(console, "queue"), "waiting") == [(1,), (2,), (1,)]


def test_the_button_follows_agents_and_queue(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, _ = start(stage, 0)
    end(stage, first, 0)
    stage.send(console, action="status", status="away")

    assert stage.availability == ["online", "busy", "online", "offline"]


def test_the_button_is_published_again_each_minute_and_not_more_often(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    since = stage.now
    stage.now += 40 * SECOND
    stage.send(console, action="ping", renew=True)

    soon = routing.drain("demo", since + MINUTE - 1)
    later = routing.drain("demo", since + MINUTE)

    assert stage.availability == ["online"]
    assert soon == []
    assert later == [AvailabilityChanged("demo", "online", since + MINUTE)]


def test_an_admin_raising_the_limit_is_enough_to_be_served(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada", max_chats=0))
    chat, _ = start(stage)
    assert stage.chat(chat).state == "waiting"

    set_limit("ag_ada", 1, stage.now)

    assert stage.load("ag_ada") == {chat}


def test_a_chat_nobody_could_take_is_looked_at_again(stage: Stage) -> None:
    chat, _ = start(stage)

    deadlines = {(d.kind, d.subject) for d in stage.due()}

    assert deadlines == {("waiting", chat)}
    stage.pass_time(30 * SECOND)
    assert {(d.kind, d.subject) for d in stage.due()} == {("waiting", chat)}


def test_accounts_do_not_share_agents_or_queues(stage: Stage) -> None:
    accounts.open_account(account="other", name="Other", origins=["https://other.test"])
    chat, _ = start(stage)
    accounts.add_agent(
        account="other",
        agent_id="ag_carl",
        name="Carl",
        email="",
        role="agent",
        max_chats=5,
        subject="subject-Carl",
    )
    carl = stage._open(Bearer("other", "agent", "ag_carl"))

    (welcome, *_) = stage.send(carl, action="hello")
    stage.send(carl, action="status", status="online")

    assert welcome["waiting"] == 0
    assert stage.chat(chat).state == "waiting"
    assert stage.frames(carl, "queue") == []


def test_a_chat_handed_out_at_once_leaves_nothing_to_look_at(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada"))

    stage.send(stage.open_visitor(), action="start", client="visitora")

    assert [deadline.kind for deadline in stage.due()] == ["lease"]


def test_many_consoles_are_told_of_the_queue_in_larger_steps(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routing, "TOLD_OF_EACH", 1)
    consoles = [stage.open_agent(stage.add_agent(name, max_chats=0)) for name in ("Ada", "Ben")]

    for index in range(5):
        start(stage, index)

    told = [pairs(stage.frames(console, "queue"), "waiting") for console in consoles]
    assert told == [[(1,), (2,), (4,)]] * 2


def test_who_waits_for_somebody_else_keeps_nobody_behind_them_waiting(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routing, "LOOK_AHEAD", 3)
    ask_for(stage, Need("", 0, (Ring(0, {"sk_german": 1}),)), count=3)
    stage.now += 1
    last, _ = start(stage, 7)

    stage.open_agent(stage.add_agent("Ada", max_chats=2))

    assert stage.load("ag_ada") == {last}


def test_a_chat_that_takes_several_slots_fills_them_and_frees_them(stage: Stage) -> None:
    ask_for(stage, Need("", 0, weight=2), count=2)
    stage.open_agent(stage.add_agent("Ada", max_chats=3))

    (held,) = stage.load("ag_ada")
    agent = agent_store.get("demo", "ag_ada")
    assert agent
    assert (agent.used, agent.has_room()) == (2, True)
    chat = stage.chat(held)
    routing.end(chat, "agent", stage.now)

    (held,) = stage.load("ag_ada")
    assert held != chat.id


def ask_for(stage: Stage, need: Need, count: int) -> None:
    """So many chats wait that ask for something."""
    for index in range(count):
        chat_id = new_chat_id("demo")
        place = keys.back(stage.now - need.credit, chat_id)
        fields = {"id": chat_id, "visitor": vera(index), "place": place, "state": "waiting"}
        times = {"started": stage.now, "waiting_since": stage.now}
        chat = replace(CHAT, account="demo", need=pack(need), agent="", fence=0, **fields, **times)  # type: ignore[arg-type]
        routing_store.start(chat, "")


def test_who_was_overtaken_by_the_same_decision_tells_nobody_of_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1), online=False)
    start(stage)
    write = routing_store.assign

    def overtaken(chat: Chat, agent: Agent, decision: Decision, now: int, **more: Any) -> None:
        write(chat, agent, decision._replace(at=now - 1), now - 1, **more)
        write(chat, agent, decision, now, **more)

    monkeypatch.setattr(routing_store, "assign", overtaken)
    stage.send(console, action="status", status="online")

    assert len(stage.load("ag_ada")) == 1
    assert stage.frames(console, "assigned") == []


def test_where_agents_pick_no_long_queue_is_read_to_its_end(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(accept_mode="pick")
    monkeypatch.setattr(routing, "LOOK_AHEAD", 2)
    stage.open_agent(stage.add_agent("Ada"))
    depths: list[int] = []
    read = routing_store.waiting

    def noted(account: str, limit: int) -> list[Need]:
        depths.append(limit)
        return read(account, limit)

    monkeypatch.setattr(routing_store, "waiting", noted)
    for index in range(3):
        start(stage, index)

    assert max(depths) == 2
