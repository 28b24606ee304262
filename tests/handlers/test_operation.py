"""Declared operations: who may, what comes in, versions, and requests that come twice."""

import json
from typing import Any

import msgspec
import pytest
from chalice.app import Blueprint, Chalice

from chalicelib.domain.error import NotAllowed
from chalicelib.handlers import operation as operations
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from tests.handlers.cast import ADA, Answer
from tests.stage import Stage, rest_event


class Wish(msgspec.Struct, forbid_unknown_fields=True):
    """What is wished for."""

    name: str
    count: int = 1


class Granted(msgspec.Struct, forbid_unknown_fields=True):
    """What came of it."""

    name: str
    number: int
    secret: str = ""


class Shop:
    """An API of its own, and what its views were called with."""

    def __init__(self) -> None:
        self.calls: list[Call[Any]] = []
        self.refuse = False
        self.app = Chalice("shop")
        self.app.experimental_feature_flags.update(["BLUEPRINTS"])
        blueprint = Blueprint("shop")
        operation(blueprint, "GET", "/wishes", permission="chats.read", query=Page)(self.look)
        operation(blueprint, "GET", "/all", permission="keys.write")(self.look)
        operation(blueprint, "PATCH", "/wishes/{wish}", permission="", body=Wish)(self.change)
        operation(
            blueprint, "POST", "/wishes", permission="", body=Wish, answer=Granted, status=201,
            secret="secret",
        )(self.wish)  # fmt: skip
        self.app.register_blueprint(blueprint)

    def look(self, call: Call[Nothing]) -> Reply:
        """Look."""
        self.calls.append(call)
        return Reply({"limit": getattr(call.query, "limit", 0)})

    def change(self, call: Call[Wish]) -> Reply:
        """Change."""
        self.calls.append(call)
        return Reply({"name": call.body.name}, etag="8")

    def wish(self, call: Call[Wish]) -> Reply:
        """Wish."""
        self.calls.append(call)
        if self.refuse:
            raise NotAllowed("Not today.")
        return Reply(Granted(call.body.name, len(self.calls), "told once"), etag="1")

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask as Ada."""
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        query = headers.pop("query", None)
        event = rest_event(
            method, path, context={"authorizer": ADA}, body=text,
            headers={"Content-Type": "application/json", **headers},
            multiValueQueryStringParameters={"limit": [query]} if query else None,
            pathParameters={"wish": "w1"} if "{" in path else None,
        )  # fmt: skip
        found = self.app(event, None)
        told = {name.lower(): value for name, value in found["headers"].items()}
        return Answer(found["statusCode"], told, found["body"])


@pytest.fixture
def shop(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """An API that is not in Parley's description."""
    stage.add_agent("Ada")
    monkeypatch.setattr(operations, "OPERATIONS", [])
    return Shop()


def test_a_view_knows_who_asks(shop: Shop) -> None:
    assert shop.ask("GET", "/wishes").status == 200
    (call,) = shop.calls
    assert (call.speaker.account, call.speaker.id) == ("demo", "ag_ada")
    assert "chats.read" in call.speaker.permissions


def test_who_lacks_the_permission_is_refused_before_the_view(shop: Shop) -> None:
    answer = shop.ask("GET", "/all")

    assert (answer.status, answer.json["code"]) == (403, "not_allowed")
    assert "keys.write" in answer.json["detail"]
    assert shop.calls == []


@pytest.mark.parametrize(("given", "status"), [("7", 200), ("100", 200), ("0", 400), ("101", 400)])
def test_a_query_is_of_its_type(shop: Shop, given: str, status: int) -> None:
    answer = shop.ask("GET", "/wishes", query=given)

    assert answer.status == status
    if status == 200:
        assert answer.json == {"limit": int(given)}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": 1}, "bad_frame"),
        ({"name": "x", "admin": True}, "bad_frame"),
        ({}, "bad_frame"),
        ("{", "bad_json"),
        ('{"name": "x", "name": "y"}', "bad_json"),
        ('"' + "x" * 20_000 + '"', "too_large"),
    ],
)
def test_a_body_is_of_its_type(shop: Shop, body: Any, code: str) -> None:
    answer = shop.ask("POST", "/wishes", body)

    assert (answer.status // 100, answer.json["code"]) == (4, code)
    assert shop.calls == []


def test_a_change_says_of_which_version(shop: Shop) -> None:
    without = shop.ask("PATCH", "/wishes/{wish}", {"name": "x"})
    answer = shop.ask("PATCH", "/wishes/{wish}", {"name": "x"}, **{"If-Match": 'W/"7"'})

    assert (without.status, without.json["code"]) == (428, "no_etag")
    assert (answer.status, answer.headers["etag"]) == (200, '"8"')
    assert [(call.etag, call.path) for call in shop.calls] == [("7", {"wish": "w1"})]


def test_the_same_key_gives_the_first_answer_but_not_its_secret(shop: Shop) -> None:
    first = shop.ask("POST", "/wishes", {"name": "x"}, **{"Idempotency-Key": "a"})
    again = shop.ask("POST", "/wishes", {"name": "x"}, **{"Idempotency-Key": "a"})

    assert (first.status, first.json) == (201, {"name": "x", "number": 1, "secret": "told once"})
    assert (again.status, again.json) == (201, {"name": "x", "number": 1, "secret": ""})
    assert again.headers["etag"] == first.headers["etag"] == '"1"'
    assert again.headers["idempotency-replayed"] == "true"
    assert len(shop.calls) == 1


def test_without_a_key_it_is_done_twice_and_ids_differ(shop: Shop) -> None:
    shop.ask("POST", "/wishes", {"name": "x"})
    shop.ask("POST", "/wishes", {"name": "x"})

    one, two = shop.calls
    assert one.seed != two.seed


def test_another_request_under_the_same_key_is_refused(shop: Shop) -> None:
    shop.ask("POST", "/wishes", {"name": "x"}, **{"Idempotency-Key": "a"})
    answer = shop.ask("POST", "/wishes", {"name": "y"}, **{"Idempotency-Key": "a"})

    assert (answer.status, answer.json["code"]) == (422, "key_reused")
    assert len(shop.calls) == 1


def test_a_refused_request_frees_its_key(shop: Shop) -> None:
    shop.refuse = True
    refused = shop.ask("POST", "/wishes", {"name": "x"}, **{"Idempotency-Key": "a"})
    shop.refuse = False
    answer = shop.ask("POST", "/wishes", {"name": "x"}, **{"Idempotency-Key": "a"})

    assert (refused.status, answer.status) == (403, 201)
    one, two = shop.calls
    assert one.seed == two.seed


def test_after_a_day_the_key_is_free(shop: Shop, stage: Stage) -> None:
    shop.ask("POST", "/wishes", {"name": "x"}, **{"Idempotency-Key": "a"})
    stage.now += 86_400_001
    shop.ask("POST", "/wishes", {"name": "y"}, **{"Idempotency-Key": "a"})

    assert len(shop.calls) == 2


@pytest.mark.parametrize("key", ["x" * 65, "a\tb", "caf\u00e9"])
def test_a_key_is_short_and_plain(shop: Shop, key: str) -> None:
    answer = shop.ask("POST", "/wishes", {"name": "x"}, **{"Idempotency-Key": key})

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")
    assert shop.calls == []
