"""Waiting and nobody there: how long it may take, leaving a message, hours that close."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import expect

from chalicelib.domain.hours import Hours, Span, pack
from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.place import Place, until
from tests.journeys.test_queue import enter
from tests.journeys.visitor import Visitor

FIVE_MINUTES = "[60,300000,135000000000,0,0,0]"


def test_a_place_in_the_queue_falls_and_so_does_the_wait(cast: Cast, place: Place) -> None:
    place.allow_chats("ag_ada", 1)
    place.change_account("SET pace = :pace", {":pace": {"S": FIVE_MINUTES}})
    place.settle()
    ada = cast.online("Ada")
    vera, carl, dora = (enter(cast, name) for name in ("Vera", "Carl", "Dora"))
    ada.has_chat_with("Vera")
    expect(dora.queue).to_contain_text("You are number 2 in the queue")
    longer = dora.queue.get_by_text("Probably").inner_text()
    expect(carl.queue).to_contain_text("Probably")

    ada.ends_chat("Vera")

    expect(dora.queue).to_contain_text("You are number 1 in the queue")
    expect(dora.queue).not_to_contain_text(longer)
    expect(dora.queue).to_contain_text("Probably")
    expect(vera.window.get_by_role("button", name="New chat")).to_be_visible()


def test_who_leaves_the_queue_leaves_a_message_that_an_agent_is_through_with(
    cast: Cast, place: Place, tmp_path: Path
) -> None:
    place.allow_chats("ag_ada", 1)
    ada = cast.online("Ada")
    enter(cast, "Vera")
    carl = enter(cast, "Carl")
    carl.writes("Where is my order?")
    page = ada.page
    page.get_by_role("link", name="Queue").click()
    expect(page.get_by_role("listitem").filter(has_text="Carl")).to_contain_text(
        "Where is my order?"
    )
    expect(page.get_by_role("row", name="Ada")).to_contain_text("1 of 1")
    page.screenshot(path=tmp_path / "queue.png")

    carl.window.get_by_role("button", name="Leave the queue").click()
    expect(carl.window).to_contain_text("You left the queue")
    expect(page.get_by_text("Nobody waits")).to_be_visible()
    leaves_message(carl, "carl@shop.test")

    page.get_by_role("link", name="Messages").click()
    page.get_by_role("link", name="Carl").click()
    expect(page.locator(".message-text")).to_have_text("Where is my order?")
    expect(page.get_by_role("link", name="The chat before it")).to_be_visible()
    page.screenshot(path=tmp_path / "messages.png")
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    expect(page.get_by_text("No open messages")).to_be_visible()
    page.get_by_text("Done", exact=True).first.click()
    expect(page.get_by_role("link", name="Carl")).to_be_visible()


def test_who_picks_takes_a_chat_out_of_the_queue(cast: Cast, place: Place) -> None:
    place.set_up(accept_mode="pick")
    ada = cast.online("Ada")
    page = ada.page
    page.get_by_role("link", name="Queue").click()
    vera, carl = (enter(cast, name) for name in ("Vera", "Carl"))
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Carl")
    expect(row).to_contain_text("2")

    row.get_by_role("button", name="Take Carl").click()

    carl.is_told("Ada has joined the chat")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(1)
    expect(vera.queue).to_contain_text("You are number 1 in the queue")


def test_outside_of_business_hours_it_says_when_it_opens_and_takes_a_message(
    cast: Cast, place: Place
) -> None:
    opens = datetime.now(UTC) + timedelta(hours=2)
    minute = opens.hour * 60 + opens.minute
    week = tuple((Span(minute, minute + 30),) if day == opens.weekday() else () for day in range(7))
    place.change_account("SET hours = :hours", {":hours": {"S": pack(Hours("UTC", week))}})
    place.settle()
    ada = cast.agent("Ada", timezone_id="UTC")
    ada.signs_in()
    ada.status.get_by_text("Online").click()
    until(lambda: "opens" in place.told())
    vera = cast.visitor(timezone_id="UTC")
    vera.visits()
    expect(vera.button).to_have_accessible_name(f"Chat opens {opens:%A} {opens:%H:%M}")
    vera.opens_window()
    expect(vera.window).to_contain_text(f"We are here again {opens:%A} {opens:%H:%M}")
    vera.window.get_by_label("Your message").fill("Call me, please")
    leaves_message(vera, "vera@shop.test")

    place.change_account("REMOVE hours", {})
    place.settle()
    ada.status.get_by_text("Away").click()
    until(lambda: "opens" not in place.told())
    ada.goes_online()
    vera.window.get_by_role("button", name="Check again").click()
    expect(vera.start).to_be_visible()
    ada.page.get_by_role("link", name="Messages").click()
    expect(ada.page.get_by_role("list").get_by_text("Call me, please")).to_be_visible()


def test_a_planner_sees_what_more_agents_would_change(cast: Cast, tmp_path: Path) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    page = ada.page
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("link", name="What if …").click()
    plan_on(ada)
    page.get_by_role("button", name="Play both days").click()

    left = page.get_by_role("row", name="Left unanswered")
    expect(left).to_be_visible()
    before, after = (left.get_by_role("cell").nth(n).inner_text() for n in (0, 1))
    assert int(before.split(" ")[0]) >= int(after.split(" ")[0])
    expect(page.get_by_role("img", name="Mean wait by hour")).to_be_visible()
    page.get_by_text("As a table").first.click()
    expect(page.get_by_role("row", name="12:00").first).to_be_visible()
    page.screenshot(path=tmp_path / "whatif.png", full_page=True)

    page.get_by_role("link", name="Queue").first.click()
    page.get_by_role("link", name="What if …").click()
    expect(page.get_by_role("spinbutton", name="Agents").first).to_have_value("9")
    expect(left).to_be_visible()
    page.get_by_role("button", name="As it is today").click()
    expect(page.get_by_text("Nothing is changed yet.")).to_be_visible()


def leaves_message(visitor: Visitor, email: str) -> None:
    """Fills in the address and sends what is written."""
    window = visitor.window
    form = window.get_by_role("group", name="Leave a message")
    form.get_by_label("Your e-mail").fill(email)
    form.get_by_role("button", name="Send message").click()
    expect(window).to_contain_text(f"We will answer to {email}")


def plan_on(planner: Agent) -> None:
    """Twice the agents in the first team."""
    field = planner.page.get_by_role("spinbutton", name="Agents").first
    field.fill("9")
    field.press("Enter")
