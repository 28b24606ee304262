"""Everything by keyboard: a visitor from the button on, an agent from sign-in on."""

from playwright.sync_api import Page, expect

from tests.journeys.cast import Cast

FOCUSED = """
() => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element?.ariaLabel || element?.textContent?.trim() || "";
}
"""
MOST_STEPS = 60


def test_a_visitor_chats_without_a_mouse(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits("/care/")
    expect(vera.button).to_be_visible()
    keys = vera.page.keyboard
    step_to(vera.page, "Chat with us")
    keys.press("Enter")
    expect(vera.window.get_by_label("Your name")).to_be_focused()
    keys.type("Vera")
    keys.press("Enter")
    expect(vera.composer).to_be_focused()
    keys.type("No mouse here")
    keys.press("Enter")
    ada.has_chat_with("Vera")
    ada.sees("Vera", "No mouse here")
    expect(vera.composer).to_be_focused()

    keys.press("Escape")
    expect(vera.button).to_be_focused()
    keys.press("Enter")
    expect(vera.composer).to_be_focused()
    step_to(vera.page, "End chat", "Shift+Tab")
    keys.press("Enter")
    expect(vera.question().get_by_role("button", name="Keep chatting")).to_be_focused()
    keys.press("Escape")
    expect(vera.composer).to_be_focused()
    step_to(vera.page, "End chat", "Shift+Tab")
    keys.press("Enter")
    keys.press("Tab")
    keys.press("Enter")
    expect(vera.window.get_by_role("button", name="New chat")).to_be_focused()
    expect(ada.pane("Vera").get_by_text("This chat has ended.").first).to_be_visible()


def test_an_agent_works_without_a_mouse(cast: Cast) -> None:
    ada = cast.agent("Ada")
    keys = ada.page.keyboard
    ada.page.goto(ada.place.console)
    expect(ada.page.get_by_label("E-mail address")).to_be_focused()
    signs_in = ada.place.sign_in_of("Ada")
    keys.type(signs_in.email)
    keys.press("Tab")
    keys.type(signs_in.password)
    keys.press("Enter")
    ada.is_connected()
    keys.press("s")
    expect(ada.status.get_by_role("radio", name="Online")).to_be_checked()
    ada.place.until_somebody_is_there()

    vera, carl = cast.visitor(), cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    expect(ada.pane("Vera")).to_be_visible()
    keys.press("Alt+Enter")
    expect(ada.pane("Vera").get_by_role("textbox")).to_be_focused()
    keys.type("Good morning")
    keys.press("Enter")
    vera.sees("Good morning")
    carl.visits()
    carl.starts_chat("Carl")
    expect(ada.chats).to_have_count(2)
    keys.press("Alt+ArrowDown")
    expect(ada.pane("Carl").get_by_role("textbox")).to_be_focused()
    keys.type("You too")
    keys.press("Enter")
    carl.sees("You too")

    keys.press("Escape")
    expect(ada.pane("Carl").get_by_role("log")).to_be_focused()
    keys.press("e")
    expect(ada.pane("Carl").get_by_role("alertdialog").get_by_role("button").last).to_be_focused()
    keys.press("Enter")
    expect(carl.window.get_by_role("button", name="New chat")).to_be_visible()
    expect(ada.pane("Carl").get_by_role("button", name="Remove from list")).to_be_focused()
    keys.press("Enter")
    expect(ada.chats).to_have_count(1)
    expect(ada.pane("Vera").get_by_role("textbox")).to_be_focused()
    keys.press("Escape")
    keys.press("2")
    expect(ada.page.get_by_role("heading", name="Closed chats")).to_be_visible()
    keys.press("1")
    keys.press("?")
    expect(ada.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def step_to(page: Page, name: str, key: str = "Tab") -> None:
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"{key} never came to {name}")
