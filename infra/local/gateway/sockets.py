"""Browsers' sockets and the `@connections` address by which functions reach them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from typing import Any

from infra.local.gateway import events, functions
from infra.local.gateway.asgi import Message, Receive, Scope, Send, read_body, respond, respond_json
from infra.local.gateway.faults import Faults
from infra.local.gateway.invoker import Invoker
from infra.local.gateway.workers import InvocationFailed
from infra.local.settings import Settings

MESSAGE_LIMIT = 128 * 1024
FRAME_LIMIT = 32 * 1024
SWEEP_S = 1.0
SLOW_READER_S = 2.0
GOING_AWAY, UNSUPPORTED, ABNORMAL = 1001, 1003, 1006


class Connection:
    """One socket: what its events have in common, and when it was last used."""

    def __init__(self, connection_id: str, context: dict[str, Any], send: Send) -> None:
        self.id, self.context, self.send = connection_id, context, send
        self.opened = self.used = time.monotonic()
        self.tasks: set[asyncio.Task[None]] = set()
        self.serving = asyncio.current_task()
        self.severed = False

    def sever(self) -> None:
        """Ends it without a word, as a lost network does."""
        self.severed = True
        if self.serving:
            self.serving.cancel()


class Sockets:
    def __init__(self, settings: Settings, invoke: Invoker, faults: Faults) -> None:
        self.settings, self.invoke, self.faults = settings, invoke, faults
        self.open: dict[str, Connection] = {}

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket from its handshake to its end."""
        await receive()
        connection_id = events.new_connection_id()
        connection = Connection(connection_id, events.socket_context(scope, connection_id), send)
        status, headers = await self.handshake(scope, connection)
        if not 200 <= status < 300:
            await refuse(send, status)
            await ended(receive)
            return
        # A post that arrives before this line is answered 410, as in AWS.
        self.open[connection.id] = connection
        try:
            await send({"type": "websocket.accept", "subprotocol": subprotocol(headers)})
            code, reason = await self.pump(connection, receive)
        except OSError:
            code, reason = ABNORMAL, ""  # it left while its handshake was answered
        finally:
            self.open.pop(connection.id, None)
            connection.serving = None
        if not self.faults.happens("drop_disconnect"):
            await self.tell_disconnect(connection, code, reason)

    async def handshake(self, scope: Scope, connection: Connection) -> tuple[int, dict[str, str]]:
        if scope["path"] != "/socket":
            return 403, {}
        if self.faults.happens("refuse"):
            return 503, {}
        event = events.connect_event(scope, connection.context, self.settings.place)
        try:
            answer = await self.invoke(functions.CONNECT, event)
        except InvocationFailed as failure:
            return (504 if failure.kind == "timeout" else 502), {}
        headers = answer.get("headers") or {}
        return answer.get("statusCode", 502), {key.lower(): value for key, value in headers.items()}

    async def pump(self, connection: Connection, receive: Receive) -> tuple[int, str]:
        """Gives each message to the function at once: those of one socket may run side by side."""
        while True:
            try:
                message = await receive()
            except asyncio.CancelledError:
                if not connection.severed:
                    raise
                return ABNORMAL, ""
            if message["type"] == "websocket.disconnect":
                return message.get("code") or 1005, message.get("reason") or ""
            connection.used = time.monotonic()
            if message.get("text") is None and self.faults.happens("refuse_binary"):
                await close(connection, UNSUPPORTED)
                continue
            task = asyncio.ensure_future(self.deliver(connection, message))
            connection.tasks.add(task)
            task.add_done_callback(connection.tasks.discard)

    async def deliver(self, connection: Connection, message: Message) -> None:
        text = message.get("text")
        event = events.message_event(
            connection.context, text if text is not None else message["bytes"]
        )
        try:
            answer = await self.invoke(functions.MESSAGE, event)
            await self.answer(connection, answer)
        except InvocationFailed:
            failed = {
                "message": "Internal server error",
                "connectionId": connection.id,
                "requestId": event["requestContext"]["requestId"],
            }
            if connection.id in self.open:
                await push(connection, json.dumps(failed))

    async def answer(self, connection: Connection, answer: Any) -> None:
        """The body of the function's answer, by the route's response."""
        body = answer.get("body") if isinstance(answer, dict) else None
        if body and connection.id in self.open and not self.faults.happens("drop_push"):
            await push(connection, body)

    async def tell_disconnect(self, connection: Connection, code: int, reason: str) -> None:
        event = events.disconnect_event(connection.context, code, reason)
        try:
            await self.invoke(functions.DISCONNECT, event)
        except InvocationFailed:
            return  # $disconnect is told once, as well as may be

    async def connections(self, scope: Scope, receive: Receive, send: Send) -> None:
        """`/@connections/{id}`: POST pushes, GET describes, DELETE closes."""
        connection = self.open.get(scope["path"].removeprefix("/@connections/"))
        if connection is None:
            await refuse_post(send, 410, "GoneException")
            return
        if scope["method"] == "POST":
            await self.post(connection, receive, send)
        elif scope["method"] == "DELETE":
            await close(connection, GOING_AWAY)
            await respond(send, 204, [], b"")
        else:
            await respond_json(send, 200, described(connection))

    async def post(self, connection: Connection, receive: Receive, send: Send) -> None:
        body = await read_body(receive, MESSAGE_LIMIT)
        if body is None:
            await refuse_post(send, 413, "PayloadTooLargeException")
            return
        if self.faults.active:
            await asyncio.sleep(self.faults.wait_s("reorder_push"))
        if not self.faults.happens("drop_push") and not await push(
            connection, body.decode("utf-8", "replace")
        ):
            await refuse_post(send, 410, "GoneException")
            return
        await respond(send, 200, [], b"")

    async def watch(self) -> None:
        """Closes what was silent for ten minutes or has lived for two hours."""
        while True:
            await asyncio.sleep(min(SWEEP_S, self.settings.idle_s / 4))
            now = time.monotonic()
            for connection in list(self.open.values()):
                idle = now - connection.used > self.settings.idle_s
                if idle or now - connection.opened > self.settings.life_s:
                    await close(connection, GOING_AWAY)


async def push(connection: Connection, text: str) -> bool:
    """False where the socket is gone, or its reader so slow that it is given up."""
    connection.used = time.monotonic()
    try:
        async with asyncio.timeout(SLOW_READER_S):
            await connection.send({"type": "websocket.send", "text": text})
    except TimeoutError:
        connection.sever()
        return False
    except (RuntimeError, OSError):
        return False  # it closed between the look-up and the write
    return True


async def close(connection: Connection, code: int) -> None:
    """Closed already is closed; one that takes nothing any more is cut."""
    try:
        async with asyncio.timeout(SLOW_READER_S):
            await connection.send({"type": "websocket.close", "code": code})
    except TimeoutError:
        connection.sever()
    except (RuntimeError, OSError):
        return


async def refuse(send: Send, status: int) -> None:
    names = {401: "Unauthorized", 403: "Forbidden"}
    body = json.dumps({"message": names.get(status, "Internal server error")}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": body})


async def ended(receive: Receive) -> None:
    """Until the refused one has gone: the server complains of a handshake that nobody completed."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SLOW_READER_S):
            await receive()
            await receive()


async def refuse_post(send: Send, status: int, kind: str) -> None:
    await respond_json(send, status, {"message": kind}, [(b"x-amzn-errortype", kind.encode())])


def subprotocol(headers: dict[str, str]) -> str | None:
    return headers.get("sec-websocket-protocol")


def described(connection: Connection) -> dict[str, Any]:
    identity = connection.context["identity"]
    return {
        "connectedAt": events.stamp(connection.context["connectedAt"]),
        "lastActiveAt": events.stamp(
            events.now_ms() - int((time.monotonic() - connection.used) * 1000)
        ),
        "identity": {"sourceIp": identity["sourceIp"], "userAgent": identity["userAgent"]},
    }
