"""Whatever arrives gets a typed error that names what was wrong, and nothing is written."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.handlers.frames import AnyFrame
from tests.handlers.cast import (
    VIEW,
    VISIT,
    VISITOR,
    WHO,
    as_agent,
    ask,
    beacon,
    raw,
    simple,
    stored,
)
from tests.services.cast import join, vera
from tests.stage import SHOP, Stage, emulated

HTML = "<img src=x onerror=alert(1)>\"'&</script>"
NO_CHAT = "ch_demo_" + "q" * 26
Story = tuple[Stage, str, str, str]


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    """Vera and Ada talk; a stranger has a socket too. No test here writes anything."""
    with emulated() as stage:
        console = stage.open_agent(stage.add_agent("Ada"))
        window = stage.open_visitor(vera(0))
        (joined, *_) = stage.send(window, action="start", client="visitora", name="Vera")
        chat = joined["chat"]["id"]
        join(stage, console, chat)
        stage.send(window, action="post", chat=chat, client="visitora", n=1, text="Hi")
        yield stage, chat, window, stage.open_visitor(vera(1))


def refused(story: Story, socket: str, body: str, **extra: Any) -> tuple[str, str]:
    """The code and message of the one error that a frame is answered by; nobody else hears."""
    stage = story[0]
    before, inboxes = stored(), {name: len(inbox) for name, inbox in stage.inbox.items()}

    (error,) = stage.send_text(socket, body, **extra)

    assert error["event"] == "error"
    assert stored() == before
    heard = {name for name, inbox in stage.inbox.items() if len(inbox) > inboxes[name]}
    assert heard == {socket}
    return error["code"], error["message"]


BODIES = {
    "deep lists": ("[" * 996, {"bad_json", "bad_frame"}),
    "deep objects": ('{"a":' * 5_000, {"too_large"}),
    "deep objects that fit": ('{"a":' * 3_000, {"bad_json", "bad_frame"}),
    "deep in a field": ('{"action":"post","text":' + "[" * 9_000, {"bad_json", "bad_frame"}),
    "a megabyte": ('{"action":"ping","ref":"' + "x" * 1_000_000 + '"}', {"too_large"}),
    "NaN": ('{"action":"typing","on":NaN}', {"bad_json", "bad_frame"}),
    "infinite": ('{"action":"join","after":1e999}', {"bad_frame"}),
    "a key twice": ('{"action":"ping","ref":"a","ref":"a"}', {"bad_json"}),
    "the action twice": ('{"action":"ping","action":"ping"}', {"bad_json"}),
    "a lone surrogate": ('{"action":"ping","ref":"\ud800"}', {"bad_json"}),
    "a lone surrogate, escaped": ('{"action":"ping","ref":"\\ud800"}', {"bad_json"}),
    "NUL": ("\x00", {"bad_json"}),
    "NUL in a string": ('{"action":"ping","ref":"\x00"}', {"bad_json"}),
    "empty": ("", {"bad_json"}),
    "blank": (" \n", {"bad_json"}),
    "null": ("null", {"bad_frame"}),
    "a list": ("[]", {"bad_frame"}),
    "a number": ("12", {"bad_frame"}),
    "a string": ('"ping"', {"bad_frame"}),
    "no action": ("{}", {"bad_frame"}),
    "an unknown action": ('{"action":"drop"}', {"unknown_action"}),
    "an action of another form": ('{"action":{"$ne":1}}', {"bad_frame", "unknown_action"}),
    "an unknown key": ('{"action":"ping","__proto__":{}}', {"bad_frame"}),
    "two frames": ('{"action":"ping"}{"action":"ping"}', {"bad_json"}),
    "HTML": (HTML, {"bad_json"}),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_frame_nobody_can_mean_is_refused(story: Story, name: str) -> None:
    body, codes = BODIES[name]

    code, message = refused(story, story[2], body)

    assert code in codes
    assert len(message) > 10


def test_a_binary_frame_is_refused_as_such(story: Story) -> None:
    body = base64.b64encode(b'{"action":"ping"}').decode()

    code, message = refused(story, story[2], body, isBase64Encoded=True)

    assert (code, message) == ("binary", "Binary frames are not spoken here. Send text.")


def test_a_frame_without_a_body_is_refused(story: Story) -> None:
    assert refused(story, story[2], None)[0] == "bad_json"  # type: ignore[arg-type]


def test_an_error_answers_to_the_ref_chat_and_number_it_could_read(story: Story) -> None:
    stage, chat, window, _ = story
    frame = {"action": "post", "chat": chat, "client": "visitora", "n": 2, "ref": "r7"}
    bodies = (frame, {**frame, "text": "x" * 20_000}, {**frame, "action": "nope"})

    errors = [stage.send_text(window, json.dumps(body))[0] for body in bodies]

    assert [error["code"] for error in errors] == ["bad_frame", "too_large", "unknown_action"]
    assert [(e["ref"], e["chat"], e["n"]) for e in errors] == [("r7", chat, 2)] * 3


IDS = [{"$ne": 1}, [12], 12, None, True, "", "*", "../x", NO_CHAT + "\n", "ch_x_" + "a" * 26, HTML]


@pytest.mark.parametrize("action", ["post", "join", "typing", "mark", "page", "end"])
def test_a_chat_of_another_form_or_account_is_refused(story: Story, action: str) -> None:
    fields: dict[str, dict[str, Any]] = {
        "post": {"n": 2, "text": "x"},
        "typing": {"on": True},
        "page": {"url": SHOP},
    }
    for chat in [*IDS, NO_CHAT]:
        frame = {"action": action, "chat": chat, "client": "visitora", **fields.get(action, {})}
        code, _ = refused(story, story[2], json.dumps(frame))
        assert code in {"bad_frame", "no_such_chat", "not_joined"}, chat


@pytest.mark.parametrize("action", ["post", "join", "typing", "mark", "page", "end"])
def test_a_strangers_frame_about_a_chat_is_refused_and_nobody_else_told(
    story: Story, action: str
) -> None:
    _, chat, _, stranger = story
    fields: dict[str, dict[str, Any]] = {
        "post": {"n": 2, "text": "x"},
        "typing": {"on": True},
        "mark": {"keep": True},
    }
    for client in ("visitora", "adaaaaaa", "stranger"):
        frame = {"action": action, "chat": chat, "client": client, **fields.get(action, {})}
        code, _ = refused(story, stranger, json.dumps(frame))
        assert code in {"no_such_chat", "not_joined"}


def test_what_only_agents_or_only_visitors_do_is_not_allowed(story: Story) -> None:
    stage, chat, window, _ = story
    console = next(name for name in stage.inbox if stage.frames(name, "welcome"))
    page = {"action": "page", "chat": chat, "client": "adaaaaaa", "url": SHOP}

    codes = [
        refused(story, window, '{"action":"hello"}')[0],
        refused(story, window, '{"action":"status","status":"online"}')[0],
        refused(story, console, '{"action":"start","client":"adaaaaaa"}')[0],
        refused(story, console, json.dumps(page))[0],
    ]

    assert codes == ["not_allowed"] * 4


FIELDS = st.sampled_from(
    ["chat", "client", "n", "text", "ref", "on", "status", "name", "url", "after", "keep", "read"]
)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 3)
    | st.floats(allow_nan=False)
    | st.text(st.characters(categories=None), max_size=8)
    | st.sampled_from([NO_CHAT, "visitora", "online", HTML, {"$ne": 1}, [12], {}, []])
)
ACTIONS = st.sampled_from([kind.__name__.lower() for kind in AnyFrame.__args__])


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(action=ACTIONS, fields=st.dictionaries(FIELDS, VALUES, max_size=6))
def test_any_frame_of_a_stranger_is_refused_by_name_or_harmless(
    story: Story, action: str, fields: dict[str, Any]
) -> None:
    stage = story[0]
    stranger = "stranger="
    stage.inbox[stranger] = []
    before = stored()

    (answer,) = stage.send_text(stranger, json.dumps({**fields, "action": action}))

    assert answer.get("code") not in {"internal", "conflict"}
    assert stored() == before


@settings(max_examples=100, deadline=None)
@given(action=ACTIONS, fields=st.dictionaries(FIELDS, VALUES, max_size=6))
def test_any_frame_of_a_visitor_is_answered_without_an_internal_error(
    story: Story, action: str, fields: dict[str, Any]
) -> None:
    stage, chat, window, _ = story
    frame = {"chat": chat, "client": "visitora", **fields, "action": action}
    if action in ("start", "join", "end"):
        frame["client"] = fields.get("client", 5)
    if action == "end":
        frame["chat"] = NO_CHAT

    answers = stage.send_text(window, json.dumps(frame))

    assert [a for a in answers if a.get("code") in ("internal", "conflict")] == []


BEACONS: dict[str, Any] = {
    "deep lists": "[" * 996,
    "deep objects": '{"a":' * 5_000,
    "a megabyte": json.dumps({**VIEW, "title": "x" * 1_000_000}),
    "NaN": json.dumps({**VIEW, "page": float("nan")}),
    "infinite": json.dumps(VIEW)[:-1] + ',"variables":{"a":1e999}}',
    "a key twice": json.dumps(VIEW)[:-1] + ',"page":1}',
    "a key twice further down": json.dumps(VIEW)[:-1] + ',"variables":{"a":1,"a":2}}',
    "a lone surrogate": json.dumps({**VIEW, "title": "\ud800"}),
    "empty": "",
    "null": "null",
    "a list": [VIEW],
    "an unknown key": {**VIEW, "role": "admin"},
    "an unknown kind": {**VIEW, "kind": "delete"},
    "no kind": {key: value for key, value in VIEW.items() if key != "kind"},
    "page 0": {**VIEW, "page": 0},
    "page as text": {**VIEW, "page": "1"},
    "a visitor of another form": {**VIEW, "visitor": {"$ne": 1}},
    "a visitor with a line end": {**VIEW, "visitor": VISITOR + "\n"},
    "a visit as a list": {**VIEW, "visit": [VISIT]},
    "an account as a number": {**VIEW, "account": 12},
    "another's account": {**VIEW, "account": "nobody"},
    "a long address": {**VIEW, "url": "x" * 2_001},
    "many variables": {**VIEW, "variables": {f"v{n}": n for n in range(51)}},
    "a nested variable": {**VIEW, "variables": {"a": {"b": 1}}},
    "a variable without a name": {**VIEW, "variables": {"": 1}},
    "a variable of null": {**VIEW, "variables": {"a": None}},
    "time on page that is none": {**WHO, "page": 1, "kind": "leave", "shown_ms": -1},
    "time on page of a year": {**WHO, "page": 1, "kind": "leave", "shown_ms": 10**12},
    "HTML": HTML,
}


@pytest.mark.parametrize("name", BEACONS)
def test_a_beacon_nobody_can_mean_is_a_problem_that_names_it(story: Story, name: str) -> None:
    before = stored()

    answer = beacon(BEACONS[name])

    assert answer.status in {400, 401, 413}
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json["status"] == answer.status
    assert len(answer.json["detail"]) > 10
    assert stored() == before


@pytest.mark.parametrize("route", ["/v1/visits", "/v1/visitor/sockets", "/v1/visitor/messages"])
@pytest.mark.parametrize(
    "body",
    [
        raw(b"\xff\xfe\xfd"),
        raw(json.dumps(VIEW).encode("utf-16")),
        raw(b"\x00" * 100),
        {"body": "!!! not base64 \ud800", "isBase64Encoded": True},
        {"body": "\ud800"},
        {"body": None},
    ],
)
def test_a_body_that_is_no_text_is_a_problem(story: Story, route: str, body: Any) -> None:
    before = stored()

    answer = ask("POST", route, headers=simple(), **body)

    assert (answer.status, answer.json["code"]) in {(400, "bad_json"), (400, "bad_frame")}
    assert stored() == before


def test_a_hundred_headers_are_no_trouble(story: Story) -> None:
    headers = {**simple(), **{f"x-header-{n}": HTML * 20 for n in range(100)}}

    answer = ask("POST", "/v1/visits", headers=headers, body="nonsense")

    assert (answer.status, answer.json["code"]) == (400, "bad_json")


def test_header_values_never_reach_the_answers_headers_broken(story: Story) -> None:
    headers = simple("https://evil.test\r\nSet-Cookie: a=b")

    answer = ask("POST", "/v1/visits", headers=headers, body=json.dumps(VIEW))

    assert answer.status < 500
    assert "set-cookie" not in answer.headers
    assert not [text for text in answer.headers.values() if "\n" in text]


def test_routes_and_methods_there_are_not_are_4xx(story: Story) -> None:
    statuses = [
        ask("PUT", "/v1/visits").status,
        ask("POST", "/v1/nothing").status,
        as_agent("DELETE", "/v1/agent").status,
    ]

    assert {status // 100 for status in statuses} == {4}


def test_html_in_every_field_is_stored_and_told_as_the_same_text() -> None:
    with emulated() as stage:
        console = stage.open_agent(stage.add_agent("Ada"))
        window = stage.open_visitor(VISITOR)
        fields = {"name": HTML, "email": HTML, "url": HTML, "title": HTML}
        (joined, *_) = stage.send(window, action="start", client="visitora", **fields)
        chat = joined["chat"]["id"]
        join(stage, console, chat)
        stage.send(window, action="post", chat=chat, client="visitora", n=1, text=HTML)
        beacon({**VIEW, "url": HTML, "title": HTML, "referrer": HTML, "variables": {HTML: HTML}})

        panel = as_agent("GET", "/v1/chats/{chat}/visitor", pathParameters={"chat": chat}).json

    assert (joined["chat"]["name"], joined["chat"]["email"]) == (HTML, HTML)
    assert joined["page"] == {"url": HTML, "title": HTML}
    assert stage.frames(console, "line")[-1]["line"]["text"] == HTML
    assert (panel["visitor"]["name"], panel["visit"]["referrer"]) == (HTML, HTML)
    assert panel["visit"]["variables"] == {HTML: HTML}
    assert (panel["visit"]["pages"][0]["url"], panel["visit"]["pages"][0]["title"]) == (HTML, HTML)
