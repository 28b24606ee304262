"""Talking: start, join, post, marks, end."""

from typing import Any

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
