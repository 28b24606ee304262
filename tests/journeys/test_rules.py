"""An admin makes a rule in the console, and it works in the shop within seconds; and goes back."""

from __future__ import annotations

import time

from playwright.sync_api import Locator, TimeoutError, expect

from tests.journeys.admin import opens
from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.place import until
from tests.journeys.test_routing import faults
from tests.journeys.visitor import Visitor

RULE, PAGE = "Help with ferns", "/care/fern"
TITLE, TEXT = "Ferns are shy", "Shall we look at yours together?"
LIMIT_S = 5


def test_a_rule_made_in_the_console_fires_in_the_shop_and_can_be_taken_back(cast: Cast) -> None:
    ada, vera = cast.online("Ada"), cast.visitor()
    vera.visits(PAGE)
    opens(ada, "Rules")
    ada.page.get_by_role("link", name="New rule").click()
    says(ada, RULE, PAGE)
    summary = ada.page.get_by_role("complementary", name="The rule in words")
    expect(summary).to_contain_text(f"If the page\u2019s address contains “{PAGE}”")
    expect(summary).to_contain_text(f"invite with “{TITLE}”")
    assert faults(ada.page) == []
    saves(ada)
    saved = time.monotonic()
    expect(sees_invitation(vera)).to_contain_text(TEXT)
    assert time.monotonic() - saved < LIMIT_S
    vera.visits("/care/")
    expect(invitation(vera)).to_have_count(0)

    shows_why(ada, vera)
    ada.page.get_by_role("link", name="Versions").click()
    chosen = ada.page.get_by_role("button", name="A rule was made")
    expect(chosen.first).to_be_visible()
    goes_back(ada)
    expect(ada.page.get_by_text("Went back to a version").first).to_be_visible()
    ada.page.get_by_role("navigation", name="Views").get_by_role("link", name="Rules").click()
    expect(ada.page.get_by_role("heading", name="Rules", exact=True)).to_be_visible()
    expect(card(ada)).to_have_count(0)


def test_edits_that_were_not_saved_are_still_there_after_a_reload(cast: Cast) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    opens(ada, "Rules")
    ada.page.get_by_role("link", name="New rule").click()
    save = ada.page.get_by_role("button", name="Save and publish")
    expect(ada.page.get_by_text("Give the rule a name.")).to_be_visible()
    expect(save).to_have_attribute("aria-disabled", "true")
    ada.page.get_by_label("Name", exact=True).fill("Half a thought")
    expect(ada.page.get_by_text("A condition has no value yet.")).to_be_visible()
    until(lambda: "Half a thought" in ada.page.evaluate("JSON.stringify({...localStorage})"))
    ada.page.reload()
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value("Half a thought")
    ada.page.get_by_role("button", name="Drop them").click()
    expect(ada.page.get_by_label("Name", exact=True)).to_have_value("")


def test_conditions_are_moved_and_grouped_by_keyboard(cast: Cast) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    opens(ada, "Rules")
    ada.page.get_by_role("link", name="New rule").click()
    first = ada.page.get_by_role("group", name="Condition 1", exact=True)
    first.get_by_label("Value", exact=True).fill("/one")
    ada.page.get_by_role("button", name="Condition", exact=True).click()
    second = ada.page.get_by_role("group", name="Condition 2", exact=True)
    expect(second.get_by_label("What")).to_be_focused()
    ada.page.keyboard.press("Alt+ArrowUp")
    expect(second.get_by_label("Value", exact=True)).to_have_value("/one")
    expect(first.get_by_label("What")).to_be_focused()
    second.get_by_role("button", name="Put 2 into a group of its own").press("Enter")
    inner = ada.page.get_by_role("group", name="Condition 2.1", exact=True)
    expect(inner.get_by_label("Value", exact=True)).to_have_value("/one")
    inner.get_by_label("Value", exact=True).press("Alt+ArrowUp")
    expect(second.get_by_label("Value", exact=True)).to_have_value("/one")


def says(admin: Agent, name: str, address: str) -> None:
    page = admin.page
    page.get_by_label("Name", exact=True).fill(name)
    condition = page.get_by_role("group", name="Condition 1", exact=True)
    condition.get_by_label("Value", exact=True).fill(address)
    action = page.get_by_role("region", name="Invitation", exact=True)
    action.get_by_label("Title").fill(TITLE)
    action.get_by_label("Text").fill(TEXT)


def saves(admin: Agent) -> None:
    admin.page.get_by_role("button", name="Save and publish").click()
    expect(admin.page.get_by_text(f"“{RULE}” is saved and live.")).to_be_visible()


def invitation(visitor: Visitor) -> Locator:
    return visitor.page.locator("parley-invitation section")


def sees_invitation(visitor: Visitor) -> Locator:
    """On the page as it is opened again and again, as soon as the new tag is there."""
    found = invitation(visitor)
    ends = time.monotonic() + LIMIT_S
    while time.monotonic() < ends:
        visitor.visits(PAGE)
        try:
            found.wait_for(timeout=1_000)
        except TimeoutError:
            continue
        break
    return found


def shows_why(admin: Agent, visitor: Visitor) -> None:
    """Explain names the page on which the rule fired, and what does not hold on the last one."""
    admin.page.get_by_role("link", name="All rules").click()
    admin.page.get_by_role("link", name="Explain").click()
    admin.page.locator(".explain-visits").get_by_role("link").first.click()
    told = admin.page.get_by_role("listitem").filter(has=admin.page.get_by_role("link", name=RULE))
    expect(told).to_contain_text("Fired on page")
    expect(told).to_contain_text(f"It was “{visitor.place.shop}/care/”.")
    assert faults(admin.page) == []


def goes_back(admin: Agent) -> None:
    """To the version before the one that is live."""
    versions = admin.page.get_by_role("button", name="Version")
    versions.nth(1).click()
    admin.page.get_by_role("button", name="Go back to it").click()
    question = admin.page.get_by_role("dialog")
    expect(question).to_contain_text(RULE)
    question.get_by_role("button", name="Go back to it").click()
    expect(question).to_have_count(0)


def card(admin: Agent) -> Locator:
    return admin.page.locator(".rule-card").filter(has_text=RULE)
