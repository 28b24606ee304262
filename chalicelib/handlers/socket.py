"""What browsers say over their socket: one frame, one service call, the answer and what others are
told."""

from collections.abc import Callable, Iterable
from typing import Any

from chalice.app import Blueprint, Response, WebsocketAPI, WebsocketEvent

from chalicelib.domain.chat import AGENT, Draft
from chalicelib.domain.error import (
    BadFrame,
    Binary,
    NotAllowed,
    NotJoined,
    Unauthenticated,
    Unavailable,
)
from chalicelib.domain.event import Answer, Event, Outcome, Push
from chalicelib.domain.ids import account_of
from chalicelib.domain.limit import FRAMES
from chalicelib.domain.record import Record
from chalicelib.domain.text import clean
from chalicelib.handlers import boundary, edge, frames
from chalicelib.handlers.decoding import decode
from chalicelib.services import (
    access,
    chats,
    connections,
    guests,
    limits,
    notes,
    offers,
    presence,
    transfers,
    wrap_ups,
)

bp = Blueprint(__name__)
# Without it Chalice leaves a Blueprint's socket handlers unwrapped: they would get Lambda's two
# arguments.
bp.websocket_api = WebsocketAPI()

PROTOCOL = "parley"
TICKET = "ticket."


@bp.on_ws_connect()
def connect(event: WebsocketEvent) -> Response:
    """Let a browser in that brings a ticket.

    Nothing may be pushed to the socket before this has returned.
    """
    headers = {key.lower(): text for key, text in event.to_dict().get("headers", {}).items()}
    offered = [text.strip() for text in headers.get("sec-websocket-protocol", "").split(",")]
    ticket = next((text[len(TICKET) :] for text in offered if text.startswith(TICKET)), "")
    origin = headers.get("origin", "")
    try:
        edge.refuse_detours(headers)
        presence.connect(event.connection_id, ticket, origin, boundary.clock())
    except (NotAllowed, Unauthenticated):
        return Response("", status_code=401)
    except Unavailable:
        return Response("", status_code=503)
    finally:
        access.confine("")
    return Response("", {"Sec-WebSocket-Protocol": PROTOCOL})


@bp.on_ws_message()
@boundary.socket
def message(event: WebsocketEvent, now: int) -> Iterable[Event]:
    """A frame. Too many are refused before they are read."""
    limits.take(FRAMES, event.connection_id, now)
    if event.to_dict().get("isBase64Encoded"):
        raise Binary("Binary frames are not spoken here. Send text.")
    # A lone surrogate is no UTF-8 either way; passed on, it is the decoder that refuses it.
    frame = decode(event.body.encode("utf-8", "surrogatepass"), frames.decoder)
    _confine(frame, event.connection_id)
    return _ACTIONS[type(frame)](frame, event.connection_id, now)


@bp.on_ws_disconnect()
@boundary.socket
def disconnect(event: WebsocketEvent, now: int) -> Iterable[Event]:
    """A socket is gone; the platform may say so late, twice or never."""
    connections.confine(event.connection_id)
    return presence.disconnect(event.connection_id, now).events


def _confine(frame: Any, socket: str) -> None:
    """A window's ping asks for nothing, so nothing is read for it. Raises NotJoined."""
    if isinstance(frame, frames.Ping) and not frame.renew:
        return
    account = connections.confine(socket)
    if isinstance(frame, _SEATED) and account_of(frame.chat) != account:
        raise NotJoined("This socket does not sit in the chat. Join it first.")


def _ping(frame: frames.Ping, socket: str, now: int) -> Iterable[Event]:
    if frame.renew:
        presence.renew(socket, now)
    return [Answer(frames.pong(frame.ref, now))]


def _hello(frame: frames.Hello, socket: str, now: int) -> Iterable[Event]:
    outcome = presence.hello(socket, now)
    return [_answer(socket, frames.welcome(frame.ref, outcome.value)), *outcome.events]


def _status(frame: frames.Status, socket: str, now: int) -> Iterable[Event]:
    return presence.set_status(socket, frame.status, now).events


def _start(frame: frames.Start, socket: str, now: int) -> Iterable[Event]:
    bearer = access.bearer(socket)
    opening = chats.Opening(
        frame.client,
        clean(frame.name).strip(),
        clean(frame.email).strip(),
        frame.language,
        clean(frame.url),
        clean(frame.title),
        frame.skill,
        clean(frame.rule).strip(),
    )
    outcome = chats.start(bearer, socket, opening, now)
    return _joined(frame.ref, bearer.role, socket, outcome)


def _join(frame: frames.Join, socket: str, now: int) -> Iterable[Event]:
    bearer = access.bearer(socket)
    outcome = chats.join(bearer, socket, frame.chat, frame.client, frame.after, now)
    return _joined(frame.ref, bearer.role, socket, outcome)


def _post(frame: frames.Post, socket: str, now: int) -> Iterable[Event]:
    draft = Draft(frame.client, frame.n, _text(frame), frame.delivered, frame.read)
    outcome = chats.post(frame.chat, socket, draft, now)
    return [*outcome.events, Answer(frames.posted(frame.ref, outcome.value, draft.text))]


def _typing(frame: frames.Typing, socket: str, now: int) -> Iterable[Event]:
    return chats.type_on(frame.chat, frame.client, socket, frame.on, now).events


def _mark(frame: frames.Mark, socket: str, now: int) -> Iterable[Event]:
    outcome = chats.mark(
        frame.chat, frame.client, socket, frame.delivered, frame.read, frame.keep, now
    )
    return outcome.events


def _page(frame: frames.Page, socket: str, now: int) -> Iterable[Event]:
    url, title = clean(frame.url), clean(frame.title)
    return chats.show_page(frame.chat, frame.client, socket, url, title, now).events


def _end(frame: frames.End, socket: str, now: int) -> Iterable[Event]:
    return chats.end(frame.chat, frame.client, socket, now).events


def _accept(frame: frames.Accept, socket: str, now: int) -> Iterable[Event]:
    return offers.accept(frame.chat, socket, now).events


def _decline(frame: frames.Decline, socket: str, now: int) -> Iterable[Event]:
    return offers.decline(frame.chat, socket, now).events


def _pick(frame: frames.Pick, socket: str, now: int) -> Iterable[Event]:
    return offers.pick(frame.chat, socket, now).events


def _done(frame: frames.Done, socket: str, now: int) -> Iterable[Event]:
    return wrap_ups.done(frame.chat, socket, now).events


def _transfer(frame: frames.Transfer, socket: str, now: int) -> Iterable[Event]:
    texts = clean(frame.reason).strip(), clean(frame.note).strip()
    transfer = transfers.Transfer(frame.agent, frame.skill, frame.group, *texts)
    return transfers.pass_on(frame.chat, frame.client, socket, transfer, frame.id, now).events


def _note(frame: frames.Note, socket: str, now: int) -> Iterable[Event]:
    text = clean(frame.text).strip()
    if not text:
        raise BadFrame("`text` is empty. Write something.")
    return notes.write(frame.chat, frame.client, socket, frame.id, text, now).events


def _ask(frame: frames.Ask, socket: str, now: int) -> Iterable[Event]:
    return guests.ask(frame.chat, frame.client, socket, frame.agent, now).events


def _watch(frame: frames.Watch, socket: str, now: int) -> Iterable[Event]:
    outcome = guests.watch(frame.chat, frame.client, socket, frame.part, frame.after, now)
    return _joined(frame.ref, AGENT, socket, outcome)


def _leave(frame: frames.Leave, socket: str, now: int) -> Iterable[Event]:
    return guests.leave(frame.chat, frame.client, socket, now).events


def _take(frame: frames.Take, socket: str, now: int) -> Iterable[Event]:
    return transfers.take_over(frame.chat, socket, now).events


_ACTIONS: dict[type[Any], Callable[[Any, str, int], Iterable[Event]]] = {
    frames.Ping: _ping,
    frames.Hello: _hello,
    frames.Status: _status,
    frames.Start: _start,
    frames.Join: _join,
    frames.Post: _post,
    frames.Typing: _typing,
    frames.Mark: _mark,
    frames.Page: _page,
    frames.End: _end,
    frames.Accept: _accept,
    frames.Decline: _decline,
    frames.Pick: _pick,
    frames.Done: _done,
    frames.Transfer: _transfer,
    frames.Note: _note,
    frames.Ask: _ask,
    frames.Watch: _watch,
    frames.Leave: _leave,
    frames.Take: _take,
}


_SEATED = (
    frames.Post,
    frames.Typing,
    frames.Mark,
    frames.Page,
    frames.End,
    frames.Transfer,
    frames.Note,
    frames.Ask,
    frames.Leave,
)


def _text(frame: frames.Post) -> str:
    text = clean(frame.text)
    if len(text) > frames.MOST_TEXT:
        # NFC may treble a text: a chat's item must hold some of the longest lines.
        raise BadFrame(f"`text` has {len(text)} characters in NFC; at most {frames.MOST_TEXT}.")
    return text


def _joined(ref: str, role: str, socket: str, outcome: Outcome[chats.Joined]) -> list[Event]:
    return [_answer(socket, frames.joined(ref, outcome.value, role)), *outcome.events]


def _answer(socket: str, frame: Record) -> Event:
    """An answer that must come before what follows from the request."""
    return Push((socket,), frame)
