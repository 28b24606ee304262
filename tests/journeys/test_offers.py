"""Chats that are offered: seen in the queue, above all else, and opened where they are accepted."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.cast import Cast
from tests.journeys.place import Place
from tests.journeys.test_sharing import enter, offered


def test_who_is_offered_to_somebody_stands_in_the_queue(
    cast: Cast, place: Place, tmp_path: Path
) -> None:
    place.set_up(accept_mode="offer", offer=120_000)
    ada, ben = cast.agent("Ada"), cast.online("Ben")
    ada.signs_in()
    ada.page.get_by_role("link", name="Queue").click()
    waiting = ada.page.get_by_role("region", name="Waiting")
    expect(waiting).to_contain_text("until an agent has accepted")

    vera = enter(cast, "Vera")

    expect(waiting.get_by_role("listitem")).to_contain_text("Offered to Ben")
    expect(waiting.get_by_role("button", name="Take")).to_have_count(0)
    expect(ada.page.get_by_role("banner")).to_contain_text("1 waiting")
    expect(ada.page.get_by_role("row", name="Ben")).to_contain_text("1 offered")
    expect(vera.queue).to_contain_text("You are number 1 in the queue")
    ada.page.screenshot(path=tmp_path / "queue.png")

    ben.page.get_by_role("button", name="Accept").click()

    expect(waiting).to_contain_text("Nobody waits")
    expect(ada.page.get_by_role("banner")).to_contain_text("0 waiting")


def test_an_offer_stands_above_an_open_dialog_and_covers_no_button(
    cast: Cast, place: Place, tmp_path: Path
) -> None:
    place.set_up(accept_mode="offer", offer=120_000)
    ada = cast.online("Ada")
    enter(cast, "Vera")
    ada.page.get_by_role("button", name="Accept").click()
    pane = ada.pane("Vera")
    expect(pane.get_by_role("textbox")).to_be_focused()
    ben = cast.online("Ben")
    pane.get_by_role("button", name="Pass the chat with Vera on").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Ben").check()
    dialog.get_by_label("Why").select_option("Knows more about it")
    dialog.get_by_label("What they should know").fill("She is in a hurry")
    dialog.get_by_role("button", name="Pass on").click()
    card = offered(ben, "Vera")
    for fact in ("On the page", "Passed on by", "Ada · Knows more about it", "She is in a hurry"):
        expect(card).to_contain_text(fact)
    ben.page.screenshot(path=tmp_path / "card.png")

    # Over the list of shortcuts, which is modal.
    ben.page.get_by_role("button", name="Let it pass").click()
    expect(ben.page.get_by_text("for Vera: the chat is offered to you again at")).to_be_visible()
    ben.page.screenshot(path=tmp_path / "passed.png")
    ada.status.get_by_text("Away").click()
    ben.page.get_by_role("button", name="Keyboard shortcuts").click()
    expect(ben.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    enter(cast, "Carl")
    offered(ben, "Carl")
    close = ben.page.get_by_role("dialog").get_by_role("button", name="Close")
    close.click(trial=True)
    ben.page.screenshot(path=tmp_path / "above.png")
    ben.page.get_by_role("button", name="Accept").click()
    # Pressed once more, before the chat has come: that lets nothing pass.
    ben.page.keyboard.press("Escape")
    expect(ben.pane("Carl")).to_be_attached()
    expect(ben.page.get_by_text("not offered to you any more")).to_have_count(0)
    if ben.page.get_by_role("dialog").count():
        close.click()

    # The next covers neither End nor pass-on.
    pane = ben.pane("Carl")
    enter(cast, "Dora")
    offered(ben, "Dora")
    ben.page.screenshot(path=tmp_path / "beside.png")
    pane.get_by_role("button", name="Pass the chat with Carl on").click(trial=True)
    pane.get_by_role("button", name="End chat").click(trial=True)


def test_an_accepted_chat_opens_on_a_phone(cast: Cast, place: Place, tmp_path: Path) -> None:
    place.set_up(accept_mode="offer", offer=120_000)
    ada = cast.online("Ada", viewport={"width": 375, "height": 812})
    enter(cast, "Vera")
    offered(ada, "Vera")
    ada.page.screenshot(path=tmp_path / "phone.png")

    ada.page.get_by_role("button", name="Accept").click()

    expect(ada.pane("Vera").get_by_role("textbox")).to_be_visible()
    ada.page.screenshot(path=tmp_path / "opened.png")


def test_who_is_asked_in_hears_of_it_when_their_console_opens(cast: Cast) -> None:
    ada = cast.online("Ada")
    enter(cast, "Vera")
    pane = ada.has_chat_with("Vera")
    ben = cast.online("Ben")
    pane.get_by_role("button", name="Pass the chat with Vera on").click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Ben").check()
    ben.page.goto("about:blank")

    dialog.get_by_role("button", name="Only ask in").click()
    expect(dialog).to_have_count(0)
    ben.page.goto(ben.place.console)

    ben.page.get_by_role("button", name="Come in").click()
    expect(ben.pane("Vera").get_by_text("You are a guest. Ada has this chat.")).to_be_visible()
