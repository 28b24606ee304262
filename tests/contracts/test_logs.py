"""Whatever goes well or wrong, logs hold no line's text, token, ticket, address or key, and no line
of a log can be forged."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest

from app import app
from chalicelib import log
from chalicelib.handlers import auth, jobs, socket
from chalicelib.outbound import sockets
from chalicelib.services import access, presence
from chalicelib.store import beacons, connections
from chalicelib.store import chats as chat_store
from tests.handlers.cast import VIEW, VISIT, VISITOR, WHO, as_agent, ask, beacon, simple
from tests.services.cast import join
from tests.stage import SHOP, Stage, golden, rest_event, socket_event

CANARY = "canary7lark"
FORGED = f'{CANARY}\r\n{{"level":"INFO","message":"forged"}}\x1b[31m\x9b31m\u2028\x7f'
EMAIL = f"{CANARY}@shop.test"
TOKEN = "ey" + CANARY
KEY = "pk_" + CANARY
FIELDS = {name: FORGED for name in ("name", "email", "url", "title")}


@pytest.fixture
def written(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[Callable[[], str]]:
    """All that is printed; what is logged only for others to print must not tell more."""
    forget_logger()

    def read() -> str:
        printed = "".join(capsys.readouterr())
        assert CANARY not in caplog.text
        return printed

    yield read
    forget_logger()


def forget_logger() -> None:
    """The next line logged makes a new one, on the streams of that moment."""
    log.logger.cache_clear()
    logging.root.manager.loggerDict.pop("parley", None)


class Told(Exception):
    """What a library might say: all that it was given."""


def fail(*given: Any, **named: Any) -> Any:
    raise Told(f"cannot take {given!r} {named!r} {FORGED}") from ValueError(FORGED)


def talk(stage: Stage) -> tuple[str, str, str]:
    """Vera and Ada in a chat, with canaries in all fields: the chat and both sockets."""
    console = stage.open_agent(stage.add_agent("Ada", role="admin"))
    window = stage.open_visitor(VISITOR)
    (joined, *_) = stage.send(window, action="start", client="visitora", **FIELDS)
    chat = joined["chat"]["id"]
    join(stage, console, chat)
    return chat, window, console


def everything(stage: Stage) -> None:
    """What people do on a day, some of it in the wrong form."""
    chat, window, _ = talk(stage)
    post = {"action": "post", "chat": chat, "client": "visitora", "n": 1, "text": FORGED}
    for frame in (post, post, {**post, "n": 9}, {**post, "text": "x" * 20_000 + CANARY}):
        stage.send(window, **frame)
    for text in (FORGED, f'{{"action":"{CANARY}"}}', f'{{"{CANARY}":1}}'):
        stage.send_text(window, text)
    beacon({**VIEW, **{n: FORGED for n in ("url", "title", "referrer")}, "variables": {CANARY: 1}})
    beacon({**VIEW, CANARY: FORGED})
    beacon(VIEW, origin=f"https://{CANARY}.test")
    ask("POST", "/v1/visitor/sockets", headers=simple(), body=json.dumps({**WHO, "visitor": TOKEN}))
    left = {**WHO, "id": "f" * 26, "email": f"{CANARY}@shop.test", "text": FORGED, "name": FORGED}
    for message in (left, {**left, CANARY: FORGED}, {**left, "email": CANARY}):
        ask("POST", "/v1/visitor/messages", headers=simple(), body=json.dumps(message))
    ticket = presence.ticket_for_visitor("demo", VISITOR, VISIT, SHOP, stage.now)[0]
    for protocols in (f"parley, ticket.{ticket}", f"parley, ticket.{TOKEN}"):
        event = socket_event("connect", "new=")
        event["headers"] |= {"Sec-WebSocket-Protocol": protocols, "Origin": SHOP}
        socket.connect(event, None)
    for route in ("/v1/chats/{chat}", "/v1/chats/{chat}/transcript", "/v1/chats/{chat}/visitor"):
        for given in (chat, FORGED):
            as_agent("GET", route, pathParameters={"chat": given})
    stage.close(window)
    jobs.sweep(golden("schedule"), None)


BROKEN = [
    (chat_store, "append"),
    (chat_store, "get"),
    (chat_store, "set_page"),
    (beacons, "put_view"),
    (connections, "get"),
    (connections, "put_ticket"),
    (access, "account"),
    (sockets, "send"),
]


def test_a_day_that_goes_well_or_is_refused_leaves_no_trace_of_what_was_said(
    stage: Stage, written: Callable[[], str]
) -> None:
    everything(stage)

    assert CANARY not in written()


@pytest.mark.parametrize(("module", "name"), BROKEN, ids=lambda value: str(value)[-20:])
def test_what_breaks_tells_where_and_of_what_kind_but_not_what_was_said(
    stage: Stage, written: Callable[[], str], module: Any, name: str
) -> None:
    chat, window, _ = talk(stage)
    post = {"action": "post", "chat": chat, "client": "visitora", "n": 1, "text": FORGED}
    with mock.patch.object(module, name, fail):
        stage.send(window, **post)
        stage.send(window, action="page", chat=chat, client="visitora", url=FORGED, title=FORGED)
        stage.send(window, action="join", chat=chat, client="visitora")
        beacon({**VIEW, "title": FORGED})
        ask("POST", "/v1/visitor/sockets", headers=simple(), body=json.dumps(WHO))
        as_agent("GET", "/v1/chats/{chat}", pathParameters={"chat": chat})

    text = written()
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines
    assert CANARY not in text
    kinds = {error["kind"] for line in lines for error in line["errors"]}
    assert kinds == {"Told", "ValueError"}
    assert all("test_logs.py" in line["errors"][0]["places"][-1] for line in lines)
    assert {line["level"] for line in lines} == {"ERROR"}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Basic", ""])
@pytest.mark.parametrize("token", [TOKEN, KEY, f"{TOKEN}.{CANARY}.{CANARY}", FORGED, ""])
def test_a_refused_token_or_key_is_not_logged(
    stage: Stage, written: Callable[[], str], scheme: str, token: str
) -> None:
    event = rest_event("GET", "/v1/agent")
    given = {"type": "TOKEN", "authorizationToken": f"{scheme} {token}", "methodArn": "arn:aws:x/y"}

    answer = auth.authorize({**event, **given}, None)

    assert answer["principalId"] == "nobody"
    assert CANARY not in written()


def test_what_is_logged_is_plain_text_of_one_line(written: Callable[[], str]) -> None:
    log.logger().info("said", extra={"what": FORGED, "other": "\u202eevil"})

    text = written()
    assert text.count("\n") == 1
    assert text.isascii()
    assert text[:-1].isprintable()
    assert json.loads(text)["what"] == FORGED


def test_what_aws_says_of_rights_and_places_is_told(written: Callable[[], str]) -> None:
    class Refused(Exception):
        response = {"Error": {"Code": "AccessDeniedException", "Message": "no dynamodb:GetItem"}}

    class Odd(Exception):
        response = {"Error": {"Code": "ValidationException", "Message": CANARY}}

    for kind in (Refused, Odd):
        try:
            raise kind
        except kind:
            log.note_failure("A step failed.", job="sweep")

    first, second = [json.loads(line)["errors"][0] for line in written().splitlines()]
    assert (first["code"], first["message"]) == ("AccessDeniedException", "no dynamodb:GetItem")
    assert (second["code"], second.get("message")) == ("ValidationException", None)


def test_each_line_is_logged_once() -> None:
    assert not app.configure_logs
