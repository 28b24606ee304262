"""Answers as records: what comes back to whom."""

from chalicelib.domain.chat import Seat
from chalicelib.domain.error import ChatEnded
from chalicelib.handlers import frames
from chalicelib.handlers.decoding import Loose
from chalicelib.services.chats import Joined
from tests.domain.cast import CHAT, LINES

JOINED = Joined(CHAT, Seat("veraaaaa", "v", "socket-vera", 7), list(LINES), more=True, position=0)


def test_an_error_echoes_what_could_be_read_and_only_that() -> None:
    told = frames.error(ChatEnded("It is over."), Loose("r1", CHAT.id, 3))

    assert told == {
        "event": "error",
        "code": "chat_ended",
        "message": "It is over.",
        "ref": "r1",
        "chat": CHAT.id,
        "n": 3,
    }


def test_an_error_does_not_echo_what_has_another_form() -> None:
    strange = Loose({"$ne": 1}, [12], True)

    assert set(frames.error(ChatEnded("x"), strange)) == {"event", "code", "message"}
    assert frames.error(ChatEnded("x"), Loose("r" * 500))["ref"] == "r" * 80


def test_a_visitor_joins_without_learning_any_agents_id() -> None:
    told = frames.joined("r", JOINED, "visitor")

    assert "ag_ada" not in str(told)
    assert [line["text"] for line in told["lines"]] == [  # type: ignore[attr-defined]
        line.text for line in LINES
    ]


def test_an_agent_joins_and_sees_who_wrote_and_who_is_there() -> None:
    told = frames.joined("r", JOINED, "agent")

    assert told["lines"][2]["agent"] == "ag_ada"  # type: ignore[index]
    assert (told["n"], told["seq"], told["more"], told["position"]) == (7, 3, True, 0)
    assert told["marks"] == {
        "visitor": {"delivered": 3, "read": 2},
        "agent": {"delivered": 9, "read": 9},
    }
    assert told["present"] == {"visitor": True, "agent": True}
    assert told["page"] == {"url": "https://shop.test/cart", "title": "Cart"}
