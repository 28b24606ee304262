"""Visitors and agents as the chat benchmark plays them: they behave as the real clients do."""

from __future__ import annotations

import asyncio
import json
import random
import time
import urllib.request
from collections import deque
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
MARK_AFTER_S, KEEP_AFTER_S = 1.0, 5.0
# Which line arrived (chat, client, number), and when.
Line = tuple[str, str, int]
Report = Callable[[Line, float], None]
PINGS_S = {"agent": 20.0, "visitor": 60.0}


class Side:
    """One party of one chat: its outbox, what it received, its marks."""

    def __init__(self, person: Person, chat: str, report: Report) -> None:
        self.person, self.chat, self.report = person, chat, report
        self.client = person.client
        self.n = 0
        self.outbox: deque[dict[str, Any]] = deque()
        self.lines: dict[int, dict[str, Any]] = {}
        self.last = 0
        self.healed = 0
        self.marked = self.kept = self.read = 0
        self.timers: dict[str, asyncio.TimerHandle] = {}

    def say(self, text: str) -> None:
        self.n += 1
        self.outbox.append({"n": self.n, "text": text})
        if len(self.outbox) == 1:
            self.post()

    def post(self) -> None:
        for timer in self.timers.values():
            timer.cancel()
        self.marked = self.kept = self.read
        marks = {"delivered": self.read, "read": self.read}
        self.send("post", **self.outbox[0], **marks)

    def posted(self, event: dict[str, Any]) -> None:
        if event["seq"]:
            self.line({"seq": event["seq"], "client": self.client, "n": event["n"]})
        if self.outbox and self.outbox[0]["n"] == event["n"]:
            self.outbox.popleft()
            if self.outbox:
                self.post()

    def line(self, line: dict[str, Any]) -> None:
        if line["seq"] in self.lines:
            return
        self.lines[line["seq"]] = line
        if line["client"] and line["client"] != self.client:
            self.report((self.chat, line["client"], line["n"]), time.perf_counter())
            self.read = max(self.read, line["seq"])
            self.mark_soon()
        if line["seq"] > self.last + 1:
            self.later("heal", 0.5, self.heal)
        while self.last + 1 in self.lines:
            self.last += 1

    def heal(self) -> None:
        """Asks again for what is missing, if it still is."""
        if self.last < max(self.lines):
            self.healed += 1
            self.join()

    def join(self) -> None:
        self.send("join", after=self.last)

    def mark_soon(self) -> None:
        self.later("mark", MARK_AFTER_S, self.mark)
        if "keep" in self.timers:
            self.timers.pop("keep").cancel()
        self.later("keep", KEEP_AFTER_S, self.keep)

    def mark(self) -> None:
        if self.marked < self.read:
            self.marked = self.read
            self.send("mark", delivered=self.read, read=self.read)

    def keep(self) -> None:
        if self.kept < self.read:
            self.kept = self.marked = self.read
            self.send("mark", delivered=self.read, read=self.read, keep=True)

    def later(self, name: str, seconds: float, work: Callable[[], None]) -> None:
        running = self.timers.get(name)
        if running and not running.cancelled() and running.when() > now():
            return
        self.timers[name] = asyncio.get_running_loop().call_later(seconds, work)

    def send(self, action: str, **fields: Any) -> None:
        self.person.send({"action": action, "chat": self.chat, "client": self.client, **fields})


class Person:
    """One browser: a socket, and a side for each of its chats."""

    def __init__(self, role: str, report: Report) -> None:
        self.role, self.report = role, report
        self.client = code(8)
        self.sides: dict[str, Side] = {}
        self.errors: list[dict[str, Any]] = []
        self.socket: ClientConnection
        self.ready = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def open(self, url: str, ticket: str, origin: str) -> None:
        protocols: Any = ["parley", f"ticket.{ticket}"]
        self.socket = await connect(
            url, subprotocols=protocols, additional_headers={"Origin": origin}, compression=None,
            ping_interval=None, proxy=None,
        )  # fmt: skip
        self.tasks = [asyncio.create_task(self.listen()), asyncio.create_task(self.ping())]

    async def close(self) -> None:
        for timer in [timer for side in self.sides.values() for timer in side.timers.values()]:
            timer.cancel()
        for task in self.tasks:
            task.cancel()
        await self.socket.close()

    def send(self, frame: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self.write(json.dumps(frame)))
        SENDING.add(task)
        task.add_done_callback(SENDING.discard)

    async def write(self, text: str) -> None:
        try:
            await self.socket.send(text)
        except ConnectionClosed as error:
            self.errors.append({"code": "closed", "message": str(error)})

    async def ping(self) -> None:
        await asyncio.sleep(random.uniform(0, PINGS_S[self.role]))
        while True:
            self.send({"action": "ping", "renew": self.role == "agent"})
            await asyncio.sleep(PINGS_S[self.role])

    async def listen(self) -> None:
        async for text in self.socket:
            event = json.loads(text)
            kind = event.get("event", "error")
            if kind == "error":
                self.errors.append(event)
            elif handler := getattr(self, f"on_{kind}", None):
                handler(event)

    def on_welcome(self, event: dict[str, Any]) -> None:
        self.ready.set()

    def on_assigned(self, event: dict[str, Any]) -> None:
        chat = event["chat"]["id"]
        if chat not in self.sides:
            self.take(chat).join()
        self.ready.set()

    def take(self, chat: str) -> Side:
        self.sides[chat] = Side(self, chat, self.report)
        return self.sides[chat]

    def on_joined(self, event: dict[str, Any]) -> None:
        chat = event["chat"]["id"]
        if chat not in self.sides:
            self.take(chat)
        for line in event["lines"]:
            self.sides[chat].line(line)

    def on_posted(self, event: dict[str, Any]) -> None:
        self.sides[event["chat"]].posted(event)

    def on_line(self, event: dict[str, Any]) -> None:
        if side := self.sides.get(event["chat"]):
            side.line(event["line"])


def code(length: int) -> str:
    return "".join(random.choices(LETTERS, k=length))


def now() -> float:
    return asyncio.get_running_loop().time()


def ask(
    method: str, url: str, body: Any, headers: dict[str, str], kind: str = "application/json"
) -> Any:
    """One request, in the thread of whoever calls."""
    request = urllib.request.Request(
        url,
        json.dumps(body).encode() if body is not None else None,
        {**headers, "Content-Type": kind},
        method=method,
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def token(origin: str, client: str, email: str, password: str) -> str:
    """Signs an agent in as the console does."""
    asked = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": client,
        "AuthParameters": {"USERNAME": email, "PASSWORD": password},
    }
    target = {"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"}
    answer = ask("POST", f"{origin}/cognito", asked, target, "application/x-amz-json-1.1")
    found: str = answer["AuthenticationResult"]["IdToken"]
    return found


SENDING: set[asyncio.Future[None]] = set()
