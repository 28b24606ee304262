"""An invitation on the page: seen, heard, answered, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.tagsite import Site, TagHost, Visitor, until
from tests.journeys.test_accessibility import faults

HAND = {"invitation": {"id": "in_1", "text": "Shall I <b>help</b> you choose?", "agent": "Ada"}}
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def tag() -> Iterator[TagHost]:
    with TagHost() as host:
        host.answer_to_view = HAND
        yield host


@pytest.fixture
def vera(tag: TagHost, chromium: Browser) -> Iterator[Visitor]:
    with Site(tag) as site, Visitor(chromium, site) as visitor:
        yield visitor
        assert visitor.complaints == []


def test_by_hand_it_is_text_from_an_agent_and_takes_no_focus(tag: TagHost, vera: Visitor) -> None:
    page = vera.tab(before=SHIFTS)
    page.get_by_label("field").focus()
    card = invitation(page)
    expect(card).to_contain_text("Ada would like to help")
    expect(card).to_contain_text("<b>help</b>")
    expect(card.get_by_role("status")).to_contain_text("Shall I")
    expect(page.get_by_label("field")).to_be_focused()
    until(lambda: "0:shown" in tag.states(), page)
    assert page.evaluate("window.shifts") == 0
    card.get_by_role("button", name="Chat now").click()
    expect(page.locator("parley-window")).to_be_visible()
    until(lambda: tag.states() == ["0:offered", "0:shown", "0:accepted"], page)
    assert {one["variant"] for one in tag.told("engagements")} == {"in_1"}


def test_escape_declines_but_not_while_the_visitor_is_elsewhere(
    tag: TagHost, vera: Visitor
) -> None:
    page = vera.tab()
    card = invitation(page)
    expect(card).to_be_visible()
    page.get_by_label("field").press("Escape")
    expect(card).to_be_visible()
    card.get_by_role("button", name="Chat now").focus()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    until(lambda: tag.states()[-1:] == ["0:declined"], page)


def test_unseen_it_does_not_count_and_left_it_was_ignored(tag: TagHost, vera: Visitor) -> None:
    hidden = """Object.defineProperty(document, "visibilityState", {
      get: () => window.state ?? "hidden" });"""
    page = vera.tab(before=hidden)
    expect(invitation(page)).to_be_visible()
    page.wait_for_timeout(2_500)
    assert "0:shown" not in tag.states()
    page.evaluate("state = 'visible'; document.dispatchEvent(new Event('visibilitychange'))")
    until(lambda: "0:shown" in tag.states(), page)
    page.goto(vera.site.origin + "/bare")
    until(lambda: tag.states()[-1] == "0:ignored", page)


@pytest.mark.parametrize("width", [375, 1440])
def test_it_fits_and_leaves_the_button_free(tag: TagHost, chromium: Browser, width: int) -> None:
    screen = {"width": width, "height": 700}
    with Site(tag) as site, Visitor(chromium, site, viewport=screen) as vera:
        page = vera.tab()
        card = invitation(page)
        expect(card).to_be_visible()
        card.evaluate("e => Promise.all(e.getAnimations({subtree: true}).map((a) => a.finished))")
        box, button = card.bounding_box(), page.locator("parley-button button").bounding_box()
        assert box
        assert button
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= button["y"]
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_policy_that_forbids_styles_and_scripts_of_others_is_kept_to(
    tag: TagHost, chromium: Browser
) -> None:
    policy = f"default-src 'none'; script-src {tag.origin} 'unsafe-inline'; "
    policy += f"connect-src {tag.origin}; img-src data:"
    with (
        Site(tag, headers={"Content-Security-Policy": policy}) as site,
        Visitor(chromium, site) as vera,
    ):
        page = vera.tab()
        expect(invitation(page)).to_be_visible()
        assert vera.complaints == []


def invitation(page: Page) -> Locator:
    return page.get_by_role("region", name="Invitation to chat")


def test_it_is_accessible_in_each_of_its_looks(tag: TagHost, chromium: Browser) -> None:
    with Site(tag) as site, Visitor(chromium, site, reduced_motion="reduce") as vera:
        page = vera.tab()
        expect(invitation(page)).to_contain_text("Shall I")
        found = faults(page, "invitation")
        # What the bare page itself lacks is not the matter here.
        assert [fault for fault in found if "parley" in fault] == []
