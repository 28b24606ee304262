"""HTTP for messages: left by visitors, listed and marked by agents."""

import json
from typing import Any

import pytest

from tests.handlers.cast import WHO, Answer, ask, call, simple, stored
from tests.services.cast import start
from tests.stage import SHOP, Stage

LEFT = {**WHO, "id": "f" * 26, "email": "vera@shop.test", "text": "Please call me"}


def leave(**fields: Any) -> Answer:
    """A visitor leaves a message."""
    body = json.dumps({**LEFT, **fields})
    return ask("POST", "/v1/visitor/messages", headers=simple(), body=body)


@pytest.fixture
def boss(stage: Stage) -> str:
    """Who may everything."""
    return stage.add_agent("Boss", role="admin")


def test_a_message_is_left_told_and_read(stage: Stage, boss: str) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))

    answer = leave(name=" Vera ", url=f"{SHOP}/cart", title="Cart")

    told = answer.json["message"]
    assert answer.status == 201
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert stage.frames(console, "message") == [
        {"event": "message", "message": told, "state": "open"}
    ]
    (item,) = call("GET", "/v1/messages").json["items"]
    assert (item["id"], item["name"], item["text"]) == (told, "Vera", "Please call me")
    assert call("GET", "/v1/messages/{message}", message=told).json == item


def test_a_click_twice_leaves_one_message(stage: Stage, boss: str) -> None:
    assert leave().json == leave().json
    assert len(call("GET", "/v1/messages").json["items"]) == 1


def test_an_agent_marks_it_as_done_by_the_version_they_read(stage: Stage, boss: str) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    name = leave().json["message"]
    read = call("GET", "/v1/messages/{message}", message=name)
    etag = read.headers["etag"].strip('"')

    done = call(
        "PATCH", "/v1/messages/{message}", {"state": "done"}, by="ag_ada", etag=etag, message=name
    )

    assert (done.status, done.json["state"], done.json["done_by"]) == (200, "done", "ag_ada")
    assert stage.frames(console, "message")[-1]["state"] == "done"
    assert call("GET", "/v1/messages").json["items"] == []
    (item,) = call("GET", "/v1/messages", query={"state": "done"}).json["items"]
    assert item["id"] == name
    late = call("PATCH", "/v1/messages/{message}", {"state": "done"}, etag=etag, message=name)
    assert (late.status, late.json["code"]) == (412, "outdated")


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "vera"},
        {"email": ""},
        {"text": ""},
        {"text": " \n "},
        {"text": "a" * 4_001},
        {"id": "short"},
        {"visitor": "vr_x"},
        {"language": "!!"},
        {"more": 1},
        {"chat": "ch_demo"},
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_is_wrong(
    stage: Stage, fields: dict[str, Any]
) -> None:
    before = stored()

    answer = leave(**fields)

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")
    assert next(iter(fields)) in answer.json["detail"]
    assert stored() == before


def test_a_flood_from_one_visitor_is_stopped(stage: Stage) -> None:
    answers = [leave(id=letter * 26) for letter in "abcdefg"]

    assert [answer.status for answer in answers] == [201] * 5 + [429] * 2
    assert answers[-1].headers["retry-after"] == "60"


def test_another_visitors_chat_is_not_found(stage: Stage) -> None:
    chat, _ = start(stage, 4)

    assert leave(chat=chat).json["code"] == "no_such_chat"


@pytest.mark.parametrize("query", [{"state": "gone"}, {"limit": "0"}, {"after": "x"}])
def test_a_list_is_asked_for_rightly(stage: Stage, boss: str, query: dict[str, str]) -> None:
    assert call("GET", "/v1/messages", query=query).status == 400
