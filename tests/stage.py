"""A stage: the real handlers over an emulated DynamoDB; clock, sockets, deliveries in hand."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
from moto import mock_aws

from chalicelib.domain.connection import Bearer
from chalicelib.domain.deadline import Deadline
from chalicelib.handlers import boundary, jobs, socket
from chalicelib.handlers.events import AnyEvent
from chalicelib.outbound import cognito, files, publishing, reminders, sockets
from chalicelib.services import (
    access,
    accounts,
    availability,
    connections,
    data_keys,
    deadlines,
    limits,
    masking,
    needs,
    retention,
    routes,
)
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import connections as connection_store
from chalicelib.store import data_keys as key_store
from chalicelib.store import objects
from chalicelib.store.schema import TABLES
from chalicelib.store.table import Table
from tests import hygiene

Frame = dict[str, Any]
SHOP = "https://shop.test"
START = 1_800_000_000_000
EVENTS: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
GOLDEN = Path(__file__).parent / "golden"


class Stage:
    """What a test sees of Parley: frames in, frames out, time passing."""

    def __init__(self) -> None:
        self.now = START
        self.inbox: dict[str, list[Frame]] = {}
        self.gone: set[str] = set()
        self.reminders: list[Deadline] = []
        self.availability: list[str] = []
        self.published: list[str] = []
        self.mailed: list[str] = []
        self.signing_in: dict[str, bool] = {}
        self._sockets = 0
        accounts.open_account(account="demo", name="Demo shop", origins=[SHOP])

    def add_agent(self, name: str, *, max_chats: int = 2, role: str = "agent") -> str:
        """An agent by name; their id."""
        agent = f"ag_{name.lower()}"
        accounts.add_agent(
            account="demo",
            agent_id=agent,
            name=name,
            email=f"{name.lower()}@parley.test",
            role=role,
            max_chats=max_chats,
            subject=f"subject-{name}",
        )
        return agent

    def open_visitor(self, visitor: str = "vr_" + "v" * 26, visit: str = "vs_" + "s" * 26) -> str:
        """A socket of a visitor's window."""
        return self._open(Bearer("demo", "visitor", visitor, visit))

    def open_agent(self, agent: str, *, online: bool = True) -> str:
        """A socket of an agent's console that said hello."""
        opened = self._open(Bearer("demo", "agent", agent))
        self.send(opened, action="hello")
        if online:
            self.send(opened, action="status", status="online")
        return opened

    def send(self, socket_id: str, **frame: Any) -> list[Frame]:
        """Send a frame; what came to that socket because of it."""
        hygiene.note(frame)
        return self.send_text(socket_id, json.dumps(frame))

    def send_text(self, socket_id: str, body: str, **extra: Any) -> list[Frame]:
        """Send any text; what came to that socket because of it."""
        before = len(self.inbox[socket_id])
        answer = socket.message(socket_event("message", socket_id, body=body, **extra), None)
        if "body" in answer:
            self._send(socket_id, answer["body"].encode())
        return self.inbox[socket_id][before:]

    def close(self, socket_id: str, *, told: bool = True) -> None:
        """The socket is gone; `told` says whether `$disconnect` comes."""
        self.gone.add(socket_id)
        if told:
            socket.disconnect(socket_event("disconnect", socket_id), None)

    def sign_up(self, email: str) -> str:
        """Somebody new at Cognito, or known there."""
        self.mailed.append(email)
        return f"subject-{email}"

    def switch(self, email: str, *, on: bool) -> None:
        """Cognito is told whether somebody may sign in."""
        self.signing_in[email] = on

    def clock(self) -> int:
        """What the handlers take for the time."""
        return self.now

    def pass_time(self, ms: int) -> None:
        """Let time pass; what is due is settled as reminders and the sweeper would."""
        self.now += ms
        jobs.sweep(golden("schedule"), None)

    def remind(self, deadline: Deadline) -> None:
        """A delayed message arrives."""
        body = json.dumps([deadline.due, deadline.kind, deadline.account, deadline.subject])
        event = golden("sqs")
        event["Records"][0]["body"] = body
        assert jobs.remind(event, None) == {"batchItemFailures": []}

    def frames(self, socket_id: str, event: str) -> list[Frame]:
        """All frames of one kind that a socket got."""
        return [frame for frame in self.inbox[socket_id] if frame["event"] == event]

    def load(self, agent: str) -> frozenset[str]:
        """The chats an agent holds."""
        found = agent_store.get("demo", agent)
        assert found
        return found.chats

    def chat(self, chat_id: str) -> Any:
        """A chat as it is stored."""
        found = chat_store.get(chat_id)
        assert found
        return found

    def lines(self, chat_id: str) -> list[str]:
        """The texts of a chat's lines, all of them, in order."""
        return [line.text for line in chat_store.lines_after(self.chat(chat_id), 0, 10_000)]

    def due(self) -> list[Deadline]:
        """All deadlines that ever fall due."""
        return list(deadlines.due(self.now + 10**12))

    def _open(self, bearer: Bearer) -> str:
        self._sockets += 1
        socket_id = f"socket{self._sockets}="
        connection_store.put(socket_id, bearer, self.now)
        self.inbox[socket_id] = []
        return socket_id

    def _send(self, socket_id: str, body: bytes) -> bool:
        if socket_id in self.gone or socket_id not in self.inbox:
            return False
        # Whatever any test makes the server say is held against the described types.
        EVENTS.decode(body)
        self.inbox[socket_id].append(json.loads(body))
        return True


def golden(name: str) -> dict[str, Any]:
    """An event as AWS sends it."""
    event: dict[str, Any] = json.loads((GOLDEN / f"{name}.json").read_text())
    return event


def socket_event(kind: str, socket_id: str, **extra: Any) -> dict[str, Any]:
    """An event of the socket API."""
    event = golden(f"socket_{kind}")
    event["requestContext"]["connectionId"] = socket_id
    return {**event, **extra}


def rest_event(method: str, resource: str, **extra: Any) -> dict[str, Any]:
    """An event of the REST API."""
    event = golden("rest")
    context = {"httpMethod": method, "resourcePath": resource}
    event["requestContext"] |= {**context, **extra.pop("context", {})}
    return {**event, "httpMethod": method, "resource": resource, "path": resource, **extra}


@contextmanager
def emulated() -> Iterator[Stage]:
    """A stage of its own, over tables of its own."""
    with mock_aws():
        _forget_clients()
        for table in TABLES:
            table.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        stage = Stage()
        with _controlled(stage):
            yield stage
    _forget_clients()


def pairs(frames: Iterable[Frame], *keys: str) -> list[tuple[Any, ...]]:
    """Some fields of each frame."""
    return [tuple(frame[key] for key in keys) for frame in frames]


@contextmanager
def _controlled(stage: Stage) -> Iterator[None]:
    def record(into: list[Any]) -> Callable[..., None]:
        return lambda *values: into.append(values[0] if len(values) == 2 else values[1])

    with (
        mock.patch.object(boundary, "clock", stage.clock),
        mock.patch.object(sockets, "send", stage._send),
        mock.patch.object(sockets, "close", stage.close),
        mock.patch.object(files, "published", return_value=("/tag/abc/parley.js", "sha384-abc")),
        mock.patch.object(cognito, "sign_up", stage.sign_up),
        mock.patch.object(cognito, "invite", stage.mailed.append),
        mock.patch.object(cognito, "switch", stage.switch),
        mock.patch.object(publishing, "publish", record(stage.published)),
        mock.patch.object(reminders, "send", record(stage.reminders)),
        mock.patch.object(files, "put_availability", record(stage.availability)),
    ):
        yield


def _forget_clients() -> None:
    # A client made in an earlier test's emulation would speak to that one.
    access._settings.clear()
    masking._known.clear()
    availability._skills.clear()
    needs.forget()
    retention.forget()
    objects.forget()
    routes.forget()
    data_keys.forget()
    key_store.forget()
    limits._buckets.clear()
    limits._closed.clear()
    access._seated.clear()
    access.confine("")
    connections.forget()
    for table in TABLES:
        table._connection = None
    Table.shared = None
