"""An agent sees who is on the site, invites somebody by hand, and a chat comes of it."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.test_routing import faults

TEXT = "May I help you with this plant?"
SOON_MS = 40_000


def test_a_visitor_on_the_site_is_invited_by_hand_and_chats(cast: Cast) -> None:
    ben, vera = cast.online("Ben"), cast.visitor()
    vera.visits("/products/monstera/")
    looks_around(ben)
    row = on_page(ben, "/products/monstera/")
    expect(row).to_contain_text("Browsing")
    vera.visits("/care/")
    row = on_page(ben, "/care/")
    row.click()
    detail = ben.page.get_by_role("complementary", name="The visitor")
    expect(detail).to_contain_text("/products/monstera/")
    expect(detail).to_contain_text("Write what the visitor will read.")
    assert faults(ben.page) == []

    detail.get_by_label("What you say").fill(TEXT)
    detail.get_by_role("button", name="Invite").click()
    expect(detail.get_by_role("button", name="Take it back")).to_be_visible()
    # It comes with the answer to the next page view.
    vera.visits("/care/")
    card = vera.page.locator("parley-invitation section")
    expect(card).to_contain_text(TEXT, timeout=SOON_MS)
    expect(card).to_contain_text("Ben would like to help")
    expect(detail).to_contain_text("seen", timeout=SOON_MS)
    card.get_by_role("button", name="Chat now").click()
    vera.window.get_by_role("textbox", name="Your name").fill("Vera")
    vera.start.click()
    expect(vera.composer).to_be_visible()
    expect(row).to_contain_text("Chatting")
    ben.page.get_by_role("link", name="Chats", exact=True).click()
    ben.has_chat_with("Vera")
    vera.ends_chat()


def test_the_list_is_searched_filtered_and_grouped_by_page(cast: Cast) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    for path in ("/care/moss", "/care/moss", "/care/palm"):
        cast.visitor().visits(path)
    looks_around(ada)
    search = ada.page.get_by_role("searchbox", name="Search visitors")
    search.fill("/care/moss")
    expect(rows(ada)).to_have_count(2)
    expect(on_page(ada, "/care/palm")).to_have_count(0)
    search.fill("nobody is called so")
    expect(ada.page.get_by_role("heading", name="Nobody fits")).to_be_visible()
    ada.page.get_by_role("button", name="Remove all filters").click()
    expect(on_page(ada, "/care/palm")).to_have_count(1)
    ada.page.get_by_role("button", name="By page").click()
    moss = ada.page.get_by_role("button").filter(has_text="/care/moss")
    expect(moss).to_contain_text("2 visitors")
    moss.click()
    expect(rows(ada)).to_have_count(2)


def test_arrow_keys_go_through_the_list(cast: Cast) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    for path in ("/care/ivy", "/care/ivy"):
        cast.visitor().visits(path)
    looks_around(ada)
    ada.page.get_by_role("searchbox", name="Search visitors").fill("/care/ivy")
    expect(rows(ada)).to_have_count(2)
    rows(ada).nth(0).focus()
    ada.page.keyboard.press("ArrowDown")
    expect(rows(ada).nth(1)).to_be_focused()
    ada.page.keyboard.press("Home")
    expect(rows(ada).nth(0)).to_be_focused()
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_role("complementary", name="The visitor")).to_be_visible()


def looks_around(agent: Agent) -> None:
    agent.page.get_by_role("link", name="Visitors", exact=True).click()
    expect(agent.page.get_by_role("heading", name="Visitors", exact=True)).to_be_visible()


def rows(agent: Agent) -> Locator:
    return (
        agent.page.get_by_role("region", name="Visitors").get_by_role("listitem").locator("button")
    )


def on_page(agent: Agent, path: str) -> Locator:
    return rows(agent).filter(has_text=path)
