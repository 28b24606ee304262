"""An operation of the REST API: who may, what comes in, what goes out. The route, its checks and
its part of the description are made of one declaration."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.domain.audit import Act
from chalicelib.domain.error import BadFrame, NoEtag, ParleyError
from chalicelib.domain.idempotency import Kept
from chalicelib.domain.speaker import Speaker
from chalicelib.handlers import boundary, edge
from chalicelib.handlers.auth import authorize
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.decoding import MOST_BYTES, decode
from chalicelib.services import access, audit, idempotency

Body = TypeVar("Body")
IDEMPOTENCY_KEY = "Idempotency-Key"
MOST_KEY = 64
_MOST_KEPT = 300_000


class Nothing(msgspec.Struct, forbid_unknown_fields=True):
    """No body, no query, or no answer."""


class Page(msgspec.Struct, forbid_unknown_fields=True):
    """Which part of a list: at most `limit` after the cursor `after`."""

    limit: int = 50
    after: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= 100:
            raise ValueError("`limit` is from 1 to 100")


class Call(NamedTuple, Generic[Body]):
    """What a view gets. `etag` is the version that If-Match names; `seed` makes new ids."""

    speaker: Speaker
    body: Body
    query: Any
    path: dict[str, str]
    now: int
    etag: str
    ip: str
    origin: str
    seed: str

    @property
    def act(self) -> Act:
        """Who does it, when and whence, for services."""
        return Act(self.speaker, self.now, self.ip, self.seed)


class Operation(NamedTuple):
    """One row of the API. An empty permission is any signed-in speaker's."""

    method: str
    path: str
    permission: str
    body: Any
    query: Any
    answer: Any
    status: int
    secret: str
    media: tuple[str, ...]
    view: Callable[[Call[Any]], Reply]


OPERATIONS: list[Operation] = []


def operation(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    permission: str,
    body: Any = Nothing,
    query: Any = Nothing,
    answer: Any = Nothing,
    status: int = 200,
    secret: str = "",
    media: tuple[str, ...] = (),
    most: int = MOST_BYTES,
) -> Callable[[Callable[[Call[Any]], Reply]], Callable[..., Response]]:
    """Declare a route.

    The view gets a Call whose speaker may do this, whose body and query are of their types, and
    whose `etag` is there if the method is PATCH. `status` is that of its answer. `secret` names a
    field of the answer that is told once: an Idempotency-Key's second answer has it empty. `media`
    are the types of an answer that is a file. `most` bytes of body are taken.
    """

    def decorate(view: Callable[[Call[Any]], Reply]) -> Callable[..., Response]:
        declared = Operation(
            method, path, permission, body, query, answer, status, secret, media, view
        )
        OPERATIONS.append(declared)
        decoder = None if body is Nothing else msgspec.json.Decoder(body)

        @wraps(view)
        def handle(request: Request, now: int, **named: str) -> Reply:
            access.confine(request.context["authorizer"]["account"])
            try:
                call = _call(declared, decoder, request, now, named, most)
                key = _idempotency_key(request) if method == "POST" else ""
                return _once(declared, call, key, request) if key else _done(declared, call)
            finally:
                access.confine("")

        route: Callable[..., Response] = blueprint.route(
            path, methods=[method], authorizer=authorize, name=f"{method} {path}"
        )(boundary.rest(blueprint)(handle))
        return route

    return decorate


def _call(
    declared: Operation,
    decoder: Any,
    request: Request,
    now: int,
    named: dict[str, str],
    most: int,
) -> Call[Any]:
    speaker = _speaker(request, now)
    ip = edge.address(request.context, request.headers)
    if declared.permission and not speaker.may(declared.permission):
        refused = Act(speaker, now, ip, secrets.token_hex(32))
        audit.note(refused, "refused", f"{declared.method} {declared.path}")
        speaker.need(declared.permission)
    etag = str(request.headers.get("if-match", "")).removeprefix("W/").strip('"')
    if declared.method in ("PATCH", "PUT") and not etag:
        raise NoEtag("Send If-Match with the ETag of what you read, so that nothing is lost.")
    key = _idempotency_key(request)
    return Call(
        speaker,
        decode(raw_body(request), decoder, most) if decoder else Nothing(),
        _query(request, declared.query),
        named,
        now,
        etag,
        ip,
        str(request.headers.get("origin", "")),
        idempotency.seed(speaker, key) if key else secrets.token_hex(32),
    )


def _speaker(request: Request, now: int) -> Speaker:
    """Who asks, read anew: since sign-in their role may have changed."""
    authorized = request.context["authorizer"]
    return access.speaker(authorized["account"], authorized["kind"], authorized["id"], now)


def _query(request: Request, kind: Any) -> Any:
    given: Any = request.query_params or {}
    try:
        return msgspec.convert({name: given[name] for name in given}, kind, strict=False)
    except msgspec.ValidationError as error:
        raise BadFrame(f"The query is wrong: {error}.") from None


def raw_body(request: Request) -> bytes:
    """The body as it came. Raises BadFrame if it is not text."""
    try:
        raw: str | bytes = request.raw_body
    except ValueError:
        raise BadFrame("The body cannot be read as text.") from None
    return raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")


def _idempotency_key(request: Request) -> str:
    key = str(request.headers.get(IDEMPOTENCY_KEY, ""))
    if len(key) > MOST_KEY or not (key.isprintable() and key.isascii()):
        raise BadFrame(f"{IDEMPOTENCY_KEY} is 1 to {MOST_KEY} printable characters of ASCII.")
    return key


def _done(declared: Operation, call: Call[Any]) -> Reply:
    reply = declared.view(call)
    if reply.status == 200:
        reply = reply._replace(status=declared.status)
    if not reply.etag:
        return reply
    return reply._replace(headers={**reply.headers, "ETag": f'"{reply.etag}"'})


def _once(declared: Operation, call: Call[Any], key: str, request: Request) -> Reply:
    """The request, or the answer it got before."""
    digest = idempotency.digest(declared.method, request.path, raw_body(request))
    kept = idempotency.begin(call.speaker, key, digest, call.now)
    if kept:
        headers = {"Content-Type": "application/json", "Idempotency-Replayed": "true"}
        if kept.etag:
            headers["ETag"] = f'"{kept.etag}"'
        return Reply(kept.body, kept.status, headers)
    try:
        reply = _done(declared, call)
    except ParleyError:
        idempotency.forget(call.speaker, key)
        raise
    told = _without(declared.secret, reply.body)
    if len(told) > _MOST_KEPT:
        # More than an item holds, as of thousands of rules: such a request is done again.
        idempotency.forget(call.speaker, key)
        return reply
    kept = Kept(digest, call.now, reply.status, told, reply.etag)
    idempotency.finish(call.speaker, key, kept)
    return reply


def _without(secret: str, body: object) -> str:
    if body is None:
        return ""
    told = msgspec.to_builtins(body)
    if secret:
        told[secret] = ""
    return msgspec.json.encode(told).decode()
