"""HTTP for the tag and the chat window: page views, tickets for a socket, messages."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Annotated, Literal

import msgspec
from chalice.app import Blueprint, Request
from msgspec import Meta

from chalicelib.domain import ids
from chalicelib.domain.account import HONOUR
from chalicelib.domain.engagement import Engagement
from chalicelib.domain.error import BadFrame
from chalicelib.domain.identity import Identity
from chalicelib.domain.invitation import Invitation
from chalicelib.domain.message import MOST_TEXT
from chalicelib.domain.record import Record
from chalicelib.domain.text import clean
from chalicelib.domain.visit import Beside, PageEvent, PageView, Place, Scalar, Source, browser
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
MOST_VARIABLES, MOST_EVENTS, MOST_ENGAGEMENTS, MOST_FIELDS = 50, 20, 10, 16
Word = Annotated[str, Meta(max_length=200)]
Amount = Annotated[int, Meta(ge=0, le=1_000_000)]
# Clocks say anything; what no clock says is a mistake.
Time = Annotated[int, Meta(ge=0, le=10**14)]
PageNumber = Annotated[int, Meta(ge=1, le=100_000)]
ShownMs = Annotated[int, Meta(ge=0, le=86_400_000)]


class Event(msgspec.Struct, tag_field="kind", tag=str.lower, kw_only=True):
    """What a page tells of itself, in its own words: what is not known of it is passed over. `at`
    by the visitor's clock."""

    at: Time


class Cart(Event, kw_only=True):
    """What is in the cart now."""

    value: Number = 0.0
    items: Amount = 0
    removed: Amount = 0
    currency: Short = ""


class Product(Event, kw_only=True):
    """A product is looked at."""

    sku: Word = ""
    name: Word = ""
    category: Word = ""
    price: Number = 0.0


class Error(Event, kw_only=True):
    """The visitor saw an error."""

    code: Word = ""
    message: VariableText = ""


class Converted(Event, kw_only=True):
    """The visitor did what the site hopes for."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    value: Number = 0.0
    currency: Short = ""
    order: Word = ""


# As the page said it: a mistake in it costs this alone, not the page view it came with.
Told = Annotated[dict[VariableName, VariableText | Number | bool], Meta(max_length=MOST_FIELDS)]


class EngagementTold(msgspec.Struct, forbid_unknown_fields=True):
    """What an invitation came to; `rule` 0 is one by hand."""

    rule: Annotated[int, Meta(ge=0, le=999_999)]
    state: Literal["offered", "shown", "accepted", "declined", "ignored", "control"]
    at: Time
    variant: Annotated[str, Meta(max_length=40)] = ""


class PageBefore(msgspec.Struct, forbid_unknown_fields=True):
    """The page before, and how long it was seen."""

    page: PageNumber
    shown_ms: ShownMs


class IdentityTold(msgspec.Struct, forbid_unknown_fields=True):
    """Who the visitor is by the site's word, signed by its server or not."""

    id: Annotated[str, Meta(min_length=1, max_length=100)]
    name: Name = ""
    email: Annotated[str, Meta(max_length=254)] = ""
    signature: Annotated[str, Meta(max_length=128)] = ""


class Beacon(
    msgspec.Struct, tag_field="kind", tag=str.lower, forbid_unknown_fields=True, kw_only=True
):
    """What both kinds of beacon carry."""

    account: Account
    visitor: VisitorId
    visit: VisitId
    page: PageNumber
    events: Annotated[list[Told], Meta(max_length=MOST_EVENTS)] = []
    engagements: Annotated[list[EngagementTold], Meta(max_length=MOST_ENGAGEMENTS)] = []


class View(Beacon, kw_only=True):
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
    before: PageBefore | None = None
    identity: Told | None = None


class Leave(Beacon, kw_only=True):
    """A page was seen for so long, up to now."""

    shown_ms: ShownMs


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
    """A beacon of the tag. To a view it is answered where its visitor is and, if an agent offers
    something by hand, what."""
    beacon = decode(body(request), _beacon)
    access.confine_named(beacon.account, now)
    if _unwanted(request, beacon.account, now):
        return Reply({}) if isinstance(beacon, View) else Reply(status=204)
    if isinstance(beacon, Leave):
        visits.leave_page(
            _sender(beacon, request), beacon.page, beacon.shown_ms, _beside(beacon), now
        )
        return Reply(status=204)
    view = _page_view(beacon, request, now)
    invitation = visits.view_page(_sender(beacon, request), view, _beside(beacon))
    return Reply(_told(view.source, invitation))


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


def _unwanted(request: Request, account_id: str, now: int) -> bool:
    """Whether the browser asks not to be tracked where the account keeps to that. The tag does not
    ask then; this is for who does all the same."""
    says = "1" in (request.headers.get("dnt"), request.headers.get("sec-gpc"))
    return says and access.account(account_id, now).do_not_track == HONOUR


def _sender(beacon: View | Leave, request: Request) -> visits.Sender:
    identity = _identity_told(beacon)
    return visits.Sender(
        beacon.account,
        beacon.visitor,
        beacon.visit,
        origin(request),
        _address(request),
        identity.signature if identity else "",
    )


def _beside(beacon: View | Leave) -> Beside:
    if not (beacon.events or beacon.engagements or isinstance(beacon, View)):
        return Beside()
    before = getattr(beacon, "before", None)
    identity = _identity_told(beacon)
    return Beside(
        tuple(_events(beacon)),
        tuple(
            Engagement(one.rule, clean(one.variant), one.state, one.at)
            for one in beacon.engagements
        ),
        (before.page, before.shown_ms) if before else (0, 0),
        _identity(identity) if identity else None,
    )


def _identity_told(beacon: View | Leave) -> IdentityTold | None:
    if isinstance(beacon, View) and beacon.identity:
        with suppress(msgspec.ValidationError):
            return msgspec.convert(beacon.identity, IdentityTold)
    return None


def _identity(told: IdentityTold) -> Identity:
    return Identity(clean(told.id), clean(told.name), clean(told.email))


def _events(beacon: View | Leave) -> Iterator[PageEvent]:
    for told in beacon.events:
        # Pages say "2" where they mean 2.
        with suppress(msgspec.ValidationError):
            event = msgspec.convert(told, Cart | Product | Error | Converted, strict=False)
            yield _event(beacon.page, event)


def _event(page: int, told: Event) -> PageEvent:
    """What was said of it; what was not is not kept."""
    given = {name: getattr(told, name) for name in told.__struct_fields__ if name != "at"}
    kept: dict[str, Scalar] = {
        name: clean(value) if isinstance(value, str) else value
        for name, value in given.items()
        # A text may say "nan".
        if value not in ("", 0) and value == value
    }
    return PageEvent(page, told.at, type(told).__name__.lower(), kept)


def _told(source: Source, invitation: Invitation | None) -> Record:
    """Where the visitor is and with what, as rules ask for it: the tag need not find out itself."""
    seen = browser(source.agent)
    facts = vars(source.place) | {
        "browser": seen.name.rpartition(" ")[0],
        "system": seen.system,
        "device": seen.device,
    }
    told: Record = {"place": {name: text for name, text in facts.items() if text}}
    if invitation:
        told["invitation"] = {
            "id": invitation.id,
            "text": invitation.text,
            "agent": invitation.agent_name,
        }
    return told


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
