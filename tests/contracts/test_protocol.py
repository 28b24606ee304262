"""docs/protocol.md, the server and web/shared/protocol.ts say the same things."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest

from app import app
from chalicelib.domain import error
from chalicelib.domain.error import ParleyError
from chalicelib.domain.pace import Pace
from chalicelib.handlers import boundary, people, visitor
from chalicelib.handlers.events import Code
from chalicelib.handlers.frames import AnyFrame
from chalicelib.handlers.operation import OPERATIONS
from chalicelib.store import accounts as account_store
from tests.contracts.platform import REPOSITORY
from tests.handlers.cast import VIEW, WHO, as_agent, ask, simple
from tests.services.cast import join, set_up, start, vera
from tests.stage import SHOP, Stage

PAGE = (REPOSITORY / "docs/protocol.md").read_text()
TYPES = (REPOSITORY / "web/shared/protocol.ts").read_text()
KINDS = {kind.__name__.lower(): kind for kind in AnyFrame.__args__}
DESCRIPTIONS = {"/v1/openapi.json", "/v1/asyncapi.json", "/v1/reference"}
ERRORS = [
    cls for cls in vars(error).values() if isinstance(cls, type) and issubclass(cls, ParleyError)
]


def section(title: str) -> str:
    """What stands under a heading of the page."""
    found = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", PAGE, re.M | re.S)
    assert found, title
    return found[1]


def rows(title: str) -> list[list[str]]:
    """The rows of the table under a heading."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def ticked(cell: str) -> list[str]:
    """The words in a cell that are code."""
    return re.findall(r"`([^`]+)`", cell)


def names(cell: str) -> set[str]:
    """The fields a cell names, without what is said about them."""
    return plain(
        ", ".join(part for part in ticked(cell) if "," in part or re.fullmatch(r"\w+", part))
    )


def plain(code: str) -> set[str]:
    """The names in a list like `ref, agent: {id, name}, waiting`: here ref, agent and waiting."""
    flat = re.sub(r"\{[^{}]*\}|\[[^\[\]]*\]", "", re.sub(r"\{[^{}]*\}", "", code))
    return {word.split(":")[0].strip() for word in flat.split(",") if word.strip()}


def constant(name: str) -> list[str]:
    """A list of protocol.ts."""
    found = re.search(rf"export const {name} = \[(.*?)\]", TYPES, re.S)
    assert found, name
    return re.findall(r'"([^"]+)"', found[1])


ACTIONS = {ticked(row[0])[0]: row for row in rows("Actions")}
EVENTS = {ticked(row[0])[0]: row for row in rows("Events")}
CODES = re.match(r".*?(?=Over HTTP)", section("Error codes"), re.S)


def test_actions_are_the_same_everywhere() -> None:
    assert list(KINDS) == list(ACTIONS) == constant("ACTIONS")


@pytest.mark.parametrize("action", KINDS)
def test_an_action_takes_the_fields_that_the_page_names(action: str) -> None:
    documented = names(ACTIONS[action][2])

    taken = {field.name for field in msgspec.structs.fields(KINDS[action])} - {"ref"}

    assert taken == documented - {"online", "away", "monitor"} - ({"guest"} if taken else set())


def test_optional_fields_have_the_defaults_that_the_page_names() -> None:
    optional = {
        field.name: field.default
        for kind in KINDS.values()
        for field in msgspec.structs.fields(kind)
        if not field.required and field.name != "ref"
    }

    assert optional == {
        "name": "",
        "email": "",
        "language": "en",
        "url": "",
        "title": "",
        "skill": "",
        "rule": "",
        "after": 0,
        "renew": False,
        "delivered": 0,
        "read": 0,
        "keep": False,
        "agent": "",
        "group": "",
        "reason": "",
        "note": "",
    }
    (line,) = [line for line in PAGE.splitlines() if line.startswith("Optional: ")]
    assert set(optional) == set(ticked(line)) - {'""', '"en"'}


def test_events_are_the_same_everywhere() -> None:
    assert list(EVENTS) == constant("EVENTS")
    assert set(spoken()) == set(EVENTS)


def test_error_codes_are_the_same_everywhere() -> None:
    assert CODES
    documented = re.findall(r"`(\w+)`", re.sub(r"\([^()]*\)", "", CODES[0]))

    raised = {cls.code for cls in ERRORS}

    assert documented == constant("ERROR_CODES") == list(get_args(Code))
    # The rest are the API's alone: each has its status.
    assert raised >= set(documented)
    assert raised - set(documented) <= set(boundary._STATUS)


def test_every_error_that_a_route_can_meet_has_a_status() -> None:
    only_on_sockets = {"binary", "unknown_action", "not_joined", "number_gap", "number_taken"}
    only_on_sockets |= {
        "chat_ended",
        "internal",
        "offer_over",
        "not_there",
        "no_room",
        "queue_full",
        "too_many_notes",
    }

    assert set(boundary._STATUS) == {cls.code for cls in ERRORS} - only_on_sockets


def test_the_routes_are_those_of_the_page() -> None:
    documented = {
        tuple(route.split("?")[0].split(" ")[:2])
        for title in ("HTTP for the tag and the window", "HTTP for agents")
        for row in rows(title)
        for route in ticked(row[0])[:1]
    }

    declared = {(method, path) for path, methods in app.routes.items() for method in methods}
    described = {(one.method, one.path) for one in OPERATIONS}

    assert documented <= declared
    assert declared - documented - {("GET", path) for path in DESCRIPTIONS} <= described


def test_only_the_tags_routes_are_open() -> None:
    is_open = {
        path
        for path, methods in app.routes.items()
        for route in methods.values()
        if route.authorizer is None
    }

    tags = {"/v1/visits", "/v1/visitor/sockets", "/v1/visitor/messages"}
    assert is_open == tags | DESCRIPTIONS


@pytest.mark.parametrize(
    ("route", "kinds"),
    [
        ("POST /v1/visits", (visitor.View, visitor.Leave)),
        ("POST /v1/visitor/sockets", (visitor.SocketRequest,)),
        ("POST /v1/visitor/messages", (visitor.MessageRequest,)),
    ],
)
def test_bodies_take_the_fields_that_the_page_names(route: str, kinds: tuple[Any, ...]) -> None:
    (row,) = [r for r in rows("HTTP for the tag and the window") if route in r[0]]
    documented = names(row[1].replace("`kind`", "")) | {"kind"} if len(kinds) > 1 else names(row[1])

    taken = {field.name for kind in kinds for field in msgspec.structs.fields(kind)}

    assert taken | ({"kind"} if len(kinds) > 1 else set()) == documented


def test_limits_are_the_same_for_who_sends_and_who_takes() -> None:
    found = re.search(r"export const LIMITS = \{(.*?)\}", TYPES, re.S)
    assert found
    told = {name: int(value) for name, value in re.findall(r"(\w+): (\d+)", found[1])}

    taken = {
        **longest(KINDS["start"]),
        "text": longest(KINDS["post"])["text"],
        "variables": visitor.MOST_VARIABLES,
        "variableName": 64,
        "variableText": 512,
    }

    assert {name: taken[name] for name in told} == told


def longest(kind: Any) -> dict[str, int]:
    """The longest text each field of a frame takes."""
    schema = msgspec.json.schema(kind)["$defs"][kind.__name__]["properties"]
    return {name: field["maxLength"] for name, field in schema.items() if "maxLength" in field}


def test_every_frame_that_is_told_has_the_fields_that_the_page_names(stage: Stage) -> None:
    heard: dict[str, set[str]] = {}
    for frame in story(stage):
        heard.setdefault(frame["event"], set()).update(frame)

    assert set(heard) == set(EVENTS)
    for event, fields in heard.items():
        assert fields - {"event"} == plain(ticked(EVENTS[event][1])[0]) | RIDING.get(event, set())


def test_records_have_the_fields_that_the_page_names(stage: Stage) -> None:
    frames = {frame["event"]: frame for frame in story(stage)}

    assert set(frames["joined"]["chat"]) == braces("`Summary` = ")
    assert set(frames["line"]["line"]) == braces("`Line` = ")
    assert set(as_agent("GET", "/v1/agent").json) == braces("| `GET /v1/agent` | ")
    assert {"type", "title", "status", "code", "detail"} == set(
        as_agent("GET", "/v1/chats/{chat}", pathParameters={"chat": "x"}).json
    )


# The marks of a line ride on it where there are any; a wait is told where it is known.
RIDING = {
    "line": {"delivered", "read"},
    "position": {"wait"},
    "joined": {"wait", "part", "notes"},
    "withdrawn": {"next", "at"},
    "unassigned": {"by"},
}


def braces(before: str) -> set[str]:
    """The names in the braces that follow some words of the page."""
    found = re.search(re.escape(before) + r"`\{([^}]*)\}`", PAGE)
    assert found, before
    return {name.strip() for name in found[1].split(",")}


def test_a_frame_of_the_page_is_decoded_by_the_server() -> None:
    assert msgspec.json.decode(json.dumps(VIEW), type=visitor.View | visitor.Leave)
    assert people.AgentChange(max_chats=3).max_chats == 3


def spoken() -> Iterator[str]:
    """The events that the server's code can tell: `"event": NAME`, or `to_others(..., NAME)`."""
    for path in sorted((REPOSITORY / "chalicelib").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            yield from _told_by(node)


def _told_by(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            named = isinstance(key, ast.Constant) and key.value == "event"
            if named and isinstance(value, ast.Constant):
                yield str(value.value)
    elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "to_others":
        kind = node.args[2]
        if isinstance(kind, ast.Constant):
            yield str(kind.value)


def share(stage: Stage) -> None:
    """Agents come to chats by offers, and share them."""
    set_up(accept_mode="offer", wrap_up_s=60)
    may = stage.open_agent(stage.add_agent("May", role="manager", max_chats=9))
    chat, _ = start(stage, 3)
    ben = stage.open_agent(stage.add_agent("Ben"))
    stage.send(may, action="accept", chat=chat)
    in_chat = {"chat": chat, "client": "mayaaaaa"}
    stage.send(may, action="join", **in_chat)
    stage.send(may, action="ask", agent="ag_ben", **in_chat)
    stage.send(may, action="note", id="noteaaaa", text="Old friend", **in_chat)
    stage.send(may, action="transfer", id="noteaaab", agent="ag_ben", **in_chat)
    stage.send(ben, action="accept", chat=chat)
    stage.send(may, action="take", chat=chat)
    stage.send(may, action="join", **in_chat)
    stage.send(may, action="end", **in_chat)
    last, _ = start(stage, 4)
    for console in (may, ben):
        stage.send(console, action="decline", chat=last)


def story(stage: Stage) -> list[dict[str, Any]]:
    """All that is told while two visitors and an agent do everything there is to do."""
    account_store.learn("demo", lambda _: Pace(60, 60_000, 60_000**2))
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    chat, window = start(stage, 0)
    join(stage, console, chat)
    stage.send(window, action="ping")
    in_chat = {"chat": chat, "client": "visitora"}
    stage.send(window, action="post", **in_chat, n=1, text="Hi", delivered=1, read=1, ref="r")
    stage.send(window, action="post", **in_chat, n=9, text="Hi", ref="r")
    stage.send(window, action="typing", **in_chat, on=True)
    stage.send(window, action="mark", **in_chat, delivered=1, read=1)
    stage.send(window, action="page", **in_chat, url=SHOP, title="Shop")
    start(stage, 1)
    other, _ = start(stage, 2)
    again = stage.open_visitor(vera(2))
    stage.send(again, action="join", chat=other, client="visitory")
    left = {**WHO, "id": "f" * 26, "email": "vera@shop.test", "text": "Call me"}
    ask("POST", "/v1/visitor/messages", headers=simple(), body=json.dumps(left))
    stage.send(stage.open_visitor(vera(0)), action="join", chat=chat, client="visitorz")
    stage.close(console)
    away = stage.open_agent("ag_ada", online=False)
    stage.send(away, action="join", chat=chat, client="adaaaaab")
    stage.send(away, action="ping")
    stage.pass_time(50_000)
    stage.send(window, action="end", **in_chat)
    assert other
    share(stage)
    return [frame for inbox in stage.inbox.values() for frame in inbox]
