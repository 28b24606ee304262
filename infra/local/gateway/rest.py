"""HTTP for the functions: finds the route, asks the authorizer, turns request and answer."""

from __future__ import annotations

import base64
import re
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from infra.local.gateway import events, functions
from infra.local.gateway.asgi import (
    Receive,
    Scope,
    Send,
    header,
    read_body,
    respond,
    respond_json,
)
from infra.local.gateway.faults import Faults
from infra.local.gateway.invoker import Invoker
from infra.local.gateway.workers import InvocationFailed
from infra.local.settings import Settings

BODY_LIMIT = 10 * 1024 * 1024
HEADERS_LIMIT = 10_240
AUTHORIZER_TTL_S = 300.0
AUTHORIZERS_KEPT = 1_000


@dataclass(frozen=True)
class Route:
    path: str
    method: str
    authorized: bool
    cors: dict[str, str] | None
    pattern: re.Pattern[str]


class Refused(Exception):
    """An answer that API Gateway gives itself."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status)
        self.status, self.body = status, body


class Rest:
    def __init__(self, settings: Settings, invoke: Invoker, faults: Faults) -> None:
        self.settings, self.invoke, self.faults = settings, invoke, faults
        self.routes: list[Route] = []
        self.binary_types: list[str] = []
        self.authorizers: dict[str, tuple[float, dict[str, Any]]] = {}

    def describe(self, description: dict[str, Any]) -> None:
        self.routes = [
            Route(pattern=pattern(route["path"]), **route) for route in description["routes"]
        ]
        self.binary_types = description["binary_types"]

    def owns(self, path: str) -> bool:
        first = path.split("/")[1]
        return any(route.path.split("/")[1] == first for route in self.routes)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self.answer(scope, receive)
        except Refused as refused:
            await respond_json(send, refused.status, refused.body)
            return
        await respond(
            send, answer.get("statusCode", 502), answer_headers(answer), answer_body(answer)
        )

    async def answer(self, scope: Scope, receive: Receive) -> dict[str, Any]:
        if self.faults.happens("refuse"):
            raise Refused(503, {"message": "Service Unavailable"})
        if head_size(scope) > HEADERS_LIMIT:
            raise Refused(431, {"message": "Request Header Fields Too Large"})
        route, parameters = self.match(scope)
        if scope["method"] == "OPTIONS":
            return {"statusCode": 200, "headers": route.cors}
        authorized = await self.authorize(scope) if route.authorized else None
        body = await self.body(scope, receive)
        event = events.rest_event(scope, route.path, parameters, body, self.settings.place)
        if authorized is not None:
            event["requestContext"]["authorizer"] = authorized
        return await self.call(functions.REST, event)

    def match(self, scope: Scope) -> tuple[Route, dict[str, str]]:
        method = scope["method"]
        for route in self.routes:
            found = route.pattern.fullmatch(scope["path"])
            if found and (route.method == method or (method == "OPTIONS" and route.cors)):
                return route, found.groupdict()
        raise Refused(403, {"message": "Missing Authentication Token"})

    async def body(self, scope: Scope, receive: Receive) -> tuple[str | None, bool]:
        body = await read_body(receive, BODY_LIMIT)
        if body is None:
            raise Refused(413, {"message": "Request Too Long"})
        kind = header(scope, b"content-type").partition(";")[0].strip().lower()
        if any(fnmatchcase(kind, binary) for binary in self.binary_types):
            return base64.b64encode(body).decode(), True
        return (body.decode("utf-8", "replace") or None), False

    async def authorize(self, scope: Scope) -> dict[str, Any]:
        """The authorizer's context; its answer is kept for five minutes per token."""
        token = header(scope, b"authorization")
        if not token:
            raise Refused(401, {"message": "Unauthorized"})
        arn = events.method_arn(scope["method"], scope["path"])
        ends, policy = self.authorizers.get(token, (0.0, {}))
        if ends < time.monotonic():
            policy = await self.ask_authorizer(token, arn)
            self.remember(token, policy)
        if not allows(policy.get("policyDocument", {}), arn):
            raise Refused(403, {"Message": "User is not authorized to access this resource"})
        return {**(policy.get("context") or {}), "principalId": policy.get("principalId", "")}

    async def ask_authorizer(self, token: str, arn: str) -> dict[str, Any]:
        event = events.authorizer_event(token, arn)
        try:
            policy: dict[str, Any] = await self.invoke(functions.AUTHORIZE, event)
        except InvocationFailed as failure:
            if failure.detail.endswith(": Unauthorized"):
                raise Refused(401, {"message": "Unauthorized"}) from failure
            raise Refused(500, {"message": None}) from failure
        return policy

    def remember(self, token: str, policy: dict[str, Any]) -> None:
        if len(self.authorizers) >= AUTHORIZERS_KEPT:
            self.authorizers.clear()
        self.authorizers[token] = (time.monotonic() + AUTHORIZER_TTL_S, policy)

    async def call(self, function: str, event: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await self.invoke(function, event)
        except InvocationFailed as failure:
            if failure.kind == "timeout":
                raise Refused(504, {"message": "Endpoint request timed out"}) from failure
            raise Refused(502, {"message": "Internal server error"}) from failure
        if not isinstance(answer, dict) or not isinstance(answer.get("statusCode"), int):
            raise Refused(502, {"message": "Internal server error"})
        return answer


def head_size(scope: Scope) -> int:
    """Bytes of the request line and headers together, which is what API Gateway limits."""
    line = len(scope["raw_path"]) + len(scope["query_string"])
    return line + sum(len(key) + len(value) for key, value in scope["headers"])


def pattern(path: str) -> re.Pattern[str]:
    """`/v1/chats/{chat}` as an expression; a parameter never holds a slash."""
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile(
        "".join(f"(?P<{p}>[^/]+)" if n % 2 else re.escape(p) for n, p in enumerate(parts))
    )


def allows(policy: dict[str, Any], arn: str) -> bool:
    """Whether some statement allows it and none denies it."""
    effects = {s.get("Effect") for s in policy.get("Statement", []) if covers(s, arn)}
    return effects == {"Allow"}


def covers(statement: dict[str, Any], arn: str) -> bool:
    resources = statement.get("Resource", [])
    listed = [resources] if isinstance(resources, str) else resources
    return any(fnmatchcase(arn, resource) for resource in listed)


def answer_headers(answer: dict[str, Any]) -> list[tuple[bytes, bytes]]:
    one = {name: [value] for name, value in (answer.get("headers") or {}).items()}
    many = one | (answer.get("multiValueHeaders") or {})
    return [
        (name.lower().encode("latin-1"), str(value).encode("latin-1", "replace"))
        for name, values in many.items()
        for value in values
        if name.lower() != "content-length"
    ]


def answer_body(answer: dict[str, Any]) -> bytes:
    body = answer.get("body") or ""
    return base64.b64decode(body) if answer.get("isBase64Encoded") else str(body).encode()
