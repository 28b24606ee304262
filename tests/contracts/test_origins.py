"""Only the account's own sites get tickets, sockets and beacons, and ids are exactly themselves;
whatever is refused writes nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.handlers import socket
from chalicelib.services import presence
from chalicelib.store.table import connection
from tests.handlers.cast import VIEW, VISIT, VISITOR, WHO, as_agent, ask, beacon, simple, stored
from tests.services.cast import start
from tests.stage import SHOP, Stage, socket_event

HOST = SHOP.removeprefix("https://")
FOREIGN = {
    "missing": None,
    "empty": "",
    "null": "null",
    "another site": "https://evil.test",
    "a suffix": f"{SHOP}.evil.test",
    "a prefix": f"https://evil{HOST}",
    "a part": f"https://sub.{HOST}",
    "the parent": "https://test",
    "another scheme": f"http://{HOST}",
    "a socket's scheme": f"wss://{HOST}",
    "no scheme": HOST,
    "a port": f"{SHOP}:8443",
    "the usual port": f"{SHOP}:443",
    "upper case": SHOP.upper(),
    "an upper-case host": f"https://{HOST.upper()}",
    "a dot at the end": f"{SHOP}.",
    "a slash at the end": f"{SHOP}/",
    "a path": f"{SHOP}/cart",
    "a name before it": f"https://{HOST}@evil.test",
    "a name of its own": f"https://a:b@{HOST}",
    "spaces": f" {SHOP} ",
    "a tab": f"{SHOP}\t",
    "two": f"{SHOP} https://evil.test",
    "two with a comma": f"{SHOP},https://evil.test",
    "a line end": f"{SHOP}\n",
    "NUL": f"{SHOP}\x00",
    "another script": SHOP.replace("o", "\u043e"),
    "full width": SHOP.replace(".", "\uff0e"),
    "a star": "*",
    "a pattern": "https://*.test",
}
IDS = {
    "a number": 12,
    "a float": 1.5,
    "true": True,
    "null": None,
    "a list": [VISITOR],
    "an object": {"$ne": 1},
    "a string": {"S": VISITOR},
    "empty": "",
    "padded": f"{VISITOR} ",
    "padded before": f" {VISITOR}",
    "a line end": f"{VISITOR}\n",
    "NUL": f"{VISITOR}\x00",
    "upper case": VISITOR.upper(),
    "upper case behind": VISITOR[:3] + VISITOR[3:].upper(),
    "too short": VISITOR[:-1],
    "too long": f"{VISITOR}a",
    "a digit that is none": VISITOR[:-1] + "1",
    "another kind": VISIT,
    "a key": f"demo#{VISITOR}",
    "a path": f"../{VISITOR}",
    "another script": VISITOR[:-1] + "\u0430",
}


def headers(origin: str | None) -> dict[str, str]:
    """The headers of a simple request from a site."""
    given = simple(origin or "")
    return given if origin is not None else {k: v for k, v in given.items() if k != "origin"}


@contextmanager
def calls() -> Iterator[list[str]]:
    """What is asked of DynamoDB meanwhile."""
    made: list[str] = []
    events: Any = connection().client.meta.events
    note = lambda model, **_: made.append(model.name)  # noqa: E731 - one name to unregister
    events.register("before-call.dynamodb.*", note)
    try:
        yield made
    finally:
        events.unregister("before-call.dynamodb.*", note)


LEFT = {"id": "f" * 26, "email": "vera@shop.test", "text": "Call me"}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_site_gets_no_ticket_and_leaves_no_beacon(stage: Stage, name: str) -> None:
    given = headers(FOREIGN[name])
    leave = {**WHO, "page": 1, "kind": "leave", "shown_ms": 5}
    before = stored()

    answers = [
        ask("POST", "/v1/visitor/sockets", headers=given, body=json.dumps(WHO)),
        ask("POST", "/v1/visitor/messages", headers=given, body=json.dumps({**WHO, **LEFT})),
        *(
            ask("POST", "/v1/visits", headers=given, body=json.dumps(body))
            for body in (VIEW, leave)
        ),
    ]

    assert [(a.status, a.json["code"]) for a in answers] == [(403, "not_allowed")] * 4
    assert stored() == before


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_site_opens_no_socket_and_the_ticket_stays_good(stage: Stage, name: str) -> None:
    ticket = presence.ticket_for_visitor("demo", VISITOR, VISIT, SHOP, stage.now)[0]
    event = socket_event("connect", "new=")
    named = {k: v for k, v in event["headers"].items() if k.lower() != "origin"}
    protocols = {"Sec-WebSocket-Protocol": f"parley, ticket.{ticket}"}
    origin = FOREIGN[name]
    told = {} if origin is None else {"Origin": origin}
    before = stored()

    with calls() as made:
        answer = socket.connect({**event, "headers": named | protocols | told}, None)

    assert answer["statusCode"] == 401
    assert made == ["GetItem"]
    assert stored() == before
    own = {**event, "headers": named | protocols | {"Origin": SHOP}}
    assert socket.connect(own, None)["statusCode"] == 200


@pytest.mark.parametrize("protocols", ["", "parley", "parley, ticket.", "parley, ticket.guess"])
def test_a_socket_without_a_ticket_costs_one_read_at_most(stage: Stage, protocols: str) -> None:
    event = socket_event("connect", "new=")
    event["headers"] |= {"Sec-WebSocket-Protocol": protocols, "Origin": SHOP}
    before = stored()

    with calls() as made:
        assert socket.connect(event, None)["statusCode"] == 401

    assert made in ([], ["GetItem"])
    assert stored() == before


@pytest.mark.parametrize("field", ["visitor", "visit", "account"])
@pytest.mark.parametrize("name", IDS)
def test_an_id_of_another_form_is_refused_and_named(stage: Stage, name: str, field: str) -> None:
    form = {"visitor": VISITOR, "visit": VISIT, "account": "demo"}[field]
    given = IDS[name]
    wrong = given.replace(VISITOR, form) if isinstance(given, str) else given
    if field == "account" and name in ("too short", "too long", "another script", "another kind"):
        wrong = "a" * 33
    if field == "visit" and name == "another kind":
        wrong = VISITOR
    before = stored()

    answers = [beacon({**VIEW, field: wrong})]
    body = json.dumps({**WHO, field: wrong})
    answers.append(ask("POST", "/v1/visitor/sockets", headers=simple(), body=body))

    assert {(a.status, a.json["code"]) for a in answers} == {(400, "bad_frame")}
    assert all(f"$.{field}" in a.json["detail"] for a in answers)
    assert stored() == before


@pytest.mark.parametrize(
    "change", [str.upper, "{} ".format, " {}".format, "{}\n".format, "{}a".format]
)
def test_a_chats_id_is_exactly_itself(stage: Stage, change: Any) -> None:
    stage.add_agent("Ada", role="admin")
    chat, window = start(stage, 0)
    wrong = change(chat)

    answers = [
        as_agent("GET", route, pathParameters={"chat": wrong})
        for route in ("/v1/chats/{chat}", "/v1/chats/{chat}/visitor")
    ]
    (refused, *_) = stage.send(window, action="join", chat=wrong, client="visitora")

    assert {(a.status, a.json["code"]) for a in answers} == {(404, "no_such_chat")}
    assert refused["code"] == "bad_frame"
