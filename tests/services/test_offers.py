"""Chats that are offered: accepted, declined, not answered; and chats that agents pick."""

from dataclasses import replace

import pytest

from chalicelib.domain.event import Remind
from chalicelib.domain.need import Need, pack
from chalicelib.services import offers, skills, waits
from chalicelib.store import routing as routing_store
from tests.services.cast import (
    MINUTE,
    SECOND,
    act,
    agent,
    code,
    end,
    join,
    set_up,
    start,
)
from tests.stage import Stage, pairs


@pytest.fixture(autouse=True)
def offered(stage: Stage) -> None:
    set_up(accept_mode="offer", offer_s=20)


def waiting() -> list[str]:
    """Who stands in the queue."""
    return [need.id for need in routing_store.waiting("demo", 10)]


def test_a_chat_is_offered_and_waits_until_it_is_accepted(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))

    chat, window = start(stage)

    (offer,) = stage.frames(ada, "offered")
    assert (offer["chat"]["id"], offer["chat"]["state"]) == (chat, "waiting")
    assert offer["until"] == stage.now + 20 * SECOND
    assert (stage.chat(chat).state, stage.load("ag_ada"), waiting()) == ("waiting", {chat}, [])
    assert pairs(stage.frames(window, "position"), "position") == [(1,)]
    assert stage.frames(window, "assigned") == stage.frames(ada, "assigned") == []
    assert join(stage, ada, chat)["code"] == "no_such_chat"

    stage.send(ada, action="accept", chat=chat)

    held = stage.chat(chat)
    assert (held.state, held.agent, held.offered) == ("open", "ag_ada", "")
    assert [decision.offered for decision in routing_store.decisions(chat)] == [True]
    assert len(stage.frames(window, "assigned")) == len(stage.frames(ada, "assigned")) == 1
    assert stage.lines(chat) == ["assigned:Ada"]


def test_what_the_visitor_writes_meanwhile_stands_in_the_offer(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    assert stage.frames(ada, "offered")[-1]["chat"]["last"] == ""

    line = {"chat": chat, "client": "visitora", "n": 1, "text": "My fern is dying"}
    stage.send(window, action="post", **line)

    first, last = stage.frames(ada, "offered")
    assert last == {**first, "chat": {**first["chat"], "lines": 1, "last": "My fern is dying"}}
    stage.send(ada, action="accept", chat=chat)
    stage.send(window, action="post", **{**line, "n": 2, "text": "Hello?"})
    assert len(stage.frames(ada, "offered")) == 2


def test_accepted_twice_is_accepted_once(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.send(ada, action="accept", chat=chat)

    again = stage.send(ada, action="accept", chat=chat)

    assert again[0]["event"] == "assigned"
    assert stage.lines(chat) == ["assigned:Ada"]


def test_a_declined_chat_goes_on_to_the_next_and_not_back(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage, 0)
    stage.send(ada, action="decline", chat=chat)

    assert (stage.load("ag_ada"), waiting()) == (frozenset(), [chat])
    assert stage.frames(ada, "withdrawn")[0]["reason"] == "declined"
    assert len(stage.frames(ada, "offered")) == 1
    assert agent("ag_ada").status == "online"
    ben = stage.open_agent(stage.add_agent("Ben"))
    assert stage.frames(ben, "offered")[0]["chat"]["id"] == chat


def test_who_does_not_answer_gets_no_more_until_they_say_that_they_are_there(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    first, _ = start(stage, 0)

    stage.pass_time(20 * SECOND)

    assert agent("ag_ada").status == "not_responding"
    assert stage.frames(ada, "status")[-1]["status"] == "not_responding"
    assert stage.frames(ada, "withdrawn")[-1] == {
        "event": "withdrawn", "chat": first, "reason": "late", "next": "waiting", "at": 0,
    }  # fmt: skip
    second, _ = start(stage, 1)
    assert waiting() == [first, second]
    assert code(stage.send(ada, action="accept", chat=first)) == "offer_over"

    stage.send(ada, action="status", status="online")

    # Nobody else is there for the one that they let pass.
    offered = [frame["chat"]["id"] for frame in stage.frames(ada, "offered")]
    assert offered == [first, first, second]
    assert waiting() == []


def test_who_comes_back_is_not_asked_again_for_what_somebody_else_can_take(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage, 0)
    stage.pass_time(20 * SECOND)
    ben = stage.open_agent(stage.add_agent("Ben"))

    stage.send(ada, action="status", status="online")

    assert len(stage.frames(ada, "offered")) == len(stage.frames(ben, "offered")) == 1
    assert stage.chat(chat).offered == "ag_ben"
    stage.send(ben, action="decline", chat=chat)
    assert waiting() == [chat]

    # Said twice is not coming back.
    stage.send(ada, action="status", status="online")
    assert waiting() == [chat]
    stage.send(ada, action="status", status="away")
    stage.send(ada, action="status", status="online")
    assert stage.chat(chat).offered == "ag_ada"


def test_a_chat_that_all_let_pass_is_offered_again_after_a_pause(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.now += 12 * SECOND
    stage.send(ada, action="decline", chat=chat)

    stage.pass_time(20 * SECOND)
    assert len(stage.frames(ada, "offered")) == 1
    stage.send(ada, action="ping", renew=True)
    stage.pass_time(30 * SECOND)

    assert len(stage.frames(ada, "offered")) == 2
    assert stage.chat(chat).offered == "ag_ada"


def test_a_chat_goes_back_to_its_place(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    chats = []
    for index in range(3):
        stage.now += 1
        chats.append(start(stage, index)[0])
    assert waiting() == chats[1:]

    stage.send(ada, action="decline", chat=chats[0])

    assert stage.frames(ada, "offered")[-1]["chat"]["id"] == chats[1]
    assert waiting() == [chats[0], chats[2]]


def test_nobody_is_offered_more_than_they_may_hold(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=2))

    for index in range(4):
        start(stage, index)

    assert len(stage.frames(ada, "offered")) == len(stage.load("ag_ada")) == 2


def test_a_visitor_may_leave_while_they_are_offered_to_somebody(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)

    end(stage, chat)

    assert (stage.chat(chat).state, stage.load("ag_ada"), waiting()) == ("ended", frozenset(), [])
    assert stage.frames(ada, "withdrawn")[-1]["reason"] == "ended"
    assert code(stage.send(ada, action="accept", chat=chat)) == "offer_over"
    stage.pass_time(20 * SECOND)
    assert agent("ag_ada").status == "online"


def test_offers_of_an_agent_who_vanishes_go_to_others_without_blame(stage: Stage) -> None:
    set_up(offer_s=60)
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.close(ada)

    stage.pass_time(20 * SECOND)

    assert (stage.load("ag_ada"), waiting()) == (frozenset(), [chat])
    stage.open_agent("ag_ada")
    assert stage.chat(chat).offered == "ag_ada"


def test_a_console_that_comes_back_is_told_what_is_offered(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    console = stage.open_agent("ag_ada", online=False)

    (welcome,) = stage.frames(console, "welcome")

    assert welcome["chats"] == []
    assert [(o["chat"]["id"], o["until"]) for o in welcome["offers"]] == [
        (chat, stage.now + 20 * SECOND)
    ]
    assert welcome["waiting"] == 1
    assert welcome["accept_mode"] == "offer"


def test_who_lets_a_chat_pass_is_told_what_becomes_of_it(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage, 0)
    began = stage.now
    stage.now += 12 * SECOND
    stage.send(ada, action="decline", chat=chat)
    again = stage.frames(ada, "withdrawn")[-1]
    assert (again["next"], again["at"]) == ("again", began + MINUTE)

    # As it is said, so it comes.
    stage.send(ada, action="ping", renew=True)
    stage.pass_time(20 * SECOND)
    stage.send(ada, action="ping", renew=True)
    stage.pass_time(began + MINUTE - 1 - stage.now)
    assert len(stage.frames(ada, "offered")) == 1
    stage.pass_time(1)
    assert len(stage.frames(ada, "offered")) == 2

    ben = stage.open_agent(stage.add_agent("Ben"))
    stage.send(ada, action="decline", chat=chat)
    assert stage.frames(ada, "withdrawn")[-1]["next"] == "offered"
    assert stage.frames(ben, "offered")[-1]["chat"]["id"] == chat


def test_an_offer_tells_what_helps_to_decide(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage, 0, url="https://shop.test/ferns", title="Ferns")
    (offer,) = stage.frames(ada, "offered")
    assert offer["page"] == {"url": "https://shop.test/ferns", "title": "Ferns"}
    assert (offer["skill"], offer["rule"], offer["passed"]) == ("", "", None)

    stage.send(ada, action="accept", chat=chat)
    join(stage, ada, chat)
    ben = stage.open_agent(stage.add_agent("Ben"))
    stage.send(
        ada, action="transfer", chat=chat, client="adaaaaaa", id="noteaaaa", agent="ag_ben",
        reason="Knows more", note="In a hurry",
    )  # fmt: skip

    passed = stage.frames(ben, "offered")[-1]["passed"]
    assert (passed["name"], passed["reason"], passed["text"]) == ("Ada", "Knows more", "In a hurry")
    welcome = stage.frames(stage.open_agent("ag_ben", online=False), "welcome")[0]
    assert welcome["offers"][0]["passed"] == passed


def test_it_is_told_too_where_the_one_before_did_not_answer(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.send(ada, action="accept", chat=chat)
    join(stage, ada, chat)
    consoles = {name: stage.open_agent(stage.add_agent(name)) for name in ("Ben", "Cleo", "Dora")}
    stage.send(
        ada, action="transfer", chat=chat, client="adaaaaaa", id="noteaaaa", agent="ag_ben",
        note="In a hurry",
    )  # fmt: skip

    # Found by the reminder, then by the sweep.
    stage.now += 20 * SECOND
    stage.remind(next(d for d in reversed(stage.reminders) if d.kind == "offer"))
    first = stage.chat(chat).offered
    stage.pass_time(20 * SECOND)
    second = stage.chat(chat).offered

    assert {first, second} == {"ag_cleo", "ag_dora"}
    for name in ("Cleo", "Dora"):
        assert stage.frames(consoles[name], "offered")[0]["passed"]["text"] == "In a hurry"


def test_an_offer_names_skill_and_routing_rule(stage: Stage) -> None:
    ferns = skills.create(act(), "Ferns").id
    ada = stage.open_agent(stage.add_agent("Ada"))
    set_up(accept_mode="auto")
    chat, _ = start(stage)
    stage.send(ada, action="accept", chat=chat)

    offer = waits.offer(replace(stage.chat(chat), need=pack(Need("", 0, skill=ferns))), stage.now)

    assert (offer["skill"], offer["rule"]) == ("Ferns", "")


def test_an_offer_stands_when_the_account_turns_to_handing_out(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    set_up(accept_mode="auto")

    stage.send(ada, action="accept", chat=chat)

    assert stage.chat(chat).agent == "ag_ada"


def test_an_offer_that_nobody_reminds_of_is_found_by_the_sweep(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    assert [d.kind for d in stage.reminders if d.subject == chat] == ["offer", "waiting"]

    early = offers.settle(chat, stage.now)
    stage.pass_time(MINUTE)

    assert isinstance(early[0], Remind)
    assert waiting() == [chat]


def test_a_chat_does_not_end_for_waiting_too_long_while_it_is_offered(stage: Stage) -> None:
    set_up(max_wait_s=60)
    chat, _ = start(stage)
    stage.now += 50 * SECOND
    stage.open_agent(stage.add_agent("Ada"))

    stage.pass_time(15 * SECOND)

    assert stage.chat(chat).offered == "ag_ada"
    stage.pass_time(10 * SECOND)
    stage.pass_time(MINUTE)
    assert stage.chat(chat).state == "ended"


def test_where_agents_pick_nothing_is_handed_out(stage: Stage) -> None:
    set_up(accept_mode="pick")
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    ben = stage.open_agent(stage.add_agent("Ben"), online=False)
    chat, _ = start(stage, 0)
    other, _ = start(stage, 1)
    assert len(waiting()) == 2

    stage.send(ada, action="pick", chat=chat)
    again = stage.send(ada, action="pick", chat=chat)
    late = stage.send(ben, action="pick", chat=chat)
    full = stage.send(ada, action="pick", chat=other)
    # Whoever is away may pick all the same.
    stage.send(ben, action="pick", chat=other)

    assert (again[0]["event"], code(late), code(full)) == ("assigned", "conflict", "no_room")
    assert (stage.load("ag_ada"), stage.load("ag_ben"), waiting()) == ({chat}, {other}, [])
    (decision,) = routing_store.decisions(chat)
    assert (decision.agent, decision.verdicts[0].reason) == ("ag_ada", "picked")


def test_elsewhere_only_supervisors_pick(stage: Stage) -> None:
    set_up(accept_mode="auto")
    ada = stage.open_agent(stage.add_agent("Ada"), online=False)
    may = stage.open_agent(stage.add_agent("May", role="manager"), online=False)
    chat, _ = start(stage)

    refused = stage.send(ada, action="pick", chat=chat)
    stage.send(may, action="pick", chat=chat)

    assert code(refused) == "not_allowed"
    assert stage.chat(chat).agent == "ag_may"
