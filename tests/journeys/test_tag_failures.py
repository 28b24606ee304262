"""Whatever is missing, forbidden, hostile or dead: the page works, and nobody sees an error."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.tagsite import Site, TagHost, Visitor, until

NETWORK = "Failed to load resource"
POLLUTED = """
  Object.prototype.evil = "evil";
  Object.prototype.consent = undefined;
  Object.prototype.toJSON = undefined;
  Array.prototype.first = function () { return this[0]; };
  Object.prototype.value = 7;
"""
FORBIDDEN = """
  for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {
      get: () => { throw new DOMException("no", "SecurityError"); } });
"""
NO_COOKIES = """
  Object.defineProperty(Document.prototype, "cookie", {
    get: () => { throw new DOMException("no", "SecurityError"); },
    set: () => { throw new DOMException("no", "SecurityError"); } });
"""
FULL = """
  Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
"""
OLD = """
  delete window.requestIdleCallback;
  delete window.navigation;
  delete window.CSSStyleSheet;
  delete AbortSignal.timeout;
  delete window.Temporal;
  Navigator.prototype.sendBeacon = undefined;
  delete window.IntersectionObserver;
"""


@pytest.mark.parametrize("page_of", [POLLUTED, FORBIDDEN, NO_COOKIES, FULL, OLD])
def test_a_page_that_forbids_or_spoils_things_is_counted_all_the_same(
    chromium: Browser, page_of: str
) -> None:
    with TagHost() as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab(before=page_of)
        until(tag.views, page)
        page.evaluate("parley('cart', { value: 5 }); history.pushState({}, '', '/next')")
        page.locator("body").click()
        until(lambda: len(tag.views()) >= 2, page)
        expect(button(page)).to_be_visible()
        assert vera.complaints == []
        assert "evil" not in str(tag.beacons)
        assert {view["account"] for view in tag.views()} == {"demo"}


@pytest.mark.parametrize("fails", ["500", "403", "garbage", "hang"])
def test_a_backend_that_fails_is_not_noticed(chromium: Browser, fails: str) -> None:
    with TagHost() as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        tag.fails = fails
        page = vera.tab()
        until(tag.views, page)
        expect(button(page)).to_be_visible()
        page.get_by_role("link", name="pots").click()
        until(lambda: len(tag.views()) == 2, page)
        assert [said for said in vera.complaints if not said.startswith(NETWORK)] == []


def test_a_page_that_talks_without_end_is_heard_a_little(chromium: Browser) -> None:
    with TagHost() as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab()
        until(tag.views, page)
        page.evaluate(
            """() => {
              document.title = "t".repeat(1_000_000);
              for (let n = 0; n < 10_000; n++) {
                parley("set", "v" + n, "x".repeat(600));
                parley("error", "E" + n, { message: "m".repeat(10_000) });
              }
              parley("set", { __proto__: { a: 1 }, deep: { a: 1 } });
              parley("set", null); parley(); parley("cart"); parley("identify", 5);
            }"""
        )
        until(lambda: len(tag.views()) == 2, page)
        view = tag.views()[1]
        assert len(view["title"]) == 300
        assert len(view["variables"]) <= 50
        assert len(view["events"]) <= 10
        assert vera.complaints == []


def test_before_consent_nothing_is_stored_or_sent(chromium: Browser) -> None:
    with TagHost(consent=True) as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab()
        expect(button(page)).to_be_visible()
        page.evaluate("parley('cart', { value: 5 })")
        page.get_by_role("link", name="pots").click()
        page.wait_for_timeout(1_500)
        assert tag.beacons == []
        assert vera.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        button(page).click()
        question = page.get_by_role("region", name="Invitation to chat")
        expect(question).to_contain_text("May we?")
        assert (tag.beacons, vera.context.cookies()) == ([], [])
        question.get_by_role("button", name="No, thanks").click()
        expect(question).to_have_count(0)
        button(page).click()
        question.get_by_role("button", name="Yes, chat").click()
        until(tag.views, page)
        expect(page.locator("parley-window")).to_be_visible()
        page.goto(site.origin + "/home")
        until(lambda: len(tag.views()) == 2, page)
        page.evaluate("parley('consent', false)")
        assert vera.context.cookies() == []
        sent = len(tag.beacons)
        page.get_by_role("link", name="pots").click()
        page.wait_for_timeout(1_000)
        assert len(tag.beacons) == sent


@pytest.mark.parametrize("asks", [True, False])
def test_do_not_track_is_kept_to_where_the_account_says_so(chromium: Browser, asks: bool) -> None:
    says = "Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })"
    with TagHost(dnt=asks) as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab(before=says)
        expect(button(page)).to_be_visible()
        page.wait_for_timeout(1_000)
        assert len(tag.beacons) == (0 if asks else 1)


def button(page: Page) -> Locator:
    return page.locator("parley-button button")
