"""A visitor's browser: the shop's pages, the button, the chat window."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.place import Place


class Visitor:
    """One tab of a visitor; the labels are those of the English catalogue."""

    def __init__(self, place: Place, page: Page) -> None:
        self.place, self.page = place, page
        self.button = page.locator("parley-button button")
        self.window = page.locator("parley-window")
        self.start = self.window.get_by_role("button", name="Start chat")
        self.composer = self.window.get_by_role("textbox", name="Write a message")
        self.said = self.window.locator(".line.visitor .bubble, .line.agent .bubble")
        self.told = self.window.locator(".line.system")
        self.marks = self.window.locator(".mark.last")
        self.queue = self.window.locator(".queue")
        self.banner = self.window.locator(".banner")
        self.typing = self.window.locator(".typing")

    def visits(self, path: str = "/") -> None:
        self.page.goto(self.place.shop + path)

    def opens_window(self) -> None:
        self.button.click()
        expect(self.window.locator("#title")).to_be_visible()

    def starts_chat(self, name: str = "", email: str = "") -> None:
        """From a page of the shop until the chat has begun, whether or not somebody has it."""
        self.opens_window()
        self.window.get_by_role("textbox", name="Your name").fill(name)
        self.window.get_by_role("textbox", name="Your e-mail").fill(email)
        self.window.get_by_role("button", name="Start chat").or_(
            self.window.get_by_role("button", name="Join the queue")
        ).click()
        expect(self.composer).to_be_visible()

    def writes(self, *lines: str) -> None:
        for line in lines:
            self.composer.fill(line)
            self.composer.press("Enter")

    def sees(self, *lines: str) -> None:
        """Exactly these lines in this order, all of them confirmed."""
        expect(self.said).to_have_text(list(lines))
        expect(self.window.locator(".line.sending, .line.refused")).to_have_count(0)

    def is_told(self, *texts: str) -> None:
        expect(self.told).to_have_text(list(texts))

    def ends_chat(self) -> None:
        self.window.locator(".head").get_by_role("button", name="End chat").click()
        self.window.get_by_role("alertdialog").get_by_role("button", name="End chat").click()
        expect(self.window.get_by_role("button", name="New chat")).to_be_visible()

    def question(self) -> Locator:
        return self.window.get_by_role("alertdialog")
