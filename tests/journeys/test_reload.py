"""Pages come and go while a chat runs: nothing is lost, nothing doubled."""

from playwright.sync_api import expect

from tests.journeys.cast import Cast


def test_a_chat_goes_on_over_reload_and_page_change(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.writes("One", "Two")
    vera.sees("One", "Two")

    vera.page.reload()
    vera.sees("One", "Two")
    vera.writes("Three")
    # Left at once: what was not confirmed goes with the visitor to the next page.
    vera.visits("/cart/")
    vera.sees("One", "Two", "Three")
    ada.sees("Vera", "One", "Two", "Three")
    ada.writes("Vera", "Four")
    vera.sees("One", "Two", "Three", "Four")
    expect(ada.panel.locator(".now")).to_contain_text("Your cart")
    expect(vera.told).to_have_text(["Ada has joined the chat"])


def test_a_chat_goes_on_when_the_visitor_steps_back(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.writes("One")
    vera.sees("One")
    vera.visits("/products/")
    vera.writes("Two")
    vera.sees("One", "Two")
    vera.page.go_back()
    vera.sees("One", "Two")
    ada.writes("Vera", "Three")
    vera.sees("One", "Two", "Three")
    vera.writes("Four")
    ada.sees("Vera", "One", "Two", "Three", "Four")


def test_a_page_changed_in_place_is_told_to_the_agent(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits("/care/light")
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.page.get_by_role("navigation", name="Topics").get_by_text("Repotting").click()
    expect(ada.panel.locator(".now")).to_contain_text("Repotting")
    expect(ada.panel.locator(".pages li")).to_have_count(2)
    expect(vera.composer).to_be_visible()
    vera.page.evaluate("parley('set', 'plant', 'in a hurry')")
    expect(ada.panel).to_contain_text("in a hurry")


def test_a_draft_and_the_closed_window_stay_as_they_were(cast: Cast) -> None:
    cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    vera.composer.fill("I was just about to")
    vera.visits("/products/")
    expect(vera.composer).to_have_value("I was just about to")
    vera.window.get_by_role("button", name="Minimise chat").click()
    vera.visits("/cart/")
    expect(vera.button).to_have_accessible_name("Your chat")
    expect(vera.window.locator(".panel")).to_be_hidden()


def test_two_tabs_of_one_visitor_are_one_chat(cast: Cast) -> None:
    ada = cast.online("Ada")
    first = cast.visitor()
    first.visits()
    first.starts_chat("Vera")
    ada.has_chat_with("Vera")
    first.writes("From the first tab")
    first.sees("From the first tab")

    second = cast.tab_of(first)
    second.visits("/products/")
    second.button.click()
    second.sees("From the first tab")
    second.writes("From the second tab")
    ada.writes("Vera", "To both")
    said = ["From the first tab", "From the second tab", "To both"]
    for tab in (first, second):
        tab.sees(*said)
    first.page.reload()
    second.page.reload()
    first.sees(*said)
    second.sees(*said)
    first.ends_chat()
    expect(second.window.get_by_role("button", name="New chat")).to_be_visible()


def test_an_agent_reloads_and_finds_everything_again(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    vera.writes("Are you there?")
    ada.writes("Vera", "I am.")
    ada.sees("Vera", "Are you there?", "I am.")
    ada.pane("Vera").get_by_role("textbox").fill("And also")
    ada.page.reload()
    # Written while the console is away.
    vera.writes("Good.")
    ada.sees("Vera", "Are you there?", "I am.", "Good.")
    expect(ada.pane("Vera").get_by_role("textbox")).to_have_value("And also")
    ada.pane("Vera").get_by_role("textbox").press("Enter")
    vera.sees("Are you there?", "I am.", "Good.", "And also")
    vera.is_told("Ada has joined the chat")
