"""An agent vanishes: their chats go back to the front of the queue with their history."""

from playwright.sync_api import expect

from tests.journeys.cast import Cast
from tests.journeys.place import Place

# The grace of 20 s after a closed socket, the lease of 45 s where nobody told of it.
AFTER_GRACE_MS = 40_000
AFTER_LEASE_MS = 70_000


def test_a_closed_laptop_hands_its_chat_to_the_next_agent_before_others(
    cast: Cast, place: Place
) -> None:
    place.allow_chats("ag_ada", 1)
    ada = cast.online("Ada")
    vera, carl = cast.visitor(), cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.writes("My fern is dying")
    ada.sees("Vera", "My fern is dying")
    ada.writes("Vera", "Tell me more")
    vera.sees("My fern is dying", "Tell me more")
    carl.visits()
    carl.starts_chat("Carl")
    expect(carl.queue).to_contain_text("You are number 1 in the queue")

    ada.page.context.close()
    vera.writes("It is brown")
    expect(vera.queue).to_contain_text("You are number 1 in the queue", timeout=AFTER_GRACE_MS)
    expect(carl.queue).to_contain_text("You are number 2 in the queue")
    place.allow_chats("ag_ben", 1)
    ben = cast.online("Ben")
    pane = ben.has_chat_with("Vera")
    ben.sees("Vera", "My fern is dying", "Tell me more", "It is brown")
    expect(pane.locator(".author").filter(has_text="Ada")).to_be_visible()
    expect(carl.queue).to_contain_text("You are number 1 in the queue")
    ben.writes("Vera", "I am here now")
    vera.sees("My fern is dying", "Tell me more", "It is brown", "I am here now")
    vera.is_told(
        "Ada has joined the chat",
        "The agent had to leave. You are at the front of the queue again.",
        "Ben has joined the chat",
    )


def test_an_agent_of_whose_end_nobody_was_told_is_missed_all_the_same(
    cast: Cast, place: Place
) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.writes("Hello?")
    vera.sees("Hello?")
    with place.switches as switches:
        switches.faults(drop_disconnect=1)
        ada.page.context.close()
        ben = cast.online("Ben")
        expect(ben.pane("Vera")).to_be_visible(timeout=AFTER_LEASE_MS)
    ben.sees("Vera", "Hello?")
    ben.writes("Vera", "Hello!")
    vera.sees("Hello?", "Hello!")
