"""HTTP for the tag and the chat window: page views, tickets for a socket, messages."""

from typing import Annotated

import msgspec
from chalice.app import Blueprint, Request
from msgspec import Meta

from chalicelib.domain import ids
from chalicelib.domain.error import BadFrame
from chalicelib.domain.message import MOST_TEXT
from chalicelib.domain.text import clean
from chalicelib.domain.visit import PageView, Place, Scalar, Source
from chalicelib.handlers import boundary, edge
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.decoding import decode
from chalicelib.handlers.frames import ChatId, Language, Name, Title, Url
from chalicelib.services import access, presence, visits
from chalicelib.settings import settings

bp = Blueprint(__name__)
# sendBeacon and fetch send these without a preflight.
SIMPLE = ["text/plain", "application/json"]

Account = Annotated[str, Meta(pattern=ids.ACCOUNT)]
VisitorId = Annotated[str, Meta(pattern=ids.VISITOR)]
VisitId = Annotated[str, Meta(pattern=ids.VISIT)]
VariableName = Annotated[str, Meta(min_length=1, max_length=64)]
VariableText = Annotated[str, Meta(max_length=512)]
Short = Annotated[str, Meta(max_length=64)]
# What DynamoDB takes for a number, with room to spare.
Number = Annotated[float, Meta(ge=-1e100, le=1e100)]
MOST_VARIABLES = 50


class Beacon(msgspec.Struct, tag_field="kind", tag=str.lower, forbid_unknown_fields=True):
    """What both kinds of beacon carry."""

    account: Account
    visitor: VisitorId
    visit: VisitId
    page: Annotated[int, Meta(ge=1, le=100_000)]


class View(Beacon):
    """A page is shown."""

    url: Url
    title: Title = ""
    referrer: Url = ""
    variables: Annotated[
        dict[VariableName, VariableText | Number | bool], Meta(max_length=MOST_VARIABLES)
    ] = {}
    connection: Short = ""
    language: Short = ""
    screen: Short = ""
    zone: Short = ""


class Leave(Beacon):
    """A page was seen for so long, up to now."""

    shown_ms: Annotated[int, Meta(ge=0, le=86_400_000)]


class SocketRequest(msgspec.Struct, forbid_unknown_fields=True):
    """Who wants a socket."""

    account: Account
    visitor: VisitorId
    visit: VisitId


class MessageRequest(SocketRequest, forbid_unknown_fields=True):
    """What a visitor leaves when nobody is there; `id` is the form's own name for itself."""

    id: Annotated[str, Meta(pattern=f"^{ids.RANDOM}{ids.END}")]
    email: Annotated[str, Meta(min_length=3, max_length=254)]
    text: Annotated[str, Meta(min_length=1, max_length=MOST_TEXT)]
    name: Name = ""
    language: Language = "en"
    url: Url = ""
    title: Title = ""
    chat: ChatId | None = None


_beacon: msgspec.json.Decoder[View | Leave] = msgspec.json.Decoder(View | Leave)
_socket_request = msgspec.json.Decoder(SocketRequest)
_message_request = msgspec.json.Decoder(MessageRequest)


@bp.route("/v1/visits", methods=["POST"], content_types=SIMPLE)
@boundary.rest(bp)
def record_visit(request: Request, now: int) -> Reply:
    """A beacon of the tag."""
    beacon = decode(body(request), _beacon)
    access.confine_named(beacon.account, now)
    if isinstance(beacon, View):
        view = _page_view(beacon, request, now)
        visits.view_page(beacon.account, beacon.visitor, beacon.visit, origin(request), view)
    else:
        visits.leave_page(
            beacon.account,
            beacon.visit,
            origin(request),
            beacon.page,
            beacon.shown_ms,
            now,
            ip=_address(request),
        )
    return Reply(status=204)


@bp.route("/v1/visitor/sockets", methods=["POST"], content_types=SIMPLE)
@boundary.rest(bp)
def open_socket(request: Request, now: int) -> Reply:
    """A ticket for the window's socket."""
    asked = decode(body(request), _socket_request)
    access.confine_named(asked.account, now)
    ticket, chat = presence.ticket_for_visitor(
        asked.account, asked.visitor, asked.visit, origin(request), now, ip=_address(request)
    )
    return Reply({"ticket": ticket, "url": settings().socket_url, "chat": chat}, 201)


@bp.route("/v1/visitor/messages", methods=["POST"], content_types=SIMPLE)
@boundary.rest(bp)
def leave_message(request: Request, now: int) -> Reply:
    """A message for when somebody is there again."""
    # Rare: no page view pays for the import.
    from chalicelib.services import messages

    asked = decode(body(request), _message_request)
    access.confine_named(asked.account, now)
    texts = {
        name: clean(getattr(asked, name)).strip()
        for name in ("name", "email", "text", "url", "title")
    }
    left = messages.Left(
        visitor=asked.visitor,
        visit=asked.visit,
        request=asked.id,
        language=asked.language,
        chat=asked.chat or "",
        **texts,
    )
    outcome = messages.leave(asked.account, origin(request), _address(request), left, now)
    return Reply({"message": outcome.value}, 201, events=outcome.events)


def body(request: Request) -> bytes:
    """The raw body. Raises BadFrame if it is not text."""
    try:
        raw: str | bytes = request.raw_body
    except ValueError:
        raise BadFrame("The body cannot be read as text.") from None
    return raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")


def origin(request: Request) -> str:
    """The site that asks."""
    return str(request.headers.get("origin", ""))


def _address(request: Request) -> str:
    return edge.address(request.context, request.headers)


def _page_view(beacon: View, request: Request, now: int) -> PageView:
    variables: dict[str, Scalar] = {
        clean(name): clean(value) if isinstance(value, str) else value
        for name, value in beacon.variables.items()
    }
    return PageView(
        n=beacon.page,
        url=clean(beacon.url),
        title=clean(beacon.title),
        at=now,
        referrer=clean(beacon.referrer),
        language=clean(beacon.language),
        screen=clean(beacon.screen),
        zone=clean(beacon.zone),
        connection=clean(beacon.connection),
        variables=variables,
        source=_source(request),
    )


def _source(request: Request) -> Source:
    headers = request.headers
    place = Place(
        *(
            clean(str(headers.get(f"cloudfront-viewer-{part}", "")))[:100]
            for part in ("country", "country-region-name", "city")
        )
    )
    return Source(_address(request), clean(str(headers.get("user-agent", "")))[:512], place)
