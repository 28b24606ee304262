"""Vera asks, Ada answers: at the addresses of a stage, as browsers do. For the tests beside it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import boto3
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

SITE = "https://shop.test"
CONSOLE = "https://console.test"
PASSWORD = "Rehearse-2026-well"
PATIENCE_S = 20.0
VISITOR, VISIT = "vr_" + "v" * 26, "vs_" + "s" * 26


class Failed(AssertionError):
    """What the story waited for did not come."""


class Socket:
    """One browser's socket: what came, in order."""

    def __init__(self, url: str, ticket: str, origin: str) -> None:
        protocols: Any = ["parley", f"ticket.{ticket}"]
        self.stack = ExitStack()
        self.inner: ClientConnection = self.stack.enter_context(
            connect(url, subprotocols=protocols, origin=origin, proxy=None, open_timeout=PATIENCE_S)
        )
        self.frames: list[dict[str, Any]] = []

    def send(self, action: str, **fields: Any) -> None:
        self.inner.send(json.dumps({"action": action, **fields}))

    def wait(self, event: str, **fields: Any) -> dict[str, Any]:
        """The first frame of a kind that has not been waited for yet."""
        ends = time.monotonic() + PATIENCE_S
        while True:
            for frame in self.frames:
                if frame["event"] == event and all(frame[key] == fields[key] for key in fields):
                    self.frames.remove(frame)
                    return frame
            self._receive(ends, f"{event} did not come; instead {self.frames}")

    def _receive(self, ends: float, otherwise: str) -> None:
        try:
            self.frames.append(json.loads(self.inner.recv(max(0.0, ends - time.monotonic()))))
        except (TimeoutError, ConnectionClosed) as error:
            raise Failed(otherwise) from error
        if self.frames[-1]["event"] == "error":
            raise Failed(str(self.frames[-1]))

    def close(self) -> None:
        self.stack.close()


class Story:
    """What is said to a stage by HTTP."""

    def __init__(self, rest: str, client: str) -> None:
        self.rest, self.client = rest, client

    def ask(
        self, method: str, path: str, body: Any = None, token: str = "", origin: str = SITE
    ) -> tuple[int, Any]:
        """Status and body of an answer."""
        headers = {"Content-Type": "application/json", "Origin": origin}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        given = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.rest + path, given, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text, status = answer.read(), answer.status
        except urllib.error.HTTPError as error:
            text, status = error.read(), error.code
        return status, json.loads(text) if text else None

    def done(self, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """The answer to what must not fail."""
        status, answer = self.ask(method, path, body, token, CONSOLE)
        expect(status // 100, 2, (method, path, answer))
        return answer

    def sign_in(self, email: str) -> str:
        """An agent's id token."""
        done = boto3.client("cognito-idp").initiate_auth(
            AuthFlow="USER_PASSWORD_AUTH",
            ClientId=self.client,
            AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
        )
        return str(done["AuthenticationResult"]["IdToken"])

    def agent(self, token: str) -> Socket:
        """An agent's console, online."""
        status, given = self.ask("POST", "/v1/agent/sockets", {}, token, CONSOLE)
        expect(status, 201, given)
        socket = Socket(given["url"], given["ticket"], CONSOLE)
        socket.send("hello", ref="h")
        socket.wait("welcome")
        socket.send("status", status="online")
        return socket

    def visitor(self, account: str) -> Socket:
        """A visitor's window, after they saw a page."""
        who = {"account": account, "visitor": VISITOR, "visit": VISIT}
        status, given = self.ask(
            "POST",
            "/v1/visits",
            {"kind": "view", **who, "page": 1, "url": f"{SITE}/", "title": "x"},
        )
        expect(status, 200, given)
        status, given = self.ask("POST", "/v1/visitor/sockets", who)
        expect(status, 201, given)
        return Socket(given["url"], given["ticket"], SITE)

    def chat(self, vera: Socket, ada: Socket) -> str:
        """Vera asks, Ada answers; the chat's id."""
        vera.send("start", ref="s", client="vclienta", name="Vera", url=f"{SITE}/")
        chat = vera.wait("joined")["chat"]["id"]
        ada.wait("assigned")
        ada.send("join", ref="j", chat=chat, client="aclienta")
        ada.wait("joined")
        self.say(vera, ada, chat, "vclienta", 1)
        self.say(ada, vera, chat, "aclienta", 1)
        return str(chat)

    def say(self, speaker: Socket, hearer: Socket, chat: str, client: str, n: int) -> None:
        """A line that is answered to the one and told to the other."""
        text = f"Line {n} of {client}"
        speaker.send("post", ref=f"p{n}", chat=chat, client=client, n=n, text=text)
        speaker.wait("posted", ref=f"p{n}")
        while hearer.wait("line", chat=chat)["line"]["text"] != text:
            """The system's own lines stand between."""


def expect(found: object, wanted: object, shown: object) -> None:
    if found != wanted:
        raise Failed(f"{found} instead of {wanted}: {shown}")


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> Any:
    """Waits for a condition; what it returned."""
    ends = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > ends:
            raise Failed(f"{what} did not come about")
        time.sleep(0.1)
    return found
