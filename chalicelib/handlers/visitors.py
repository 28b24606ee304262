"""HTTP for agents: who is on the site, what is recorded of visits, invitations by hand."""

import re
from typing import Annotated, Any, Literal, cast

import msgspec
from chalice.app import Blueprint
from msgspec import Meta

from chalicelib.domain import ids
from chalicelib.domain.engagement import latest
from chalicelib.domain.error import BadFrame, NoSuchVisitor
from chalicelib.domain.invitation import MOST_TEXT
from chalicelib.domain.live import Asked
from chalicelib.domain.text import clean
from chalicelib.domain.visit import PageEvent, Visit
from chalicelib.domain.visitor import Visitor
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import visitors

bp = Blueprint(__name__)
DAY_MS = 86_400_000
CURSOR = r"^[0-9]{1,15}(\.(vs_[a-z2-7]{26})?)?(?!\n)$"
Word = Annotated[str, Meta(max_length=200)]
Variables = dict[str, str | float | bool]
Time = Annotated[int, Meta(ge=0, le=10**14)]
State = Literal["browsing", "invited", "waiting", "chatting"]


class LiveQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Which of those who are on the site, in which order, and which part of the list. `page` is an
    address without what follows it; `variable` a name or `NAME:VALUE`; `rule` a number or
    `NUMBER:STATE`; `search` a part of an id, a name, an e-mail or an address."""

    sort: Literal["seen", "pages", "time", "cart"] = "seen"
    page: Annotated[str, Meta(max_length=2_000)] = ""
    country: Annotated[str, Meta(max_length=2)] = ""
    device: Literal["", "desktop", "phone", "tablet"] = ""
    variable: Annotated[str, Meta(max_length=600)] = ""
    state: Literal["", "browsing", "invited", "waiting", "chatting"] = ""
    rule: Annotated[str, Meta(max_length=40)] = ""
    search: Word = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 50
    after: Annotated[str, Meta(max_length=60)] = ""


class SeenPlace(msgspec.Struct, forbid_unknown_fields=True):
    """Where the CDN says they are; `""` where it does not say."""

    country: str
    region: str
    city: str


class CartTold(msgspec.Struct, forbid_unknown_fields=True):
    """What the page says of the cart."""

    value: float = 0
    items: int = 0
    currency: str = ""
    removed: int = 0


class EngagementSeen(msgspec.Struct, forbid_unknown_fields=True):
    """How far a rule's invitation came."""

    rule: int
    variant: str
    state: str
    at: int


class HandInvitation(msgspec.Struct, forbid_unknown_fields=True):
    """An invitation by hand, and how far it came."""

    id: str
    text: str
    agent: str
    agent_name: str
    at: int
    state: str


class VisitTold(msgspec.Struct, forbid_unknown_fields=True):
    """What is told of a visit wherever it is shown."""

    visitor: str
    visit: str
    name: str
    email: str
    identity: str
    verified: bool
    url: str
    title: str
    started: int
    page_at: int
    seen: int
    left: int
    referrer: str
    language: str
    connection: str
    browser: str
    os: str
    device: str
    place: SeenPlace
    variables: Variables
    cart: CartTold | None
    engagements: list[EngagementSeen]
    invitation: HandInvitation | None


class LiveVisitor(VisitTold, forbid_unknown_fields=True):
    """Somebody on the site now; `pages` counts, `chat` is their running one or `""`."""

    state: State
    pages: int
    chat: str


class LiveVisitors(msgspec.Struct, forbid_unknown_fields=True):
    """Who is on the site; if not `exact`, the totals are estimates, and order but by `seen` is that
    of the thousand seen last."""

    at: int
    items: list[LiveVisitor]
    next: str
    total: int
    matching: int
    exact: bool


class PageCount(msgspec.Struct, forbid_unknown_fields=True):
    """How many are on a page now."""

    url: str
    title: str
    visitors: int


class LivePages(msgspec.Struct, forbid_unknown_fields=True):
    """The pages with most visitors; estimates unless `exact`."""

    at: int
    items: list[PageCount]
    total: int
    exact: bool


class RecordedPage(msgspec.Struct, forbid_unknown_fields=True):
    """A page of a visit."""

    n: int
    url: str
    title: str
    at: int
    shown_ms: int
    variables: Variables


class RecordedVisit(VisitTold, forbid_unknown_fields=True):
    """A visit with all that is kept of it; of a long one `pages` holds the last 32 of
    `seen_pages`."""

    pages: list[RecordedPage]
    seen_pages: int
    events: list[Variables]
    screen: str
    zone: str
    ip: str


class VisitQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Visits that began from a time on and before another (epoch milliseconds), within a day."""

    from_: Time | None = msgspec.field(name="from", default=None)
    to: Time | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 100
    after: Annotated[str, Meta(pattern=r"^[0-9]{0,15}(?!\n)$")] = ""


class RecordedVisits(msgspec.Struct, forbid_unknown_fields=True):
    """Visits, the latest first, and where the list goes on."""

    items: list[RecordedVisit]
    next: str


class VisitorTold(msgspec.Struct, forbid_unknown_fields=True):
    """A visitor over all their visits; `last_chat` is 0 without one."""

    id: str
    name: str
    email: str
    first_seen: int
    last_seen: int
    visits: int
    chats: int
    last_chat: int


class KnownVisitor(msgspec.Struct, forbid_unknown_fields=True):
    """Who it is, and the latest visits."""

    visitor: VisitorTold
    visits: list[RecordedVisit]


class InvitationRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What to say to who is in a visit."""

    visit: Annotated[str, Meta(pattern=ids.VISIT)]
    text: Annotated[str, Meta(min_length=1, max_length=MOST_TEXT)]


@operation(
    bp, "GET", "/v1/visitors", permission="visitors.read", query=LiveQuery, answer=LiveVisitors
)
def list_visitors(call: Call[Nothing]) -> Reply:
    """Who is on the site now."""
    live = visitors.listed(call.speaker.account, _asked(call.query), call.now)
    items = [
        LiveVisitor(
            **_visit(one.visit, one.visitor), state=cast(State, one.state), pages=one.visit.page,
            chat=one.chat,
        )
        for one in live.items
    ]  # fmt: skip
    return Reply(LiveVisitors(call.now, items, live.next, live.total, live.matching, live.exact))


@operation(
    bp, "GET", "/v1/visitors/pages", permission="visitors.read", query=LiveQuery, answer=LivePages
)
def list_pages(call: Call[Nothing]) -> Reply:
    """How many are on which page now."""
    found = visitors.pages(call.speaker.account, _asked(call.query), call.now)
    items = [PageCount(*one) for one in found.items]
    return Reply(LivePages(call.now, items, found.total, found.exact))


@operation(bp, "GET", "/v1/visitors/{visitor}", permission="visitors.read", answer=KnownVisitor)
def get_known_visitor(call: Call[Nothing]) -> Reply:
    """A visitor and their latest visits."""
    visitor = _named(call)
    found, last_chat, latest_visits = visitors.known(call.speaker.account, visitor)
    names = VisitorTold.__struct_fields__[:-1]
    told = VisitorTold(**{name: getattr(found, name) for name in names}, last_chat=last_chat)
    return Reply(KnownVisitor(told, [_recorded(one, found) for one in latest_visits]))


@operation(
    bp,
    "POST",
    "/v1/visitors/{visitor}/invitation",
    permission="visitors.invite",
    body=InvitationRequest,
    answer=HandInvitation,
    status=201,
)
def invite_visitor(call: Call[InvitationRequest]) -> Reply:
    """Offer a visitor on the site something to talk about."""
    text = clean(call.body.text).strip()
    if not text:
        raise BadFrame("`text` is empty. Say what you offer.")
    outcome = visitors.invite(call.act, _named(call), call.body.visit, text)
    return Reply(HandInvitation(*outcome.value, state="offered"), events=outcome.events)


@operation(
    bp,
    "DELETE",
    "/v1/visitors/{visitor}/invitation",
    permission="visitors.invite",
    status=204,
)
def withdraw_invitation(call: Call[Nothing]) -> Reply:
    """Take back what is offered to a visitor by hand."""
    return Reply(events=visitors.withdraw(call.act, _named(call)).events)


@operation(
    bp, "GET", "/v1/visits", permission="visitors.read", query=VisitQuery, answer=RecordedVisits
)
def list_visits(call: Call[Nothing]) -> Reply:
    """Recorded visits with their pages, of a day at most."""
    query = call.query
    end = call.now + 1 if query.to is None else query.to
    begin = end - end % DAY_MS if query.from_ is None else query.from_
    if begin // DAY_MS != (end - 1) // DAY_MS:
        raise BadFrame("`from` and `to` are of one day (UTC). Ask for each day by itself.")
    page = visitors.recorded(call.speaker.account, begin, end, query.after, query.limit)
    return Reply(RecordedVisits([_recorded(one) for one in page.items], page.next))


def _asked(query: LiveQuery) -> Asked:
    if not re.search(CURSOR, query.after or "0"):
        raise BadFrame("`after` is not a cursor. Take `next` of an earlier answer.")
    before, _, visit = query.after.partition(".")
    given = {name: getattr(query, name) for name in LiveQuery.__struct_fields__ if name != "after"}
    return Asked(**given, before=int(before or 0), visit=visit)


def _named(call: Call[Any]) -> str:
    visitor = call.path["visitor"]
    if not ids.matches(ids.VISITOR, visitor):
        raise NoSuchVisitor(f"There is no visitor {visitor[:40]} in your account.")
    return visitor


def _visit(one: Visit, known: Visitor | None = None) -> dict[str, Any]:
    """What is told of a visit; who it is by the site's word, else by what they said in a chat."""
    who = one.identity
    same = ("url", "title", "started", "page_at", "seen", "left", "referrer", "language")
    told = {name: getattr(one, name) for name in (*same, "connection", "visitor")}
    place = one.source.place
    return told | {
        "visit": one.id,
        "name": (who.name if who else "") or (known.name if known else ""),
        "email": (who.email if who else "") or (known.email if known else ""),
        "identity": who.id if who else "",
        "verified": bool(who and who.verified),
        "browser": one.browser.name,
        "os": one.browser.system,
        "device": one.browser.device,
        "place": SeenPlace(place.country, place.region, place.city),
        "variables": dict(one.variables),
        "cart": CartTold(**one.cart) if one.cart is not None else None,  # type: ignore[arg-type]
        "engagements": [EngagementSeen(*each) for each in latest(one.engagements)],
        "invitation": _hand(one),
    }


def _hand(one: Visit) -> HandInvitation | None:
    if one.invitation is None:
        return None
    since = [each for each in one.engagements if each.rule == 0 and each.at >= one.invitation.at]
    state = latest(since)[0].state if since else "offered"
    return HandInvitation(*one.invitation, state=state)


def _recorded(one: Visit, known: Visitor | None = None) -> RecordedVisit:
    pages = [RecordedPage(*page[:5], dict(page.variables)) for page in one.pages]
    events = [_event(event) for event in one.events]
    more: dict[str, Any] = {"screen": one.screen, "zone": one.zone, "ip": one.source.ip}
    return RecordedVisit(
        **_visit(one, known), pages=pages, seen_pages=one.page, events=events, **more
    )


def _event(event: PageEvent) -> Variables:
    return {"page": event.page, "at": event.at, "kind": event.kind, **event.told}
