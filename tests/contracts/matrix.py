"""Who may do what to whose: every operation by every kind of speaker on every kind of object, and
every action of the socket likewise. Used by test_matrix.py and `make bench-authz`.

What is expected stands in access.json, one row for each route and action; what the code declares
is not asked.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.contracts.scene import Scene, Who
from tests.handlers.cast import Answer, ask

TABLE: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "access.json").read_text())
ROUTES = {name: row for name, row in TABLE.items() if " " in name}
ACTIONS = {name: row for name, row in TABLE.items() if " " not in name}
REFUSED = {401, 403, 404}
# What may be written of a refused attempt.
BESIDES = {"audit", "limits", "idempotency"}
OBJECTS = ("own", "foreign", "random", "malformed", "padded")


class Tried(NamedTuple):
    """One attempt: what was expected, what came."""

    name: str
    who: str
    thing: str
    expected: str
    came: str

    @property
    def allowed_wrongly(self) -> bool:
        """Something was done that must not be."""
        return self.expected != "allowed" and self.came not in ("refused", "harmless")

    @property
    def refused_wrongly(self) -> bool:
        """Something was refused that must be done."""
        return self.expected == "allowed" and self.came != "allowed"


def tried_routes(
    scene: Scene, things: tuple[str, ...] = OBJECTS, speakers: Sequence[Who] = ()
) -> Iterator[Tried]:
    """Every route by everybody on everything, or by some on some kinds of things."""
    for name, row in ROUTES.items():
        for who in speakers or scene.speakers:
            for thing in things if "{" in name else {"own"}.intersection(things):
                yield _try_route(scene, name, row, who, thing)


def tried_actions(scene: Scene) -> Iterator[Tried]:
    """Every action of the socket by everybody on every chat."""
    for name, row in ACTIONS.items():
        for role, socket in scene.sockets.items():
            for thing, chat in scene.chats.items() if row["chat"] else [("none", "")]:
                yield _try_action(scene, name, row, (role, socket), (thing, chat))


def principal(scene: Scene) -> list[Who]:
    """One speaker of each kind: without the keys of one permission each."""
    return [who for who in scene.speakers if "." not in who.name]


def figures(tried: list[Tried]) -> dict[str, int]:
    """How many attempts, and how many of them went wrong."""
    return {
        "tried": len(tried),
        "allowed_wrongly": sum(one.allowed_wrongly for one in tried),
        "refused_wrongly": sum(one.refused_wrongly for one in tried),
    }


def _try_route(scene: Scene, name: str, row: dict[str, Any], who: Who, thing: str) -> Tried:
    method, path = name.split(" ")
    named = scene.parameters(path, row, thing)
    answer = _ask(scene, who, method, path, row, named)
    came = _came(answer, scene.written())
    scene.undo()
    expected = _expected(row, who, thing)
    return Tried(name, who.name, thing, expected, came)


def _expected(row: dict[str, Any], who: Who, thing: str) -> str:
    if not who.alive or (row["permission"] and row["permission"] not in who.permissions):
        return "refused"
    if row.get("agents_only") and who.kind != "agent":
        return "refused"
    if thing != "own" or who.name in row.get("refused", []):
        return "refused"
    return "allowed"


def _ask(
    scene: Scene,
    who: Who,
    method: str,
    path: str,
    row: dict[str, Any],
    named: dict[str, str],
) -> Answer:
    headers = {"Content-Type": "application/json", "Origin": "https://console.test"}
    if method in ("PATCH", "PUT"):
        headers["If-Match"] = scene.etag(row.get("etag_of", path), named)
    body = json.dumps(scene.filled(row["body"])) if "body" in row else None
    query = {name: [text] for name, text in row.get("query", {}).items()} or None
    return ask(
        method,
        path,
        context={"authorizer": who.authorizer},
        headers=headers,
        pathParameters=named or None,
        multiValueQueryStringParameters=query,
        body=body,
    )


def _came(answer: Answer, written: set[str]) -> str:
    if answer.status >= 500:
        return "failed"
    if answer.status in REFUSED:
        return "leaked" if written - BESIDES else "refused"
    return "allowed"


def _try_action(
    scene: Scene, name: str, row: dict[str, Any], who: tuple[str, str], what: tuple[str, str]
) -> Tried:
    (role, socket), (thing, chat) = who, what
    heard, since = scene.heard(), scene.lengths()
    fields = {**row["fields"], **({"chat": chat} if chat else {})}
    if "client" in fields:
        fields["client"] = scene.client_of(role)
    answers = scene.stage.send(socket, action=name, **fields)
    error = next((frame for frame in answers if frame["event"] == "error"), None)
    silent = not scene.written() - BESIDES and scene.heard() == heard
    came = "allowed" if not error else "refused" if silent else "leaked"
    if error and error["code"] == "internal":
        came = "failed"
    if chat and scene.overheard(thing, since):
        came = "leaked"
    scene.undo()
    allowed = role in row["roles"] and (not chat or (role, thing) in scene.seated)
    return Tried(name, role, thing, "allowed" if allowed else "refused", came)
