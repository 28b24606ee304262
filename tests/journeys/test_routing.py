"""An admin says by the console which chats go to whom, and it is so: levels, rules, hours."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.journeys.admin import opens, person
from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.test_accessibility import told

SKILL, RULE = "Bonsai care", "Questions on bonsai"
PAGE = "/care/bonsai"


def test_a_rule_made_in_the_console_sends_a_pages_chats_to_the_skilled_agent(cast: Cast) -> None:
    ada, ben = cast.online("Ada"), cast.online("Ben")
    makes_skill(ada)
    gives_level(ada, "Ben", "4")
    opens(ada, "Routing")
    makes_rule(ada)
    try:
        expect(rule(ada)).to_contain_text(
            f"address contains “{PAGE}” → agents with {SKILL} (level 3 or better)"
        )
        expect(rule(ada).locator(".warnings")).to_have_count(0)
        assert faults(ada.page) == []

        tries(ada, PAGE)
        expect(ada.page.get_by_text(f"{RULE} holds.")).to_be_visible()
        expect(ada.page.get_by_role("heading", name="At once: to Ben.")).to_be_visible()
        tries(ada, "/elsewhere")
        expect(
            ada.page.get_by_text(f"the page\u2019s address is “{ada.place.shop}/elsewhere”")
        ).to_be_visible()

        # A rule holds everywhere within seconds; new processes know it at once.
        ada.place.settle()
        # Ada is as free as Ben, and comes first by her id.
        for name in ("Vera", "Viktor"):
            visitor = cast.visitor()
            visitor.visits(PAGE)
            visitor.starts_chat(name)
            ben.has_chat_with(name)
    finally:
        tidies(ada)


def test_a_skill_out_of_hours_is_passed_over_and_its_rule_says_so(cast: Cast) -> None:
    ada = cast.online("Ada")
    makes_skill(ada)
    opens(ada, "Skills")
    ada.page.get_by_role("button", name=f"Business hours of {SKILL}").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("Always open").uncheck()
    for day in calendar.day_name[:5]:
        dialog.get_by_role("button", name=f"Remove this shift of {day}").click()
    expect(dialog.get_by_text("never open")).to_be_visible()
    # Neither today nor tomorrow, wherever it is midnight by then.
    later = calendar.day_name[(datetime.now(UTC).weekday() + 3) % 7]
    dialog.get_by_role("button", name=f"Add a shift on {later}").click()
    expect(dialog.get_by_text("Closed now, opens")).to_be_visible()
    assert faults(ada.page) == []
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    opens(ada, "Routing")
    makes_rule(ada)
    try:
        expect(rule(ada)).to_contain_text(f"No agent has the skill {SKILL} well enough")
        tries(ada, PAGE)
        expect(ada.page.get_by_text(f"is passed over: {SKILL} is closed now.")).to_be_visible()
        vera = cast.visitor()
        vera.visits(PAGE)
        vera.starts_chat("Vera")
        ada.page.get_by_role("link", name="Chats", exact=True).click()
        ada.has_chat_with("Vera")
    finally:
        tidies(ada)


def test_rules_are_put_in_order_by_keyboard(cast: Cast) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    opens(ada, "Routing")
    for name in ("First", "Second"):
        begins_rule(ada.page, name)
        saves(ada.page)
    ada.page.get_by_role("button", name="Move Second up").focus()
    ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_text("“Second” is number 1 now.")).to_be_visible()
    expect(ada.page.get_by_role("button", name="Move Second up")).to_be_focused()
    expect(rules(ada.page).locator("strong")).to_have_text(["Second", "First"])
    expect(rules(ada.page).nth(1)).to_contain_text("Never reached: “Second” above takes")
    for name in ("First", "Second"):
        remove(ada.page, name)
    expect(ada.page.get_by_text("No routing rules yet")).to_be_visible()


def faults(page: Page) -> list[str]:
    """What axe finds."""
    return [told(each) for each in Axe().run(page).response["violations"]]


def makes_skill(admin: Agent) -> None:
    opens(admin, "Skills")
    admin.page.get_by_label("New skill").fill(SKILL)
    admin.page.get_by_role("button", name="Add", exact=True).click()
    expect(admin.page.get_by_text(f"“{SKILL}” is added.")).to_be_visible()


def forgets_skill(admin: Agent) -> None:
    admin.page.get_by_role("button", name=f"Remove {SKILL}").click()
    question = admin.page.get_by_role("dialog")
    question.get_by_role("button", name="Remove").click()
    expect(question).to_have_count(0)


def gives_level(admin: Agent, name: str, level: str) -> None:
    opens(admin, "People")
    person(admin, name).click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name=SKILL).check()
    dialog.get_by_role("combobox", name=SKILL).select_option(level)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def makes_rule(admin: Agent) -> None:
    """For the chats of a page: skilled agents, and nobody else ever."""
    dialog = begins_rule(admin.page, RULE)
    dialog.get_by_role("button", name="Add a condition").click()
    dialog.get_by_label("Value").fill(PAGE)
    dialog.get_by_role("button", name="Ask for a skill").click()
    dialog.get_by_label("Agents with the skill").select_option(label=SKILL)
    dialog.get_by_label("At least at level").select_option("3")
    saves(admin.page)


def begins_rule(page: Page, name: str) -> Locator:
    page.get_by_role("button", name="Add a routing rule").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    return dialog


def saves(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def tidies(admin: Agent) -> None:
    """Other journeys share the account."""
    opens(admin, "Routing")
    remove(admin.page, RULE)
    opens(admin, "Skills")
    forgets_skill(admin)


def remove(page: Page, name: str) -> None:
    page.get_by_role("button", name=f"Remove {name}").click()
    question = page.get_by_role("dialog")
    question.get_by_role("button", name="Remove").click()
    expect(question).to_have_count(0)
    expect(rules(page).filter(has_text=name)).to_have_count(0)


def rules(page: Page) -> Locator:
    return page.locator(".card.routing-rule")


def rule(admin: Agent) -> Locator:
    return rules(admin.page).filter(has_text=RULE)


def tries(admin: Agent, path: str) -> None:
    admin.page.get_by_label("Address of the page").fill(admin.place.shop + path)
    admin.page.get_by_role("button", name="Try it").click()
