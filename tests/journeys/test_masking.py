"""What must not be kept is masked in everybody's tab, also the writer's own; what the account keeps
is revealed to an admin who says why."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from infra.local.settings import TABLES
from tests.journeys.admin import opens
from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.place import Place
from tests.journeys.test_accessibility import faults

CARD, MASKED_CARD = "4111 1111 1111 1111", "4111 11•• •••• 1111"
ORDER, MASKED_ORDER = "ORD-739154", "•••-••••••"
SAID = f"It is {ORDER}, paid with {CARD}"
MASKED = f"It is {MASKED_ORDER}, paid with {MASKED_CARD}"
HIDDEN = ("739154", "1111 1111 1111")


@pytest.fixture(autouse=True)
def _as_before(place: Place) -> Iterator[None]:
    """Other journeys find the account's settings as they were."""
    yield
    place.service("dynamodb").update_item(
        TableName=f"{TABLES}accounts",
        Key={"id": {"S": "demo"}},
        UpdateExpression="REMOVE patterns, kept",
    )


def test_a_masked_order_number_is_shown_to_nobody_until_it_is_revealed(cast: Cast) -> None:
    ada = cast.online("Ada")
    keeps_order_numbers(ada)
    ada.page.get_by_role("link", name="Chats", exact=True).click()
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")

    vera.writes(SAID, "Thanks")

    vera.sees(MASKED, "Thanks")
    ada.sees("Vera", MASKED, "Thanks")
    nothing_shows(vera.page, ada.page)
    vera.page.reload()
    vera.sees(MASKED, "Thanks")
    nothing_shows(vera.page)

    ada.ends_chat("Vera")
    ada.page.get_by_role("link", name="Closed chats").click()
    ada.page.get_by_role("link", name="Vera").click()
    reveals(ada)
    opens(ada, "Audit trail")
    expect(ada.page.get_by_text("Masked text revealed").first).to_be_visible()


def keeps_order_numbers(ada: Agent) -> None:
    opens(ada, "Settings")
    page = ada.page
    # Other journeys of the same account may have patterns too.
    page.get_by_role("button", name="Add a pattern").click()
    page.get_by_label("Name", exact=True).last.fill("Order numbers")
    page.get_by_label("Regular expression").last.fill(r"ORD-\d{6}")
    page.get_by_label("Keep what is masked, encrypted").last.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The settings are saved")).to_be_visible()
    page.reload()
    kept = page.get_by_role("checkbox", name="Keep what is masked, encrypted", checked=True)
    expect(kept).to_have_count(1)
    expect(page.get_by_label("Keep card numbers, encrypted")).not_to_be_checked()


def reveals(ada: Agent) -> None:
    page = ada.page
    expect(page.get_by_text(MASKED)).to_be_visible()
    nothing_shows(page)
    buttons = page.get_by_role("button", name="Show what is masked")
    expect(buttons).to_have_count(1)
    buttons.click()
    question = page.get_by_role("dialog", name="Show what is masked")
    assert faults(page, "question") == []
    question.get_by_label("Why do you need to see it?").fill("A refund")
    question.get_by_role("button", name="Show", exact=True).click()
    # Card numbers are not kept: they stay as they are.
    expect(page.get_by_text(f"It is {ORDER}, paid with {MASKED_CARD}")).to_be_visible()
    assert faults(page, "revealed") == []
    page.get_by_role("button", name="Hide it again").click()
    nothing_shows(page)


def nothing_shows(*pages: Page) -> None:
    """In no part of a page, nor in what it keeps for itself."""
    for page in pages:
        texts = page.locator("body").inner_text(), page.content()
        kept = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])")
        for hidden in HIDDEN:
            assert not re.search(hidden, "\n".join((*texts, str(kept))))
