"""More visitors than agents: who waits, who is next, and what frees the queue."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.place import Place
from tests.journeys.visitor import Visitor


def test_a_queue_falls_when_a_slot_frees_a_limit_rises_or_an_agent_comes(
    cast: Cast, place: Place
) -> None:
    place.allow_chats("ag_ada", 1)
    ada = cast.online("Ada")
    names = ["Vera", "Carl", "Dora", "Emil"]
    vera, carl, dora, emil = (enter(cast, name) for name in names)
    ada.has_chat_with("Vera")
    for position, waiting in enumerate((carl, dora, emil), 1):
        expect(waiting.queue).to_contain_text(f"You are number {position} in the queue")
    expect(ada.page.get_by_role("banner")).to_contain_text("3 waiting")
    carl.writes("Written while waiting")

    ada.ends_chat("Vera")
    expect(vera.window.get_by_role("button", name="New chat")).to_be_visible()
    ada.has_chat_with("Carl")
    ada.sees("Carl", "Written while waiting")
    expect(dora.queue).to_contain_text("You are number 1 in the queue")
    expect(emil.queue).to_contain_text("You are number 2 in the queue")

    raise_limit(ada)
    ada.has_chat_with("Dora")
    expect(emil.queue).to_contain_text("You are number 1 in the queue")
    expect(ada.page.get_by_role("banner")).to_contain_text("2 of 2 chats")

    ben = cast.online("Ben")
    ben.has_chat_with("Emil")
    emil.is_told("Ben has joined the chat")
    expect(ada.page.get_by_role("banner")).to_contain_text("0 waiting")


def test_chats_go_to_the_agent_with_the_lighter_load(cast: Cast) -> None:
    ada, ben = cast.online("Ada"), cast.online("Ben")
    for name in ("Vera", "Carl", "Dora"):
        enter(cast, name)
    # Ada has room for 4, Ben for 2: one each, and then Ada's quarter is less than Ben's half.
    for agent, chats in ((ada, 2), (ben, 1)):
        expect(agent.chats).to_have_count(chats)


def test_it_is_told_why_a_chat_came_to_whom(cast: Cast, tmp_path: Path) -> None:
    ada, ben = cast.online("Ada"), cast.online("Ben")
    for name in ("Vera", "Carl"):
        enter(cast, name)
    ben.has_chat_with("Carl")

    ben.page.get_by_text("Why this agent?").click()

    rows = ben.page.locator(".verdicts li")
    expect(rows.nth(0)).to_contain_text("Ben0 of 2 slotsGot the chat. No chat before.")
    expect(rows.nth(1)).to_contain_text("1 of 4 slotsA larger share of slots in use.")
    expect(rows.nth(2)).to_contain_text("Not online.")
    expect(ada.chats).to_have_count(1)
    expect(rows.nth(0)).to_be_in_viewport()
    ben.page.screenshot(path=tmp_path / "why.png")


def test_a_visitor_who_asks_while_nobody_is_there_is_not_led_to_wait(
    cast: Cast, place: Place
) -> None:
    ada = cast.online("Ada")
    ada.status.get_by_text("Away").click()
    place.until_nobody_is_there()
    vera = cast.visitor()
    vera.visits()
    expect(vera.button).to_have_accessible_name("Chat is closed")
    vera.opens_window()
    expect(vera.window).to_contain_text("Nobody is here right now")
    ada.goes_online()
    vera.window.get_by_role("button", name="Check again").click()
    expect(vera.start).to_be_visible()


def enter(cast: Cast, name: str) -> Visitor:
    visitor = cast.visitor()
    visitor.visits()
    visitor.starts_chat(name)
    return visitor


def raise_limit(admin: Agent) -> None:
    admin.page.get_by_role("button", name="Your menu, Ada").click()
    admin.page.get_by_role("button", name="Most chats at once: One more").click()
