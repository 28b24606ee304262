"""The server goes away, or behaves as servers do on a bad day, in the middle of a chat."""

from playwright.sync_api import expect

from tests.journeys.cast import Cast
from tests.journeys.place import Place, until

TALK = 15


def test_a_killed_server_comes_back_and_every_line_arrives_once_in_order(
    cast: Cast, place: Place
) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.writes("Before")
    ada.sees("Vera", "Before")

    place.stack.kill_gateway()
    vera.writes("Vera, while it is dead", "Vera again")
    ada.writes("Vera", "Ada, while it is dead", "Ada again")
    expect(vera.banner).to_contain_text("Reconnecting")
    expect(ada.page.get_by_text("Connection lost")).to_be_visible()
    place.stack.start_gateway()

    expect(vera.said).to_have_count(5, timeout=40_000)
    expect(ada.pane("Vera").locator(".bubble")).to_have_count(5, timeout=40_000)
    expect(vera.window.locator(".sending")).to_have_count(0)
    order = vera.said.all_inner_texts()
    ada.sees("Vera", *order)
    assert order[0] == "Before"
    assert order.index("Vera, while it is dead") < order.index("Vera again")
    assert order.index("Ada, while it is dead") < order.index("Ada again")
    expect(vera.banner).to_be_hidden()
    vera.writes("After")
    ada.sees("Vera", *order, "After")
    vera.page.reload()
    vera.sees(*order, "After")


def test_a_page_left_while_the_server_is_dead_takes_its_lines_along(
    cast: Cast, place: Place
) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.writes("Before")
    vera.sees("Before")
    place.stack.kill_gateway()
    vera.writes("Written into the void", "And once more")
    place.stack.start_gateway()
    vera.visits("/cart/")
    vera.sees("Before", "Written into the void", "And once more")
    ada.sees("Vera", "Before", "Written into the void", "And once more")


def test_lost_sockets_are_opened_anew_without_a_word(cast: Cast, place: Place) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    for turn in range(3):
        assert place.switches.cut() == 2
        vera.writes(f"Vera {turn}")
        ada.writes("Vera", f"Ada {turn}")
        expect(vera.said).to_have_count(2 * turn + 2)
        expect(vera.window.locator(".sending")).to_have_count(0)
        ada.sees("Vera", *vera.said.all_inner_texts())
        until(lambda: len(place.switches.health()["sockets"]) == 2)
    vera.is_told("Ada has joined the chat")


def test_what_is_written_without_a_network_follows_with_it(cast: Cast, place: Place) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.page.context.set_offline(True)
    place.switches.cut()
    vera.writes("In a tunnel", "Still in it")
    expect(vera.banner).to_contain_text("You are offline")
    ada.writes("Vera", "Where are you?")
    ada.sees("Vera", "Where are you?")
    vera.page.context.set_offline(False)
    vera.sees("Where are you?", "In a tunnel", "Still in it")
    ada.sees("Vera", "Where are you?", "In a tunnel", "Still in it")
    expect(vera.banner).to_be_hidden()


def test_thirty_lines_survive_frames_reordered_doubled_late_and_lost(
    cast: Cast, place: Place
) -> None:
    talk_under(
        cast,
        place,
        seed=11,
        reorder=0.15,
        duplicate=0.15,
        delay_ms=60,
        reorder_push=0.2,
        drop_push=0.1,
    )


def test_thirty_lines_survive_crashing_workers(cast: Cast, place: Place) -> None:
    talk_under(cast, place, seed=5, crash_worker=0.08, crash_ms=12)


def talk_under(cast: Cast, place: Place, **faults: float) -> None:
    """Both write at once, each their own count; afterwards both must have seen the same."""
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    place.switches.faults(**faults)
    for number in range(TALK):
        vera.writes(f"Vera {number}")
        ada.writes("Vera", f"Ada {number}")
    expect(vera.said).to_have_count(2 * TALK, timeout=60_000)
    expect(vera.window.locator(".sending")).to_have_count(0, timeout=60_000)
    place.switches.clear()
    order = vera.said.all_inner_texts()
    ada.sees("Vera", *order)
    vera.page.reload()
    vera.sees(*order)
    for name in ("Vera", "Ada"):
        own = [text for text in order if text.startswith(name)]
        assert own == [f"{name} {number}" for number in range(TALK)]
