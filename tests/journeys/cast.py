"""Who takes part in a journey: makes their browsers, and hears everything these complain of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.journeys.agent import Agent
from tests.journeys.place import Place
from tests.journeys.visitor import Visitor

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 15_000
# What the browser itself notes of a server that is down; no script can keep it from that.
NETWORK = ("Failed to load resource", "WebSocket connection to")
VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Cast:
    def __init__(self, place: Place, chromium: Browser) -> None:
        self.place, self.chromium = place, chromium
        self.contexts: list[BrowserContext] = []
        self.pages: list[Page] = []
        self.complaints: list[str] = []

    def context(self, **options: Any) -> BrowserContext:
        given = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB"}
        context = self.chromium.new_context(**(given | options))
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(VIOLATIONS)
        context.on("page", self.watch)
        context.on("console", self.hear)
        self.contexts.append(context)
        return context

    def watch(self, page: Page) -> None:
        self.pages.append(page)
        self.place.logs.listen(page)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NETWORK):
            self.complaints.append(f"{message.location['url']}: {message.text}")

    def visitor(self, **options: Any) -> Visitor:
        """Somebody new, with nothing in their browser yet."""
        return Visitor(self.place, self.context(**options).new_page())

    def tab_of(self, visitor: Visitor) -> Visitor:
        return Visitor(self.place, visitor.page.context.new_page())

    def agent(self, name: str, **options: Any) -> Agent:
        """In front of the console, not signed in."""
        return Agent(self.place, self.context(**options).new_page(), name)

    def online(self, name: str, **options: Any) -> Agent:
        agent = self.agent(name, **options)
        agent.signs_in()
        agent.goes_online()
        return agent

    def leave(self) -> None:
        for context in self.contexts:
            context.close()

    def draw(self, folder: Path) -> None:
        """What everybody saw when the journey failed."""
        for number, page in enumerate(self.pages):
            if not page.is_closed():
                page.screenshot(path=folder / f"page-{number}.png")


expect.set_options(timeout=PATIENCE_MS)
