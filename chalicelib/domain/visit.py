"""A visit and its page views, as the tag reports them and agents see them."""

import re
from dataclasses import dataclass, field

Scalar = str | float | bool


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


@dataclass(frozen=True)
class Browser:
    """What a User-Agent says, in words people use."""

    name: str
    system: str
    device: str


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
