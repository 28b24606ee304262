"""Talking: start, join, post, marks, end."""

from typing import Any

import pytest

from chalicelib.domain.ids import new_chat_id
from chalicelib.services import access, chats
from chalicelib.store import connections
from chalicelib.store.table import connection
from tests.stage import Stage, pairs

VERA, ADA = "veraaaaa", "adaaaaaa"


def begin(stage: Stage) -> tuple[str, str, str]:
    """Vera talks to Ada: the chat, her socket, Ada's socket."""
    agent = stage.open_agent(stage.add_agent("Ada"))
    vera = stage.open_visitor()
    (joined, *_) = stage.send(vera, action="start", client=VERA, name="Vera")
    chat = joined["chat"]["id"]
    stage.send(agent, action="join", chat=chat, client=ADA)
    return chat, vera, agent


def post(stage: Stage, socket: str, chat: str, client: str, n: int, text: str, **more: Any) -> Any:
    return stage.send(socket, action="post", chat=chat, client=client, n=n, text=text, **more)


def test_a_line_reaches_the_other_and_is_acknowledged(stage: Stage) -> None:
    chat, vera, ada = begin(stage)

    answer = post(stage, vera, chat, VERA, 1, "Hello")

    assert pairs(answer, "event", "n", "seq") == [("posted", 1, 2)]
    line = stage.frames(ada, "line")[-1]["line"]
    assert (line["from"], line["text"], line["seq"]) == ("visitor", "Hello", 2)
    assert stage.lines(chat) == ["assigned:Ada", "Hello"]


def test_a_line_sent_again_is_stored_once_and_acknowledged_again(stage: Stage) -> None:
    chat, vera, ada = begin(stage)
    first = post(stage, vera, chat, VERA, 1, "Hello")

    again = post(stage, vera, chat, VERA, 1, "Hello")

    assert again == first
    assert stage.lines(chat) == ["assigned:Ada", "Hello"]
    assert {frame["line"]["seq"] for frame in stage.frames(ada, "line")} <= {1, 2}


def test_a_number_left_out_is_refused_and_nothing_stored(stage: Stage) -> None:
    chat, vera, _ = begin(stage)

    (error,) = post(stage, vera, chat, VERA, 2, "Second")

    assert (error["code"], error["chat"], error["n"]) == ("number_gap", chat, 2)
    assert stage.lines(chat) == ["assigned:Ada"]


def test_two_tabs_of_one_client_name_are_told_apart(stage: Stage) -> None:
    chat, vera, _ = begin(stage)
    post(stage, vera, chat, VERA, 1, "Hello")

    (error,) = post(stage, vera, chat, VERA, 1, "Another first line")

    assert error["code"] == "number_taken"
    assert stage.lines(chat) == ["assigned:Ada", "Hello"]


def test_a_stranger_cannot_post_join_or_end(stage: Stage) -> None:
    chat, _, _ = begin(stage)
    stranger = stage.open_visitor("vr_" + "x" * 26)

    codes = [
        stage.send(stranger, **frame)[0]["code"]
        for frame in (
            {"action": "post", "chat": chat, "client": VERA, "n": 1, "text": "x"},
            {"action": "join", "chat": chat, "client": VERA},
            {"action": "end", "chat": chat, "client": VERA},
            {"action": "typing", "chat": chat, "client": VERA, "on": True},
            {"action": "mark", "chat": chat, "client": VERA, "delivered": 1, "keep": True},
            {"action": "page", "chat": chat, "client": VERA, "url": "https://shop.test/"},
        )
    ]

    assert codes == ["not_joined", "no_such_chat", *["not_joined"] * 4]
    assert stage.lines(chat) == ["assigned:Ada"]


def test_a_long_chat_is_read_whole_from_its_blocks(stage: Stage) -> None:
    chat, vera, ada = begin(stage)
    for n in range(1, 41):
        post(stage, vera, chat, VERA, n, f"line {n}")

    assert stage.lines(chat) == ["assigned:Ada", *(f"line {n}" for n in range(1, 41))]
    stored = stage.chat(chat)
    assert stored.seq == 41
    assert len(stored.lines) < 15
    (joined,) = stage.send(ada, action="join", chat=chat, client=ADA, after=30)
    assert [line["seq"] for line in joined["lines"]] == list(range(31, 42))


def test_marks_ride_on_a_line_and_stay(stage: Stage) -> None:
    chat, vera, ada = begin(stage)
    post(stage, vera, chat, VERA, 1, "Hello")

    post(stage, ada, chat, ADA, 1, "Hi", delivered=2, read=2)

    assert pairs(stage.frames(vera, "line")[-1:], "delivered", "read") == [(2, 2)]
    (joined,) = stage.send(vera, action="join", chat=chat, client=VERA, after=9)
    assert joined["marks"]["agent"] == {"delivered": 2, "read": 2}


def test_a_mark_is_told_and_only_kept_when_asked(stage: Stage) -> None:
    chat, vera, ada = begin(stage)
    post(stage, vera, chat, VERA, 1, "Hello")

    stage.send(ada, action="mark", chat=chat, client=ADA, delivered=2, read=0)
    kept_nothing = stage.chat(chat).marks("agent")
    stage.send(ada, action="mark", chat=chat, client=ADA, delivered=2, read=2, keep=True)

    assert kept_nothing == (0, 0)
    assert stage.chat(chat).marks("agent") == (2, 2)
    assert pairs(stage.frames(vera, "marked"), "delivered", "read") == [(2, 0), (2, 2)]


def test_typing_is_told_to_the_other_side_only(stage: Stage) -> None:
    chat, vera, ada = begin(stage)

    assert stage.send(vera, action="typing", chat=chat, client=VERA, on=True) == []

    assert pairs(stage.frames(ada, "typing"), "from", "on") == [("visitor", True)]


def test_the_agent_sees_the_page_the_visitor_is_on(stage: Stage) -> None:
    chat, vera, ada = begin(stage)

    stage.send(
        vera, action="page", chat=chat, client=VERA, url="https://shop.test/cart", title="Cart"
    )

    assert pairs(stage.frames(ada, "page"), "url", "title") == [("https://shop.test/cart", "Cart")]


def test_starting_twice_is_one_chat(stage: Stage) -> None:
    chat, _, _ = begin(stage)
    second_tab = stage.open_visitor()

    (joined, *_) = stage.send(second_tab, action="start", client="veraaaab")

    assert joined["chat"]["id"] == chat


def test_an_ended_chat_takes_no_line_but_can_be_read(stage: Stage) -> None:
    chat, vera, ada = begin(stage)
    post(stage, vera, chat, VERA, 1, "Hello")

    stage.send(ada, action="end", chat=chat, client=ADA)

    assert pairs(stage.frames(vera, "ended"), "by", "seq") == [("agent", 3)]
    (error,) = post(stage, vera, chat, VERA, 2, "Wait")
    assert error["code"] == "chat_ended"
    (joined,) = stage.send(vera, action="join", chat=chat, client=VERA)
    assert joined["chat"]["state"] == "ended"
    assert [line["text"] for line in joined["lines"]] == ["assigned:Ada", "Hello", "ended:agent"]
    assert stage.load("ag_ada") == frozenset()


def test_a_new_chat_after_an_ended_one(stage: Stage) -> None:
    chat, vera, _ = begin(stage)
    stage.send(vera, action="end", chat=chat, client=VERA)

    (joined, *_) = stage.send(vera, action="start", client=VERA)

    assert joined["chat"]["id"] != chat
    assert joined["chat"]["state"] == "waiting"


def test_a_visitor_never_learns_an_agents_id(stage: Stage) -> None:
    chat, vera, ada = begin(stage)
    post(stage, ada, chat, ADA, 1, "Hi")
    stage.send(vera, action="join", chat=chat, client=VERA)

    assert "ag_ada" not in str(stage.inbox[vera])


def test_a_line_costs_one_write_and_no_read(stage: Stage) -> None:
    chat, vera, _ = begin(stage)
    calls: list[str] = []
    events = connection().client.meta.events
    events.register("before-call.dynamodb.*", lambda model, **_: calls.append(model.name))

    post(stage, vera, chat, VERA, 1, "Hello", delivered=1, read=1)

    assert calls == ["UpdateItem"]


def test_a_name_that_another_participant_has_is_refused(stage: Stage) -> None:
    chat, _, ada = begin(stage)
    before = stage.chat(chat).seats

    (error,) = stage.send(ada, action="join", chat=chat, client=VERA)

    assert error["code"] == "number_taken"
    assert stage.chat(chat).seats == before


def test_a_socket_that_closed_meanwhile_takes_no_seat(stage: Stage) -> None:
    chat, _, _ = begin(stage)
    late = stage.open_visitor()
    connections.forget(late)

    stage.inbox[late] = []
    (error,) = stage.send(late, action="join", chat=chat, client="veraaaab")

    assert error["code"] == "unauthenticated"
    assert stage.chat(chat).seat("veraaaab") is None


def test_tabs_that_never_wrote_give_their_seats_up_when_there_are_many(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "PRUNE_SEATS", 4)
    chat, vera, _ = begin(stage)
    post(stage, vera, chat, VERA, 1, "Hello")
    stage.close(vera)
    for letter in "abcdef":
        tab = stage.open_visitor()
        stage.send(tab, action="join", chat=chat, client=f"tab{letter * 5}")
        stage.close(tab)

    assert {seat.client for seat in stage.chat(chat).seats} == {VERA, ADA, "tabeeeee", "tabfffff"}


def test_too_many_tabs_at_once_are_refused_by_name(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chats, "MAX_SEATS", 4)
    chat, _, _ = begin(stage)
    names = [f"tab{letter * 5}" for letter in "abc"]

    answers = [stage.send(stage.open_visitor(), action="join", chat=chat, client=n) for n in names]

    assert [answer[0]["event"] for answer in answers] == ["joined", "joined", "error"]
    assert answers[2][0]["code"] == "too_many"
    assert len(stage.chat(chat).seats) == 4


def test_two_tabs_that_start_at_once_share_one_chat(stage: Stage) -> None:
    first, second = stage.open_visitor(), stage.open_visitor()
    raced: list[str] = []

    def beaten(account: str) -> str:
        if not raced:
            raced.append("")
            raced[0] = stage.send(second, action="start", client="veraaaab")[0]["chat"]["id"]
        return new_chat_id(account)

    bearer = access.bearer(first)
    opening = chats.Opening(VERA)
    outcome = chats.start(bearer, first, opening, stage.now, beaten)

    assert outcome.value.chat.id == raced[0]
    assert {seat.client for seat in stage.chat(raced[0]).seats} == {VERA, "veraaaab"}


def test_agents_do_not_start_chats(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))

    (error,) = stage.send(ada, action="start", client=ADA)

    assert error["code"] == "not_allowed"


def test_an_agent_who_lost_the_chat_can_neither_write_nor_hear_it(stage: Stage) -> None:
    chat, vera, ada = begin(stage)
    stage.pass_time(45_000)
    stage.open_agent(stage.add_agent("Ben"))
    heard = len(stage.inbox[ada])

    (error,) = post(stage, ada, chat, ADA, 1, "Still me?")
    post(stage, vera, chat, VERA, 1, "Who is there?")

    assert error["code"] == "not_joined"
    assert stage.chat(chat).agent == "ag_ben"
    assert stage.inbox[ada][heard:] == [error]


def test_a_line_too_old_to_look_up_is_acknowledged_as_stored(stage: Stage) -> None:
    chat, vera, _ = begin(stage)
    for n in range(1, 31):
        post(stage, vera, chat, VERA, n, f"line {n}")

    (answer,) = post(stage, vera, chat, VERA, 1, "line 1")

    assert pairs([answer], "event", "n", "seq") == [("posted", 1, 0)]
    assert len(stage.lines(chat)) == 31


def test_a_chat_ended_twice_is_ended_once(stage: Stage) -> None:
    chat, vera, ada = begin(stage)

    stage.send(vera, action="end", chat=chat, client=VERA)
    stage.send(ada, action="end", chat=chat, client=ADA)

    assert stage.lines(chat) == ["assigned:Ada", "ended:visitor"]
    assert stage.chat(chat).ended_by == "visitor"
