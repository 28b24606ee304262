"""How pages are counted: one request for each and one at its end, however they come and go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.cast import FLAGS
from tests.journeys.tagsite import Site, TagHost, Visitor, until


@pytest.fixture
def tag() -> Iterator[TagHost]:
    with TagHost() as host:
        yield host


@pytest.fixture
def vera(tag: TagHost, chromium: Browser) -> Iterator[Visitor]:
    with Site(tag) as site, Visitor(chromium, site) as visitor:
        yield visitor
        assert visitor.complaints == []


def test_a_page_is_one_request_and_one_at_its_end(tag: TagHost, vera: Visitor) -> None:
    page = vera.tab()
    until(tag.views, page)
    page.wait_for_timeout(500)
    assert [beacon["kind"] for beacon in tag.beacons] == ["view"]
    page.get_by_role("link", name="pots").click()
    until(lambda: len(tag.views()) == 2, page)
    assert [(beacon["kind"], beacon["page"]) for beacon in tag.beacons] == [
        ("view", 1),
        ("leave", 1),
        ("view", 2),
    ]
    assert tag.beacons[1]["shown_ms"] >= 500
    assert tag.views()[1]["referrer"] == vera.site.origin + "/home"


def test_what_is_said_before_the_tag_came_goes_with_the_first_view(
    tag: TagHost, chromium: Browser
) -> None:
    early = """
      addEventListener("DOMContentLoaded", () => {
        parley("set", "plan", "gold");
        parley("cart", { value: 99.5, items: 2 });
        parley("product", "pot-1", { price: 12 });
        parley("identify", { id: "c-1", name: "Vera", secret: 1 });
      });
    """
    with Site(tag, early) as site, Visitor(chromium, site) as vera:
        page = vera.tab()
        until(tag.views, page)
        page.wait_for_timeout(1_300)
        [view] = tag.beacons
    assert view["variables"] == {"plan": "gold"}
    assert view["identity"] == {"id": "c-1", "name": "Vera"}
    for event in view["events"]:
        del event["at"]
    assert view["events"] == [
        {"kind": "cart", "value": 99.5, "items": 2},
        {"kind": "product", "sku": "pot-1", "price": 12},
    ]


def test_a_page_within_an_application_counts(tag: TagHost, vera: Visitor) -> None:
    page = vera.tab()
    until(tag.views, page)
    page.evaluate("history.pushState({}, '', '/cart'); document.title = 'Cart'")
    until(lambda: len(tag.views()) == 2, page)
    page.evaluate("history.replaceState({}, '', '/cart?sort=price')")
    page.evaluate("location.hash = 'top'")
    page.wait_for_timeout(400)
    assert [(view["page"], view["title"]) for view in tag.views()] == [(1, "/home"), (2, "Cart")]
    assert tag.views()[1]["before"]["page"] == 1
    assert len(tag.beacons) == 2
    page.go_back()
    page.go_back()
    until(lambda: len(tag.views()) == 3, page)
    assert tag.views()[2]["url"].endswith("/home")


def test_tabs_of_one_visitor_share_visitor_and_visit(tag: TagHost, vera: Visitor) -> None:
    one, other = vera.tab(), vera.tab("/pots")
    until(lambda: len(tag.views()) == 2, other)
    one.bring_to_front()
    assert len({(view["visitor"], view["visit"]) for view in tag.views()}) == 1
    assert sorted(view["page"] for view in tag.views()) == [1, 2]


def test_a_page_from_the_back_forward_cache_counts_again(tag: TagHost, chromium: Browser) -> None:
    # Playwright turns that cache off unless it is told.
    keeping = chromium.browser_type.launch(
        executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    with keeping, Site(tag) as site, Visitor(keeping, site) as vera:
        page = vera.tab()
        until(tag.views, page)
        page.evaluate("window.mark = 1")
        page.goto(site.origin + "/bare")
        page.go_back(wait_until="commit")
        assert page.evaluate("window.mark") == 1, "the browser kept no such page"
        until(lambda: len(tag.views()) == 2, page)
        assert [view["page"] for view in tag.views()] == [1, 2]


def test_a_page_shown_ahead_of_time_counts_when_it_is_looked_at(
    tag: TagHost, vera: Visitor
) -> None:
    ahead = """
      let ahead = true;
      Object.defineProperty(document, "prerendering", { get: () => ahead });
      window.activate = () => {
        ahead = false;
        document.dispatchEvent(new Event("prerenderingchange"));
      };
    """
    page = vera.tab(before=ahead)
    page.wait_for_timeout(500)
    assert tag.beacons == []
    page.evaluate("parley('set', 'plan', 'gold'); activate()")
    until(tag.views, page)
    assert tag.views()[0]["variables"] == {"plan": "gold"}


def test_the_clock_of_the_visitor_may_be_put_forth_and_back(tag: TagHost, vera: Visitor) -> None:
    page = vera.tab()
    until(tag.views, page)
    for days, views in ((400, 2), (-400, 3)):
        page.evaluate(
            "(ms) => { const now = Date.now; Date.now = () => now() + ms }", days * 86_400_000
        )
        page.evaluate("history.pushState({}, '', '/day' + Math.random())")
        until(lambda views=views: len(tag.views()) == views, page)  # type: ignore[misc]
    assert [view["page"] for view in tag.views()] == [1, 1, 1]
    assert len({view["visit"] for view in tag.views()}) == 3
    assert len({view["visitor"] for view in tag.views()}) == 1
