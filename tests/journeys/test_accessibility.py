"""Every screen through axe, in each of its looks: light and dark, desktop and phone."""

from __future__ import annotations

from itertools import product
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.cast import Cast
from tests.journeys.place import Place

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES: tuple[ViewportSize, ...] = (
    {"width": 1280, "height": 800},
    {"width": 375, "height": 740},
    {"width": 320, "height": 640},
)
# Half drawn colours while a thing fades in are nobody's colours.
STILL = {"reduced_motion": "reduce"}


def test_shop_and_window_are_accessible_before_during_and_after_a_chat(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor(**STILL)
    vera.visits("/products/")
    expect(vera.button).to_be_visible()
    found = faults(vera.page, "button")
    vera.opens_window()
    found += faults(vera.page, "start")
    vera.window.get_by_label("Your name").fill("Vera")
    vera.start.click()
    ada.has_chat_with("Vera")
    vera.writes("Hello", "See https://example.org")
    ada.writes("Vera", "Hello Vera")
    vera.sees("Hello", "See https://example.org", "Hello Vera")
    found += faults(vera.page, "chat")
    vera.window.locator(".head").get_by_role("button", name="End chat").click()
    found += faults(vera.page, "question")
    vera.question().get_by_role("button", name="End chat").click()
    expect(vera.window.get_by_role("button", name="New chat")).to_be_visible()
    found += faults(vera.page, "ended")
    assert not found, "\n".join(found)


def test_the_console_is_accessible_on_every_screen(cast: Cast) -> None:
    ada = cast.agent("Ada", **STILL)
    ada.page.goto(ada.place.console)
    expect(ada.page.get_by_label("E-mail address")).to_be_visible()
    found = faults(ada.page, "sign-in")
    ada.signs_in()
    found += faults(ada.page, "empty workspace")
    ada.goes_online()
    for name in ("Vera", "Carl"):
        visitor = cast.visitor()
        visitor.visits("/products/monstera")
        visitor.starts_chat(name, "someone@example.org")
        ada.has_chat_with(name)
        visitor.writes("A question")
        ada.writes(name, "An answer")
    expect(ada.panel.locator(".pages li")).to_have_count(1)
    found += faults(ada.page, "workspace")
    ada.ends_chat("Carl")
    ada.pane("Carl").get_by_role("link", name="Transcript").click()
    expect(ada.page.locator(".transcript .bubble")).to_have_count(2)
    found += faults(ada.page, "closed chats")
    ada.page.get_by_role("button", name="Your menu, Ada").click()
    found += faults(ada.page, "menu")
    ada.page.get_by_role("button", name="Keyboard shortcuts").last.click()
    found += faults(ada.page, "shortcuts")
    assert not found, "\n".join(found)


def test_waiting_messages_and_planning_are_accessible(cast: Cast, place: Place) -> None:
    place.allow_chats("ag_ada", 1)
    ada = cast.online("Ada", **STILL)
    page = ada.page
    for name in ("Vera", "Carl"):
        visitor = cast.visitor(**STILL)
        visitor.visits()
        visitor.starts_chat(name)
    visitor.writes("Where is my order?")
    expect(visitor.queue).to_contain_text("You are number 1")
    found = faults(visitor.page, "queue of the window")
    page.get_by_role("link", name="Queue").click()
    expect(page.get_by_role("row", name="Ada")).to_be_visible()
    found += faults(page, "queue")
    visitor.window.get_by_role("button", name="Leave the queue").click()
    expect(visitor.window).to_contain_text("You left the queue")
    found += faults(visitor.page, "leaving a message")
    visitor.window.get_by_label("Your e-mail").fill("carl@shop.test")
    visitor.window.get_by_role("button", name="Send message").click()
    expect(visitor.window).to_contain_text("We will answer")
    page.get_by_role("link", name="Messages").click()
    found += faults(page, "messages")
    page.get_by_role("link", name="Carl").click()
    expect(page.locator(".message-text")).to_be_visible()
    found += faults(page, "message")
    page.goto(place.console + "#/whatif")
    page.get_by_role("button", name="Play both days").click()
    expect(page.get_by_role("row", name="Mean wait")).to_be_visible()
    page.get_by_text("As a table").first.click()
    page.get_by_text("Chats in each hour as numbers").click()
    found += faults(page, "what if")
    assert not found, "\n".join(found)


def faults(page: Page, screen: str) -> list[str]:
    """What axe objects to in any of the looks; and whether anything is wider than the screen."""
    found = []
    for scheme, size in product(SCHEMES, SIZES):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(size)
        look = f"{screen}, {scheme}, {size['width']}"
        found += [f"{look}: {told(each)}" for each in Axe().run(page).response["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{look}: wider than the screen")
    page.set_viewport_size(SIZES[0])
    return found


def told(violation: dict[str, Any]) -> str:
    nodes = [f"{node['target']}: {node['failureSummary']}" for node in violation["nodes"][:3]]
    return f"{violation['id']} {nodes}"
