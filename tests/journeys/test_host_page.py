"""A shop whose Parley is dead is a shop: it loads, it sells, it throws nothing."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.cast import Cast
from tests.journeys.deadhosts import (
    DeadHost,
    babbling,
    broken,
    hanging,
    refused,
    shop_with_tag_from,
)

LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd > 0"
ASKED = "document.querySelector('script[src$=\"parley.js\"]') !== null"


@pytest.mark.parametrize("dead", [refused, hanging, babbling, broken])
def test_the_shop_does_not_notice_that_the_tag_s_host_is(cast: Cast, dead: DeadHost) -> None:
    page = cast.context().new_page()
    with dead() as port, shop_with_tag_from(port) as shop:
        page.goto(f"{shop}/products/monstera")
        page.wait_for_function(LOADED)
        page.wait_for_function(ASKED)
        buys(page)
        expect(page.locator("parley-button")).to_have_count(0)
        # With its browser closed the host's open answers end too.
        page.context.close()


def test_the_shop_does_not_notice_a_script_of_noise(cast: Cast) -> None:
    page = cast.context().new_page()
    page.route("**/parley.js", lambda route: route.fulfill(body="\x01 <html> {", status=200))
    page.goto(cast.place.shop + "/products/monstera")
    page.wait_for_function(ASKED)
    buys(page)
    # The browser itself notes what it could not read, and nothing else was noted.
    assert {complaint.rpartition(": ")[2] for complaint in cast.complaints} <= {
        "Invalid or unexpected token"
    }
    cast.complaints.clear()


@pytest.mark.parametrize("how", ["abort", "error", "noise"])
def test_nothing_is_offered_where_all_behind_the_tag_is_dead(cast: Cast, how: str) -> None:
    cast.online("Ada")
    page = cast.context().new_page()
    page.route(re.compile(r"availability\.json|/v1/|/tag/window"), lambda route: fail(route, how))
    with (
        page.expect_response(lambda answer: "availability" in answer.url)
        if how != "abort"
        else (page.expect_request_finished())
    ):
        page.goto(cast.place.shop + "/products/monstera")
    buys(page)
    expect(page.locator("parley-button")).to_have_count(0)


def test_a_window_that_does_not_load_is_told_and_loads_the_next_time(cast: Cast) -> None:
    cast.online("Ada")
    vera = cast.visitor()
    vera.page.route("**/tag/window.*", lambda route: route.abort("connectionrefused"))
    vera.visits()
    vera.button.click()
    expect(vera.button).to_have_accessible_name("Chat could not load. Try again")
    vera.page.unroute("**/tag/window.*")
    vera.opens_window()
    expect(vera.start).to_be_visible()


def fail(route: Route, how: str) -> None:
    if how == "abort":
        route.abort("connectionreset")
    elif how == "error":
        route.fulfill(status=500, body="no")
    else:
        route.fulfill(body="\x00\x01{", headers={"Access-Control-Allow-Origin": "*"})


def buys(page: Page) -> None:
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("link", name=re.compile("Cart"))).to_contain_text("1")
