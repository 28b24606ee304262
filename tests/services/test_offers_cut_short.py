"""Offers that are cut short: a lost answer, a limit that falls, an agent shown out, what an older
release left."""

from contextvars import Context
from typing import Any

import pytest

from chalicelib.services import offers, routing, waits
from chalicelib.store import agents as agent_store
from chalicelib.store import deadlines, writes
from chalicelib.store import offers as offer_store
from chalicelib.store import routing as routing_store
from chalicelib.store.chats import chat_key
from chalicelib.store.keys import CHAT
from chalicelib.store.tables import ChatItem
from chalicelib.store.writes import update
from tests.services.cast import (
    SECOND,
    agent,
    set_limit,
    set_up,
    start,
)
from tests.stage import Stage


@pytest.fixture(autouse=True)
def offered(stage: Stage) -> None:
    set_up(accept_mode="offer", offer_s=20)


def waiting() -> list[str]:
    """Who stands in the queue."""
    return [need.id for need in routing_store.waiting("demo", 10)]


def test_an_offer_whose_answer_was_lost_is_made_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    make = offer_store.make

    def lost(*args: object) -> None:
        make(*args)  # type: ignore[arg-type]
        raise writes.Conflict("The answer is lost.")

    monkeypatch.setattr(offer_store, "make", lost)
    chat, _ = start(stage)

    assert len(stage.frames(ada, "offered")) == 1
    assert (stage.chat(chat).fence, stage.load("ag_ada")) == (1, {chat})


def test_an_agent_whose_limit_falls_keeps_what_is_offered_to_them(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    set_limit("ag_ada", 0)

    stage.send(ada, action="accept", chat=chat)

    assert stage.load("ag_ada") == {chat}


def test_a_deadline_without_its_chat_is_passed_over(stage: Stage) -> None:
    assert offers.settle("ch_demo_" + "q" * 26, stage.now) == []
    assert (
        waits.withdraw(stage.chat(start(stage)[0]), agent(stage.add_agent("A")), "late", 1) is None
    )
    assert list(deadlines.due(stage.now)) == []


def test_a_chat_accepted_while_its_agent_is_shown_out_waits_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    withdraw = offer_store.withdraw

    def overtaken(*args: Any, **more: Any) -> None:
        monkeypatch.setattr(offer_store, "withdraw", withdraw)
        offers.accept(chat, ada, stage.now)
        withdraw(*args, **more)

    monkeypatch.setattr(offer_store, "withdraw", overtaken)
    routing.take_back(agent_store.dismiss(agent("ag_ada")), stage.now)

    assert (stage.chat(chat).state, stage.load("ag_ada")) == ("waiting", frozenset())
    assert waiting() == [chat]


def test_an_offer_written_after_its_own_deadline_is_over_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    make = offer_store.make

    def stalled(*args: Any) -> None:
        monkeypatch.setattr(offer_store, "make", make)
        Context().run(stage.pass_time, 21 * SECOND)
        make(*args)

    monkeypatch.setattr(offer_store, "make", stalled)
    chat, _ = start(stage)
    assert stage.chat(chat).offered == "ag_ada"

    for _ in range(3):
        stage.send(ada, action="ping", renew=True)
        stage.pass_time(20 * SECOND)

    assert agent("ag_ada").status == "not_responding"
    assert waiting() == [chat]


def test_a_look_at_an_offer_that_an_older_release_ended_frees_the_slot(stage: Stage) -> None:
    ada = stage.add_agent("Ada")
    stage.open_agent(ada)
    chat, _ = start(stage)
    offered = stage.chat(chat)
    assert offered.offered == ada
    update(ChatItem, (chat_key(chat), CHAT), [ChatItem.state.set("ended")])

    offers.settle(chat, offered.offered_until)

    assert (stage.load(ada), stage.chat(chat).offered) == (frozenset(), "")


@pytest.mark.parametrize("state", ["ended", "open"])
def test_offers_that_an_older_release_passed_over_keep_nobody_from_being_shown_out(
    stage: Stage, state: str
) -> None:
    ada = stage.add_agent("Ada", max_chats=2)
    stage.open_agent(ada)
    (first, _), (second, _) = start(stage, 1), start(stage, 2)
    assert stage.load(ada) == {first, second}
    passed, waits_on = sorted((first, second))
    held = [ChatItem.state.set(state), ChatItem.agent.set(ada if state == "open" else "")]
    update(ChatItem, (chat_key(passed), CHAT), held)

    routing.take_back(agent_store.dismiss(agent(ada)), stage.now)

    assert (stage.load(ada), agent(ada).offers) == (frozenset(), frozenset())
    assert {first, second} - set(waiting()) == ({passed} if state == "ended" else set())
    assert waits_on in waiting()
    assert stage.chat(passed).offered == ""


def test_who_lets_a_chat_pass_hears_that_it_went_on_where_nobody_is_asked_any_more(
    stage: Stage,
) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    set_up(accept_mode="auto")
    stage.open_agent(stage.add_agent("Ben"))

    stage.send(ada, action="decline", chat=chat)

    assert stage.chat(chat).agent == "ag_ben"
    (told,) = stage.frames(ada, "withdrawn")
    assert told["next"] == "offered"
