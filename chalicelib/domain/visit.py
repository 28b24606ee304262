"""A visit and its page views, as the tag reports them and agents see them."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from chalicelib.domain.engagement import Engagement
from chalicelib.domain.identity import Identity
from chalicelib.domain.invitation import Invitation

Scalar = str | float | bool
MINUTE_MS = 60_000
# Who says nothing for so long is not on the site any more; who left may only have gone to the next
# page.
SILENCE_MS, LEFT_MS = 30 * MINUTE_MS, 2 * MINUTE_MS
CART, PRODUCT, ERROR, CONVERTED = "cart", "product", "error", "converted"
# Of a page's record, as JSON: a visit's item is written whole with each page.
MOST_RECORD, MOST_CURRENT, MOST_EVENT = 2_048, 8_192, 600


@dataclass(frozen=True)
class Place:
    """Where the CDN says a request came from; `""` where it does not say."""

    country: str = ""
    region: str = ""
    city: str = ""


@dataclass(frozen=True)
class Source:
    """What the connection itself tells of a browser."""

    ip: str
    agent: str
    place: Place


@dataclass(frozen=True)
class PageView:
    """One page shown: `n` counts from 1 in its visit, `at` is epoch ms, `shown_ms` how long."""

    n: int
    url: str
    title: str
    at: int
    shown_ms: int = 0
    referrer: str = ""
    language: str = ""
    screen: str = ""
    zone: str = ""
    connection: str = ""
    variables: dict[str, Scalar] = field(default_factory=dict)
    source: Source = field(default_factory=lambda: Source("", "", Place()))


class PageEvent(NamedTuple):
    """What a page told of itself: `kind` is cart, product, error or converted; `at` is what the
    visitor's clock said."""

    page: int
    at: int
    kind: str
    told: Mapping[str, Scalar]


class Beside(NamedTuple):
    """What else a beacon carries: what happened since the one before, how long the page before was
    seen (its number, ms), and who the visitor is by the site's word."""

    events: tuple[PageEvent, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    before: tuple[int, int] = (0, 0)
    identity: Identity | None = None


class SeenPage(NamedTuple):
    """A page of a visit as it is kept."""

    n: int
    url: str
    title: str
    at: int
    shown_ms: int
    variables: Mapping[str, Scalar] = {}


@dataclass(frozen=True)
class Browser:
    """What a User-Agent says, in words people use."""

    name: str
    system: str
    device: str


@dataclass(frozen=True)
class Visit:
    """One visitor's stay as it is kept. `page` counts its pages, of which `pages` are the last;
    `url` to `variables` are those of the latest. `until`: from then on they are not here."""

    account: str
    id: str
    visitor: str = ""
    started: int = 0
    seen: int = 0
    left: int = 0
    until: int = 0
    page: int = 0
    page_at: int = 0
    url: str = ""
    title: str = ""
    referrer: str = ""
    language: str = ""
    screen: str = ""
    zone: str = ""
    connection: str = ""
    browser: Browser = Browser("", "", "desktop")
    source: Source = Source("", "", Place())
    variables: Mapping[str, Scalar] = field(default_factory=dict)
    cart: Mapping[str, Scalar] | None = None
    identity: Identity | None = None
    pages: tuple[SeenPage, ...] = ()
    events: tuple[PageEvent, ...] = ()
    engagements: tuple[Engagement, ...] = ()
    invitation: Invitation | None = None


def page_record(view: PageView) -> str:
    """A page as its visit keeps it: its address is cut if need be, and what does not fit of its
    variables is left out."""
    room = MOST_RECORD - len(view.title.encode())
    url = view.url.encode()[:room].decode(errors="ignore")
    kept = fitting(view.variables, room - len(url.encode()))
    told: list[Any] = [view.n, url, view.title]
    return packed([*told, kept] if kept else told)


def fitting(variables: Mapping[str, Scalar], room: int) -> dict[str, Scalar]:
    """The first of the variables that have room, as JSON in so many bytes."""
    kept: dict[str, Scalar] = {}
    for name, value in variables.items():
        room -= len(packed([name, value]).encode())
        if room < 0:
            break
        kept[name] = value
    return kept


def cart_of(events: Iterable[PageEvent]) -> Mapping[str, Scalar] | None:
    """The latest word on the cart among events."""
    carts = [event for event in events if event.kind == CART]
    return max(carts, key=lambda event: event.at).told if carts else None


def packed(told: object) -> str:
    """As short JSON."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def anonymised(ip: str) -> str:
    """The address without its end: the last octet of IPv4, the last 80 bits of IPv6. `""` if it is
    none."""
    import ipaddress

    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None) or address
    bits = 24 if mapped.version == 4 else 48
    return str(ipaddress.ip_network(f"{mapped}/{bits}", strict=False).network_address)


_BROWSERS = (
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|Chromium|HeadlessChrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+).*Safari/"),
)
_SYSTEMS = (
    ("Windows", "Windows NT"),
    ("Android", "Android"),
    ("iOS", "iPhone|iPad|iPod"),
    ("macOS", "Macintosh"),
    ("ChromeOS", "CrOS"),
    ("Linux", "Linux"),
)


def browser(user_agent: str) -> Browser:
    """Name and version, system and kind of device; `""` or `desktop` where it does not say.

    A label for people, not a decision: a User-Agent may claim anything.
    """
    name = next(
        (f"{name} {m[1]}" for name, form in _BROWSERS if (m := re.search(form, user_agent))), ""
    )
    system = next((system for system, form in _SYSTEMS if re.search(form, user_agent)), "")
    return Browser(name, system, _device(user_agent))


def _device(user_agent: str) -> str:
    if re.search("iPad|Tablet", user_agent):
        return "tablet"
    return "phone" if re.search("Mobi|iPhone", user_agent) else "desktop"
