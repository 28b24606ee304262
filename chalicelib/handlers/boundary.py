"""The decorators every handler wears: the clock, errors to answers, events to their audience."""

import time
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import msgspec
from chalice.app import Blueprint, Request, Response, WebsocketEvent

from chalicelib.domain.error import BadRule, ParleyError, TooMany
from chalicelib.domain.event import (
    Answer,
    AvailabilityChanged,
    Close,
    Event,
    Push,
    Remind,
    SignInSwitched,
    TagChanged,
)
from chalicelib.handlers import edge
from chalicelib.handlers.decoding import loose
from chalicelib.handlers.frames import error as error_frame
from chalicelib.log import note_failure
from chalicelib.services import access, connections, presence

_STATUS = {
    "bad_json": 400,
    "bad_frame": 400,
    "too_large": 413,
    "not_allowed": 403,
    "unauthenticated": 401,
    "no_such_chat": 404,
    "no_such_agent": 404,
    "no_such_message": 404,
    "no_such_visitor": 404,
    "too_many": 429,
    "conflict": 409,
    "outdated": 412,
    "key_reused": 422,
    "unavailable": 503,
    "no_etag": 428,
    "no_such_group": 404,
    "no_such_skill": 404,
    "no_such_role": 404,
    "no_such_key": 404,
    "no_such_routing_rule": 404,
    "bad_rule": 422,
    "no_such_rule": 404,
    "no_such_version": 404,
    "suspended": 403,
    "mfa_required": 403,
    "email_taken": 409,
    "in_use": 409,
    "last_admin": 409,
    "not_published": 409,
    "no_such_line": 404,
    "nothing_kept": 409,
    "not_readable": 409,
    "key_disabled": 409,
    "bad_config": 422,
}
Result = TypeVar("Result")
INTERNAL = ParleyError("Something went wrong on our side. Try again in a moment.")


class Reply(NamedTuple):
    """What a route answers, and the events to deliver.

    `body` is a record or struct, text, or None for an empty answer; `etag` its version, if any.
    """

    body: object = None
    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})
    events: tuple[Event, ...] = ()
    etag: str = ""


def rest(blueprint: Blueprint) -> Callable[..., Callable[..., Response]]:
    """For routes: `view(request, now, **path)` returns a Reply; errors become problem+json."""

    def decorate(view: Callable[..., Reply]) -> Callable[..., Response]:
        @wraps(view)
        def handle(**path: str) -> Response:
            now = clock()
            try:
                edge.refuse_detours(blueprint.current_request.headers)
                reply = _alone(view, blueprint.current_request, now, **path)
            except ParleyError as failure:
                return _problem(failure, blueprint.current_request)
            except Exception:
                note_failure("A route failed.", route=view.__name__)
                return _problem(INTERNAL, blueprint.current_request)
            deliver(reply.events, now)
            return _response(reply, blueprint.current_request)

        return handle

    return decorate


def socket(view: Callable[[WebsocketEvent, int], Iterable[Event]]) -> Callable[..., Any]:
    """For frames: `view(event, now)` returns the events; errors become frames to the sender."""

    @wraps(view)
    def handle(event: WebsocketEvent) -> dict[str, int | str]:
        now = clock()
        try:
            events = tuple(_alone(view, event, now))
        except ParleyError as failure:
            events = (_failed(event, failure),)
        except Exception:
            note_failure("A frame failed.", handler=view.__name__)
            events = (_failed(event, INTERNAL),)
        deliver((event for event in events if not isinstance(event, Answer)), now)
        return _answered(events)

    return handle


def queue(view: Callable[[str, int], Iterable[Event]]) -> Callable[..., dict[str, Any]]:
    """For a queue: `view(body, now)` returns the events of one message.

    Those that failed are named to the platform, so that they alone come again.
    """

    @wraps(view)
    def handle(event: Any) -> dict[str, Any]:
        now = clock()
        failed = []
        for record in event:
            try:
                deliver(_alone(view, record.body, now), now)
            except Exception:
                note_failure("A message failed.", job=view.__name__)
                failed.append({"itemIdentifier": record.to_dict()["messageId"]})
        return {"batchItemFailures": failed}

    return handle


def job(view: Callable[[Any, int], Iterable[Callable[[], Iterable[Event]]]]) -> Callable[..., None]:
    """For schedules: `view(event, now)` yields steps; a failed one stops no other.

    Raises at the end if a step failed, so that the platform counts it.
    """

    @wraps(view)
    def handle(event: Any) -> None:
        now = clock()
        failed = 0
        for step in view(event, now):
            try:
                deliver(_alone(step), now)
            except Exception:
                note_failure("A step failed.", job=view.__name__)
                failed += 1
        if failed:
            raise RuntimeError(f"{failed} steps of {view.__name__} failed")

    return handle


def deliver(events: Iterable[Event], now: int) -> None:
    """Bring events to their audience. What cannot be delivered is logged: the write stands.

    A socket that turns out to be gone is taken out of its chats, which may tell others in turn.
    """
    gone: dict[str, str] = {}
    for event in events:
        try:
            gone.update(_deliver(event, now))
        except Exception:
            note_failure("An event was not delivered.", event=type(event).__name__)
    for socket_id, chat_id in gone.items():
        try:
            told = _alone(_taken_out, socket_id, now, chat_id)
        except Exception:
            note_failure("A gone socket was not taken out.", socket=socket_id)
            continue
        deliver(told, now)


def clock() -> int:
    """The time, in epoch milliseconds. Everything below takes it as an argument."""
    return time.time_ns() // 1_000_000


def _alone(view: Callable[..., Result], *given: Any, **named: Any) -> Result:
    """What a view does; whatever account it confined itself to is nobody's afterwards."""
    try:
        return view(*given, **named)
    finally:
        access.confine("")


def _taken_out(socket_id: str, now: int, chat_id: str) -> tuple[Event, ...]:
    connections.confine(socket_id, chat_id)
    return presence.disconnect(socket_id, now, chat_id).events


def _deliver(event: Event, now: int) -> dict[str, str]:
    """Deliver one event; the sockets that are gone, and in which chat that showed.

    What a frame does not need is imported when it is.
    """
    if isinstance(event, Push):
        return _push(event)
    if isinstance(event, Remind):
        from chalicelib.outbound import reminders

        reminders.send(event.deadline, now)
    elif isinstance(event, AvailabilityChanged):
        from chalicelib.outbound import files

        files.put_availability(event.account, event.state, event.at, event.told)
    elif isinstance(event, TagChanged):
        _alone(_publish, event.account, now)
    elif isinstance(event, Close):
        return _close(event)
    if isinstance(event, SignInSwitched):
        from chalicelib.outbound import cognito

        cognito.switch(event.email, on=event.on)
    return {}


def _publish(account: str, now: int) -> None:
    from chalicelib.outbound import publishing

    access.confine(account)
    publishing.publish(account, now)


def _close(event: Close) -> dict[str, str]:
    """The sockets that are closed now, and so gone: the platform may never say so."""
    from chalicelib.outbound import sockets

    closed = {}
    for socket_id in event.sockets:
        try:
            sockets.close(socket_id)
            closed[socket_id] = ""
        except Exception:
            # The next one must be closed all the same; nothing is done for this one any more.
            note_failure("A socket was not closed.", socket=socket_id)
    return closed


def _push(event: Push) -> dict[str, str]:
    from chalicelib.outbound import sockets

    body = msgspec.json.encode(event.frame)
    gone = {}
    for socket_id in event.to:
        try:
            if not sockets.send(socket_id, body):
                gone[socket_id] = _chat_of(event)
        except Exception:
            # One slow socket must not keep the others from their frame.
            note_failure("A frame was not sent.", socket=socket_id)
    return gone


def _chat_of(event: Push) -> str:
    chat = event.frame.get("chat", "")
    return str(chat["id"] if isinstance(chat, dict) else chat)


def _answered(events: tuple[Event, ...]) -> dict[str, int | str]:
    """The function's answer. The `$default` route's response brings its body to the sender: one
    call to the platform less than a push, for each line."""
    answer = next((event for event in events if isinstance(event, Answer)), None)
    if answer is None:
        return {"statusCode": 200}
    return {"statusCode": 200, "body": msgspec.json.encode(answer.frame).decode()}


def _failed(event: WebsocketEvent, failure: ParleyError) -> Answer:
    asked = loose(event.body.encode("utf-8", "replace"))
    return Answer(error_frame(failure, asked))


def _response(reply: Reply, request: Request) -> Response:
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store", **_cors(request)}
    headers.update(reply.headers)
    if reply.body is None:
        return Response("", headers, reply.status)
    if isinstance(reply.body, str):
        return Response(reply.body, headers, reply.status)
    headers.setdefault("Content-Type", "application/json")
    return Response(msgspec.json.encode(reply.body).decode(), headers, reply.status)


def _problem(failure: ParleyError, request: Request) -> Response:
    status = _STATUS.get(failure.code, 500)
    body = {
        "type": f"urn:parley:error:{failure.code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": failure.code,
        "detail": str(failure),
    }
    headers = {"Content-Type": "application/problem+json"}
    if isinstance(failure, BadRule):
        body |= {"place": failure.place, "words": failure.words}
    if isinstance(failure, TooMany) and failure.wait_s:
        headers["Retry-After"] = str(failure.wait_s)
    return _response(Reply(body, status, headers), request)


def _cors(request: Request) -> dict[str, str]:
    """The tag's routes are asked from other sites, without credentials; services check them."""
    origin = request.headers.get("origin")
    of_tags = request.path.startswith("/v1/visitor/") or (
        request.path == "/v1/visits" and request.method == "POST"
    )
    if origin and origin.isprintable() and of_tags:
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}
    return {}
