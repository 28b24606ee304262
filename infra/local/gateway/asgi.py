"""The shapes of ASGI that the gateway uses, and answers made of plain values."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

JSON = (b"content-type", b"application/json")


async def respond(
    send: Send, status: int, headers: Headers, body: bytes, bodiless: bool = False
) -> None:
    """`bodiless` answers a HEAD: all of it but the body."""
    length = (b"content-length", str(len(body)).encode())
    await send(
        {"type": "http.response.start", "status": status, "headers": [*headers, length]},
    )
    await send({"type": "http.response.body", "body": b"" if bodiless else body})


async def respond_json(send: Send, status: int, value: Any, headers: Headers = ()) -> None:
    await respond(send, status, [JSON, *headers], json.dumps(value).encode())


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The whole body, or None where it is longer than the limit or its sender left."""
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
        if size > limit:
            return None
    return b"".join(chunks)


def header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")
