"""Chats come to agents by offers, are passed on, watched and taken over; the visitor sees what is
theirs to see."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.place import Place
from tests.journeys.test_accessibility import STILL, faults
from tests.journeys.visitor import Visitor

OFFER_MS = 20_000


def test_an_offer_goes_on_to_the_next_where_nobody_answers(cast: Cast, place: Place) -> None:
    place.set_up(accept_mode="offer", offer=OFFER_MS)
    ben = cast.online("Ben")
    vera = enter(cast, "Vera")
    offer = offered(ben, "Vera")
    expect(offer.get_by_role("timer")).to_be_visible()
    expect(vera.queue).to_contain_text("You are number 1 in the queue")

    # Ben does not answer: he is not responding, and Ada is asked.
    ada = cast.online("Ada")
    expect(ben.page.get_by_text("You did not answer an offered chat")).to_be_visible(
        timeout=2 * OFFER_MS
    )
    expect(offer).to_have_count(0)
    offered(ada, "Vera")
    accept = ada.page.get_by_role("button", name="Accept")
    expect(accept).to_be_focused()
    ada.page.keyboard.press("Enter")
    ada.has_chat_with("Vera")
    vera.is_told("Ada has joined the chat")

    ben.page.get_by_role("alert").get_by_role("button", name="Go online").click()
    expect(ben.page.get_by_text("You did not answer an offered chat")).to_have_count(0)


def test_an_offer_is_let_pass_and_another_accepted(cast: Cast, place: Place) -> None:
    place.set_up(accept_mode="offer", offer=60_000)
    ben, ada = cast.online("Ben"), cast.online("Ada")
    vera = enter(cast, "Vera")
    # Nobody had a chat yet, and neither has one: by their ids Ada is first.
    first, other = ada, ben
    offered(first, "Vera")
    expect(first.page.get_by_role("button", name="Accept")).to_be_focused()

    first.page.keyboard.press("Escape")

    offered(other, "Vera")
    expect(first.page.get_by_role("alertdialog")).to_have_count(0)
    other.page.get_by_role("button", name="Accept").click()
    other.has_chat_with("Vera")
    vera.is_told(f"{other.name} has joined the chat")


def test_a_chat_is_passed_on_with_all_that_was_said_and_a_note(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = enter(cast, "Vera")
    pane = ada.has_chat_with("Vera")
    vera.writes("My fern is dying")
    ada.sees("Vera", "My fern is dying")
    ben = cast.online("Ben")

    pane.get_by_role("button", name="Pass the chat with Vera on").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("To whom").first.fill("be")
    dialog.get_by_role("radio", name="Ben").check()
    dialog.get_by_label("Why").select_option("Knows more about it")
    dialog.get_by_label("What they should know").fill("She is in a hurry")
    dialog.get_by_role("button", name="Pass on").click()

    taken = ben.has_chat_with("Vera")
    ben.sees("Vera", "My fern is dying")
    expect(taken.locator(".note")).to_contain_text("Knows more about it")
    expect(taken.locator(".note")).to_contain_text("She is in a hurry")
    expect(ada.chats).to_have_count(0)
    vera.is_told(
        "Ada has joined the chat", "You are being passed on to Ben.", "Ben has joined the chat"
    )
    ben.writes("Vera", "Does it get water?")
    vera.sees("My fern is dying", "Does it get water?")


def test_a_supervisor_looks_on_whispers_and_takes_over(cast: Cast) -> None:
    ben = cast.online("Ben")
    vera = enter(cast, "Vera")
    pane = ben.has_chat_with("Vera")
    vera.writes("Hello?")
    ben.sees("Vera", "Hello?")
    ada = cast.agent("Ada")
    ada.signs_in()

    ada.page.get_by_role("link", name="Queue").click()
    ada.page.get_by_role("row", name="Ben").get_by_role("link", name="Look on").click()
    watched = ada.pane("Vera")
    expect(watched.get_by_text("You are looking on")).to_be_visible()
    expect(ada.chats).to_contain_text("Looking on")
    expect(watched.locator(".bubble")).to_have_text(["Hello?"])
    whisper = watched.get_by_label("Note beside the chat with Vera")
    whisper.fill("Offer her a new one")
    whisper.press("Enter")
    expect(pane.locator(".note")).to_contain_text("Offer her a new one")
    vera.writes("Anybody?")
    expect(watched.locator(".bubble")).to_have_text(["Hello?", "Anybody?"])
    vera.is_told("Ben has joined the chat")
    expect(vera.window).not_to_contain_text("Offer her")

    watched.get_by_role("button", name="Take over").click()
    expect(watched.get_by_text("Ben loses it")).to_be_visible()
    watched.get_by_role("button", name="Take over now").click()
    expect(watched.get_by_label("Write to Vera")).to_be_visible()
    told = ben.page.get_by_text("Ada has taken over the chat with Vera.")
    expect(told).to_be_visible()
    ben.page.get_by_role("link", name="Messages").click()
    expect(told).to_have_count(0)
    ben.page.get_by_role("link", name="Chats", exact=True).click()
    expect(ben.chats).to_have_count(0)
    vera.is_told("Ben has joined the chat", "Ada has joined the chat")
    watched.get_by_label("Write to Vera").fill("I am here")
    watched.get_by_label("Write to Vera").press("Enter")
    vera.sees("Hello?", "Anybody?", "I am here")


def test_a_colleague_is_asked_in_and_writes(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = enter(cast, "Vera")
    pane = ada.has_chat_with("Vera")
    ben = cast.online("Ben")

    pane.get_by_role("button", name="Pass the chat with Vera on").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Ben").check()
    dialog.get_by_role("button", name="Only ask in").click()
    ben.page.get_by_role("button", name="Come in").click()
    guest = ben.pane("Vera")
    expect(guest.get_by_text("You are a guest. Ada has this chat.")).to_be_visible()
    guest.get_by_label("Write to Vera").fill("Ferns want shade")
    guest.get_by_label("Write to Vera").press("Enter")

    vera.sees("Ferns want shade")
    expect(vera.window.locator(".line.agent .name")).to_have_text("Ben")
    vera.is_told("Ada has joined the chat", "Ben has joined too")
    expect(pane.locator(".author").filter(has_text="Ben")).to_have_count(1)
    ben.page.reload()
    expect(guest.get_by_text("You are a guest. Ada has this chat.")).to_be_visible()
    guest.get_by_role("button", name="Leave").click()
    expect(ben.chats).to_have_count(0)
    vera.is_told("Ada has joined the chat", "Ben has joined too", "Ben has left")


def test_the_slot_is_held_while_an_agent_finishes_up(cast: Cast, place: Place) -> None:
    place.set_up(wrap_up=120_000)
    place.allow_chats("ag_ada", 1)
    ada = cast.online("Ada")
    enter(cast, "Vera")
    ada.has_chat_with("Vera")
    carl = enter(cast, "Carl")
    ada.ends_chat("Vera")

    row = ada.page.get_by_role("region", name="Finishing up").locator("div")
    expect(row).to_contain_text("Finishing up with Vera")
    expect(carl.queue).to_contain_text("You are number 1 in the queue")
    row.get_by_role("button", name="Done").click()

    ada.has_chat_with("Carl")
    expect(row).to_have_count(0)
    expect(ada.chats).to_have_count(1)


def test_agents_pick_who_waits(cast: Cast, place: Place) -> None:
    place.set_up(accept_mode="pick")
    ada = cast.online("Ada")
    vera = enter(cast, "Vera")

    ada.page.get_by_role("button", name="Take Vera").click()

    ada.has_chat_with("Vera")
    vera.is_told("Ada has joined the chat")


def test_all_of_it_is_accessible_in_each_look(cast: Cast, place: Place, tmp_path: Path) -> None:
    place.set_up(accept_mode="offer", offer=600_000, wrap_up=600_000)
    ada = cast.online("Ada", **STILL)
    enter(cast, "Vera")
    offered(ada, "Vera")
    found = faults(ada.page, "offer")
    ada.page.screenshot(path=tmp_path / "offer.png")
    ada.page.get_by_role("button", name="Accept").click()
    pane = ada.has_chat_with("Vera")
    ben = cast.online("Ben")
    pane.get_by_role("button", name="Note for agents").click()
    note = pane.get_by_label("Note beside the chat with Vera")
    note.fill("An old friend")
    note.press("Enter")
    expect(pane.locator(".note")).to_contain_text("An old friend")
    found += faults(ada.page, "note")
    ada.page.screenshot(path=tmp_path / "note.png")
    pane.get_by_role("button", name="Pass the chat with Vera on").click()
    ada.page.get_by_role("dialog").get_by_role("radio", name="Ben").check()
    found += faults(ada.page, "passing on")
    ada.page.screenshot(path=tmp_path / "pass.png")
    ada.page.get_by_role("button", name="Only ask in").click()
    ben.page.get_by_role("button", name="Come in").click()
    expect(ben.pane("Vera").get_by_text("You are a guest")).to_be_visible()
    found += faults(ben.page, "guest")
    ben.page.screenshot(path=tmp_path / "guest.png")
    pane.get_by_role("button", name="End chat").click()
    pane.get_by_role("alertdialog").get_by_role("button", name="End chat").click()
    expect(ada.page.get_by_role("region", name="Finishing up")).to_be_visible()
    found += faults(ada.page, "wrap-up")
    ada.page.screenshot(path=tmp_path / "wrap-up.png")
    assert not found, "\n".join(found)


def enter(cast: Cast, name: str) -> Visitor:
    visitor = cast.visitor()
    visitor.visits()
    visitor.starts_chat(name)
    return visitor


def offered(agent: Agent, visitor: str) -> Locator:
    offer = agent.page.get_by_role("alertdialog", name=f"A chat with {visitor} for you")
    expect(offer).to_be_visible(timeout=2 * OFFER_MS)
    return offer
