"""A socket from its first event to its last, as API Gateway sends them."""

import json
from typing import Any

import pytest

from chalicelib.handlers import socket
from chalicelib.services import access, presence
from chalicelib.store import connections
from tests.handlers.cast import VISIT, VISITOR
from tests.services.cast import join, start
from tests.stage import SHOP, Stage, socket_event


def connect(socket_id: str, protocols: str, origin: str = SHOP) -> dict[str, Any]:
    """The platform's `$connect`."""
    event = socket_event("connect", socket_id)
    event["headers"] |= {"Sec-WebSocket-Protocol": protocols, "Origin": origin}
    answer: dict[str, Any] = socket.connect(event, None)
    return answer


@pytest.fixture
def ticket(stage: Stage) -> str:
    """A ticket for a visitor's window."""
    return presence.ticket_for_visitor("demo", VISITOR, VISIT, SHOP, stage.now)[0]


def test_a_ticket_opens_a_socket_that_speaks_parley(stage: Stage, ticket: str) -> None:
    answer = connect("new=", f"parley, ticket.{ticket}")

    assert answer["statusCode"] == 200
    assert answer["headers"]["Sec-WebSocket-Protocol"] == "parley"
    assert access.bearer("new=").subject == VISITOR


def test_the_ticket_may_stand_anywhere_and_header_names_in_any_case(
    stage: Stage, ticket: str
) -> None:
    event = socket_event("connect", "new=")
    event["headers"] = {"sec-websocket-protocol": f"ticket.{ticket} ,parley", "ORIGIN": SHOP}

    assert socket.connect(event, None)["statusCode"] == 200


@pytest.mark.parametrize(
    "protocols", ["", "parley", "parley, ticket.", "parley, ticket.wrong", "ticket", "x" * 9_000]
)
def test_without_a_good_ticket_nothing_opens(stage: Stage, ticket: str, protocols: str) -> None:
    assert connect("new=", protocols)["statusCode"] == 401
    assert connections.get("new=") is None


def test_a_ticket_of_one_site_opens_nothing_on_another(stage: Stage, ticket: str) -> None:
    answer = connect("new=", f"parley, ticket.{ticket}", origin="https://evil.test")

    assert answer["statusCode"] == 401
    assert connect("new=", f"parley, ticket.{ticket}")["statusCode"] == 200


def test_a_ticket_opens_one_socket(stage: Stage, ticket: str) -> None:
    statuses = [connect(name, f"parley, ticket.{ticket}")["statusCode"] for name in ("a=", "b=")]

    assert statuses == [200, 401]


def test_nothing_is_pushed_while_a_socket_opens(stage: Stage, ticket: str) -> None:
    stage.inbox["new="] = []

    connect("new=", f"parley, ticket.{ticket}")

    assert stage.inbox["new="] == []


def test_a_frame_on_a_socket_nobody_knows_is_unauthenticated(stage: Stage) -> None:
    stage.inbox["lost="] = []

    (error,) = stage.send("lost=", action="ping", renew=True, ref="r")

    assert (error["code"], error["ref"]) == ("unauthenticated", "r")


def test_a_frame_is_always_taken_as_far_as_the_platform_knows(stage: Stage) -> None:
    window = stage.open_visitor()

    for body in ('{"action": "ping"}', "nonsense"):
        answer = socket.message(socket_event("message", window, body=body), None)
        assert answer["statusCode"] == 200


def test_names_and_pages_are_brought_to_nfc_and_trimmed(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    window = stage.open_visitor()

    (joined, *_) = stage.send(
        window, action="start", client="veraaaaa", name="  Ve\u0301ra\x00 ", title="e\u0301"
    )

    assert joined["chat"]["name"] == "V\u00e9ra\ufffd"
    assert joined["page"]["title"] == "\u00e9"
    assert stage.frames(console, "assigned")[0]["chat"]["name"] == "V\u00e9ra\ufffd"


def test_a_text_that_grows_too_long_in_nfc_is_refused(stage: Stage) -> None:
    chat, window = start(stage)
    # One character that NFC writes as three.
    text = "\U0001d160" * 3_000
    frame = {"action": "post", "chat": chat, "client": "visitora", "n": 1, "text": text}

    (error,) = stage.send_text(window, json.dumps(frame, ensure_ascii=False))

    assert (error["code"], error["n"]) == ("bad_frame", 1)
    assert "`text` has 9000 characters in NFC" in error["message"]
    assert stage.lines(chat) == []


def test_the_other_is_told_before_the_sender_is_answered(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    join(stage, console, chat)
    order: list[str] = []
    stage.inbox[console] = Noting(order, "other")
    stage.inbox[window] = Noting(order, "sender")

    stage.send(window, action="post", chat=chat, client="visitora", n=1, text="Hi")

    assert order == ["other", "sender"]


def test_long_lines_are_read_in_pages_that_fit_a_frame(stage: Stage) -> None:
    chat, window = start(stage)
    for n in range(1, 41):
        stage.send(window, action="post", chat=chat, client="visitora", n=n, text='"' * 3_900)

    read: list[int] = []
    frame: dict[str, Any] = {"more": True}
    while frame["more"]:
        after = read[-1] if read else 0
        (frame,) = stage.send(window, action="join", chat=chat, client="visitora", after=after)
        assert len(str(frame).encode()) < 128 * 1024
        read += [line["seq"] for line in frame["lines"]]

    assert read == list(range(1, 41))


class Noting(list[Any]):
    """An inbox that notes when something comes."""

    def __init__(self, order: list[str], name: str) -> None:
        super().__init__()
        self._order, self._name = order, name

    def append(self, frame: Any) -> None:
        """Keep it, and note whose it was."""
        super().append(frame)
        self._order.append(self._name)
