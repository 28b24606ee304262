"""An agent's browser: sign-in, status, chats side by side, closed chats."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.journeys.place import Place


class Agent:
    """One tab of an agent; the labels are those of the English catalogue."""

    def __init__(self, place: Place, page: Page, name: str) -> None:
        self.place, self.page, self.name = place, page, name
        self.status = page.get_by_role("group", name="Your status")
        self.panel = page.get_by_role("complementary", name="About the visitor")
        self.chats = page.get_by_role("navigation", name="My chats").get_by_role("listitem")

    def opens_console(self, password: str = "") -> None:
        signs_in = self.place.sign_in_of(self.name)
        self.page.goto(self.place.console)
        self.page.get_by_label("E-mail address").fill(signs_in.email)
        self.page.get_by_label("Password", exact=True).fill(password or signs_in.password)
        self.page.get_by_role("button", name="Sign in").click()

    def signs_in(self) -> None:
        self.opens_console()
        self.is_connected()

    def is_connected(self) -> None:
        expect(self.status).to_be_enabled()
        expect(self.page.get_by_role("status").filter(has_text="Connected")).to_be_visible()

    def goes_online(self) -> None:
        self.status.get_by_text("Online").click()
        expect(self.status.get_by_role("radio", name="Online")).to_be_checked()
        self.place.until_somebody_is_there()

    def signs_out(self) -> None:
        self.page.get_by_role("button", name=f"Your menu, {self.name}").click()
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_role("heading", name="Sign in")).to_be_visible()

    def pane(self, visitor: str) -> Locator:
        return self.page.get_by_role("region", name=f"Chat with {visitor}", exact=True)

    def has_chat_with(self, visitor: str) -> Locator:
        """Waits for the chat and takes it into view."""
        self.chats.filter(has_text=visitor).get_by_role("button").click()
        pane = self.pane(visitor)
        expect(pane.get_by_role("textbox")).to_be_visible()
        return pane

    def writes(self, visitor: str, *lines: str) -> None:
        composer = self.pane(visitor).get_by_role("textbox")
        for line in lines:
            composer.fill(line)
            composer.press("Enter")

    def sees(self, visitor: str, *lines: str) -> None:
        """Exactly these lines in this order, all of them confirmed."""
        pane = self.pane(visitor)
        expect(pane.locator(".bubble")).to_have_text(list(lines))
        expect(pane.locator(".line.pending")).to_have_count(0)

    def system_lines(self, visitor: str) -> Locator:
        return self.pane(visitor).locator(".system-line")

    def ends_chat(self, visitor: str) -> None:
        pane = self.pane(visitor)
        pane.get_by_role("button", name="End chat").click()
        pane.get_by_role("alertdialog").get_by_role("button", name="End chat").click()
        expect(pane.get_by_text("This chat has ended.").first).to_be_visible()
