"""After a chat its slot is held while the agent finishes up."""

from contextvars import Context
from typing import Any

import pytest

from chalicelib.store import agents as agent_store
from chalicelib.store import routing as routing_store
from tests.services.cast import SECOND, agent, code, end, join, set_up, start
from tests.stage import Stage, pairs


@pytest.fixture(autouse=True)
def wrapped(stage: Stage) -> None:
    set_up(wrap_up_s=30)


def test_an_ended_chat_holds_its_slot_until_the_time_is_over(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, _ = start(stage, 0)
    second, _ = start(stage, 1)

    end(stage, first, 0)

    assert (stage.load("ag_ada"), agent("ag_ada").used) == (frozenset(), 1)
    until = stage.now + 30 * SECOND
    assert pairs(stage.frames(ada, "wrapping"), "chat", "until") == [(first, until)]
    assert stage.chat(second).state == "waiting"
    stage.pass_time(30 * SECOND)
    assert stage.load("ag_ada") == {second}
    assert stage.frames(ada, "wrapping")[-1]["until"] == 0
    assert agent("ag_ada").wraps == frozenset()


def test_an_agent_who_is_done_gets_the_next_at_once(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, _ = start(stage, 0)
    second, _ = start(stage, 1)
    join(stage, ada, first)
    stage.send(ada, action="end", chat=first, client="adaaaaaa")

    stage.send(ada, action="done", chat=first)
    stage.send(ada, action="done", chat=first)

    assert stage.load("ag_ada") == {second}
    stage.pass_time(30 * SECOND)
    assert stage.chat(second).agent == "ag_ada"


def test_done_does_not_touch_a_chat_that_runs(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    ben = stage.open_agent(stage.add_agent("Ben", max_chats=0))
    chat, _ = start(stage)

    assert stage.send(ada, action="done", chat=chat) == []
    assert code(stage.send(ben, action="done", chat=chat)) == "no_such_chat"
    assert stage.load("ag_ada") == {chat}


def test_a_console_that_comes_back_is_told_what_is_finished_up(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    end(stage, chat)

    console = stage.open_agent("ag_ada")

    (welcome,) = stage.frames(console, "welcome")
    assert welcome["wraps"] == [{"chat": chat, "until": stage.now + 30 * SECOND}]


def test_who_left_the_queue_leaves_nothing_to_finish_up(stage: Stage) -> None:
    chat, _ = start(stage)
    end(stage, chat)
    stage.open_agent(stage.add_agent("Ada"))

    found = agent_store.get("demo", "ag_ada")

    assert found
    assert found.used == 0


def test_an_end_written_after_its_wrap_up_is_over_keeps_no_slot(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(wrap_up_s=2)
    stage.open_agent(stage.add_agent("Ada", max_chats=1))
    chat, window = start(stage)
    write = routing_store.end

    def stalled(*args: Any) -> None:
        monkeypatch.setattr(routing_store, "end", write)
        Context().run(stage.pass_time, 3 * SECOND)
        write(*args)

    monkeypatch.setattr(routing_store, "end", stalled)
    stage.send(window, action="end", chat=chat, client="visitora")
    assert agent("ag_ada").used == 1

    stage.pass_time(61 * SECOND)

    assert agent("ag_ada").used == 0
