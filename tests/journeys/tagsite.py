"""A site of a few pages that carries the tag, and the tag's host, which notes what it is told: no
stack is behind it, so that each way of failing is one word."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable
from typing import Any, Self

from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.taghosts import Host, Request
from infra.local.settings import REPOSITORY

WEB = REPOSITORY / "web"
PATIENCE_S = 10.0
Beacon = dict[str, Any]
OFFERED = {"state": "online", "at": 1}
"""What the availability file says."""


class TagHost(Host):
    """The account's files and the address of beacons. `fails` makes the latter fail: `500`,
    `garbage`, `hang`."""

    def __init__(self, **config: Any) -> None:
        super().__init__()
        self.beacons: list[Beacon] = []
        self.asked: list[str] = []
        self.answer_to_view: dict[str, Any] = {}
        self.availability: dict[str, Any] = OFFERED
        self.offers: dict[str, Any] = {}
        self.fails = ""
        self.over = threading.Event()
        self.config = {
            "account": "demo",
            "api": self.origin,
            "cdn": self.origin,
            "window": "window.js",
            "invitation": "invitation.js",
            "offers": "offers.json",
            **config,
        }

    def __exit__(self, *args: object) -> None:
        self.over.set()
        super().__exit__(*args)

    def answer(self, request: Request) -> None:
        if request.command == "POST":
            self._note(request)
            return
        self.asked.append(request.path)
        body = self._file(request.path)
        kind = "application/json" if request.path.endswith(".json") else "text/javascript"
        say(request, 200 if body else 404, kind, body)

    def _note(self, request: Request) -> None:
        beacon = json.loads(request.body)
        self.beacons.append(beacon)
        if self.fails == "hang":
            self.over.wait()
        elif self.fails == "garbage":
            say(request, 200, "text/html", b"\x00<html>{")
        elif self.fails:
            say(request, int(self.fails), "text/plain", b"no")
        elif beacon["kind"] == "leave":
            say(request, 204, "text/plain", b"")
        else:
            say(request, 200, "application/json", json.dumps(self.answer_to_view).encode())

    def _file(self, path: str) -> bytes:
        name = path.rpartition("/")[2]
        if name == "parley.js":
            text = (WEB / "dist/tag/tag.js").read_text()
            return text.replace('"__PARLEY_CONFIG__"', json.dumps(self.config)).encode()
        if name in ("window.js", "invitation.js"):
            folder = WEB / "dist" / name.removesuffix(".js")
            return next(folder.glob("*.js")).read_bytes()
        told = {"availability.json": self.availability, "offers.json": self.offers}.get(name)
        return b"" if told is None else json.dumps(told).encode()

    def views(self) -> list[Beacon]:
        return [beacon for beacon in self.beacons if beacon["kind"] == "view"]

    def told(self, kind: str) -> list[Any]:
        """All `events` or `engagements` that came, in order."""
        return [one for beacon in self.beacons for one in beacon.get(kind) or []]

    def states(self) -> list[str]:
        """What was told of rules: `7:shown`."""
        return [f"{one['rule']}:{one['state']}" for one in self.told("engagements")]


class Site(Host):
    """Pages with the snippet in their head; `/bare` has none. `localhost`: another origin."""

    def __init__(
        self, tag: TagHost, before: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__()
        self.origin = self.origin.replace("127.0.0.1", "localhost")
        snippet = (WEB / "tag/snippet.html").read_text()
        self.head = f"<script>{before}</script>" if before else ""
        self.head += snippet.replace("__PARLEY_TAG__", f"{tag.origin}/tag/demo/parley.js")
        self.headers = headers or {}

    def answer(self, request: Request) -> None:
        path = request.path.partition("?")[0]
        head = "" if path == "/bare" else self.head
        links = "".join(f"<a href='/{name}'>{name}</a> " for name in ("home", "pots", "cart"))
        body = (
            "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
            "<link rel='icon' href='data:,'>"
            f"<meta name='viewport' content='width=device-width'><title>{path}</title>{head}</head>"
            f"<body><nav>{links}</nav><input aria-label='field'>"
            "<p>A long page.</p><svg width='1' height='3000'></svg></body></html>"
        )
        say(request, 200, "text/html; charset=utf-8", body.encode(), self.headers)


class Visitor:
    """A browser of its own on the site. `complaints`: whatever the page's console was told."""

    def __init__(self, browser: Browser, site: Site, **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(**options)
        self.site = site
        self.complaints: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def tab(self, path: str = "/home", before: str = "") -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text))
        if before:
            page.add_init_script(before)
        page.goto(self.site.origin + path)
        return page


def until(true: Callable[[], object], page: Page) -> None:
    """Waits until it is so, while the page goes on."""
    ends = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < ends, "this was not so in time"
        page.wait_for_timeout(20)


def say(
    request: Request,
    status: int,
    kind: str,
    body: bytes,
    headers: dict[str, str] | None = None,
) -> None:
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(body)))
    request.send_header("Access-Control-Allow-Origin", "*")
    for name, value in (headers or {}).items():
        request.send_header(name, value)
    request.end_headers()
    # A visitor who has left needs no answer.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        request.wfile.write(body)
