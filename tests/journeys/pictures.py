"""Pictures of shop, window and console from a talk that is really held, at desktop and phone width.

`python -m tests.journeys.pictures FOLDER`; the README's own, console.png and shop.png, are among
them."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from tests.journeys.admin import opens
from tests.journeys.agent import Agent
from tests.journeys.cast import FLAGS, Cast
from tests.journeys.place import Place
from tests.journeys.visitor import Visitor

WIDE: ViewportSize = {"width": 1440, "height": 900}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 375, "height": 740}
# Pictures of plants are loaded when they come into view.
DRAWN = """
[...document.images].every(
  (image) => image.complete || image.getBoundingClientRect().top > innerHeight)
"""
TALK = [
    ("Vera", "Hello! My north-facing window gets very little sun. Would a monstera cope?"),
    ("Ada", "Hello Vera! It would live, but it grows slowly and its leaves stay small."),
    ("Ada", "Half a metre from an east window is its favourite place. Do you have one of those?"),
    ("Vera", "Only in the kitchen, and that is warm and humid."),
    ("Ada", "Then it will love you. Humid and bright without direct sun is just right."),
    ("Vera", "Wonderful. Does the clay pot come with a saucer?"),
]
OTHER_TALK = [
    ("Carl", "Hi, my order has been on its way for five days. Is something wrong?"),
    ("Ada", "Good morning Carl, let me look. Which town is it going to?"),
    ("Carl", "Utrecht"),
    ("Ada", "It left our greenhouse yesterday: we held it back for the frost."),
]


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        place = Place(Path(data))
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        with place.stack:
            draw_all(Cast(place, browser), folder)
        browser.close()


def draw_all(cast: Cast, folder: Path) -> None:
    ada = cast.agent("Ada", viewport=WIDE)
    ada.page.goto(ada.place.console)
    expect(ada.page.get_by_label("E-mail address")).to_be_focused()
    draw(ada.page, folder, "sign-in", dark=True)
    ada.signs_in()
    draw(ada.page, folder, "workspace-empty")
    ada.goes_online()
    vera = walk_in(cast, "Vera Bloom", folder)
    carl = walk_in(cast, "Carl Lind", None)
    ada.page.get_by_role("button", name="Two chats side by side").click()
    for name in ("Carl Lind", "Vera Bloom"):
        ada.has_chat_with(name)
    hold(ada, carl, "Carl Lind", OTHER_TALK)
    hold(ada, vera, "Vera Bloom", TALK)
    carl.composer.press_sequentially("Ah")
    expect(ada.pane("Carl Lind").locator(".typing-row")).to_contain_text("writing")
    ada.page.screenshot(path=folder / "console.png")
    draw(ada.page, folder, "workspace", dark=True)
    draw_folds(ada.page, folder)
    draw(vera.page, folder, "window-chat", dark=True)
    vera.page.set_viewport_size(WIDE)
    vera.page.wait_for_function(DRAWN)
    vera.page.screenshot(path=folder / "shop.png")
    vera.window.get_by_role("button", name="العربية").click()
    draw(vera.page, folder, "window-arabic")
    vera.window.locator(".head .language").click()
    vera.window.locator(".head").get_by_role("button", name="End chat").click()
    draw(vera.page, folder, "window-question")
    vera.question().get_by_role("button", name="End chat").click()
    expect(vera.window.get_by_role("button", name="New chat")).to_be_visible()
    draw(vera.page, folder, "window-ended")
    ada.ends_chat("Carl Lind")
    draw(ada.page, folder, "workspace-ended")
    ada.pane("Carl Lind").get_by_role("link", name="Transcript").click()
    expect(ada.page.locator(".transcript .bubble")).to_have_count(len(OTHER_TALK))
    draw(ada.page, folder, "closed", dark=True)
    draw_admin(ada, folder)
    cast.leave()


def walk_in(cast: Cast, name: str, folder: Path | None) -> Visitor:
    visitor = cast.visitor(viewport=DESKTOP)
    visitor.page.clock.install()
    visitor.visits()
    expect(visitor.button).to_be_visible()
    if folder:
        draw(visitor.page, folder, "shop", dark=True)
    visitor.page.clock.fast_forward("00:47")
    visitor.visits("/products/")
    visitor.page.clock.fast_forward("01:18")
    visitor.visits("/products/monstera" if folder else "/care/light")
    if folder:
        visitor.page.get_by_role("button", name="Add to cart").click()
        visitor.opens_window()
        draw(visitor.page, folder, "window-start", dark=True)
        visitor.window.get_by_role("button", name="Minimise chat").click()
    visitor.starts_chat(name, f"{name.split()[0].lower()}@example.org")
    return visitor


def hold(ada: Agent, visitor: Visitor, name: str, talk: list[tuple[str, str]]) -> None:
    for number, (speaker, text) in enumerate(talk, 1):
        if speaker == "Ada":
            ada.writes(name, text)
        else:
            visitor.writes(text)
        expect(visitor.said).to_have_count(number)
        expect(ada.pane(name).locator(".bubble")).to_have_count(number)


def draw_admin(ada: Agent, folder: Path) -> None:
    for section in ("People", "Roles", "Settings", "Snippet", "Configuration"):
        opens(ada, section)
        expect(ada.page.locator(".admin .loading")).to_have_count(0)
        draw(ada.page, folder, f"admin-{section.lower()}", dark=section == "People")


def draw(page: Page, folder: Path, name: str, dark: bool = False) -> None:
    before = page.viewport_size
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.screenshot(path=folder / f"{name}-{size['width']}.png", animations="disabled")
    if dark:
        page.emulate_media(color_scheme="dark")
        page.set_viewport_size(DESKTOP)
        page.screenshot(path=folder / f"{name}-dark.png", animations="disabled")
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(before or DESKTOP)


def draw_folds(page: Page, folder: Path) -> None:
    """On a phone the workspace shows one of its three parts at a time."""
    page.set_viewport_size(PHONE)
    folds = page.get_by_role("navigation", name="Parts of the screen")
    for fold in ("Chats", "Conversation", "Visitor"):
        folds.get_by_role("button", name=fold).click()
        page.screenshot(path=folder / f"workspace-phone-{fold.lower()}.png")
    folds.get_by_role("button", name="Conversation").click()
    page.set_viewport_size(WIDE)


if __name__ == "__main__":
    main()
