"""A visitor and an agent find each other, talk, and part."""

from playwright.sync_api import expect

from tests.journeys.cast import Cast


def test_a_visitor_asks_an_agent_answers_and_both_keep_the_record(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits("/products/")
    expect(vera.button).to_have_accessible_name("Chat with us")
    vera.visits("/products/monstera")
    vera.starts_chat("Vera Bloom", "vera@example.org")
    ada.has_chat_with("Vera Bloom")
    vera.is_told("Ada has joined the chat")

    vera.writes("Is the monstera in stock?")
    ada.sees("Vera Bloom", "Is the monstera in stock?")
    expect(vera.marks).to_have_text("Read")

    ada.pane("Vera Bloom").get_by_role("textbox").press_sequentially("Yes")
    expect(vera.typing).to_have_text("Ada is typing…")
    ada.writes("Vera Bloom", "Yes, three of them.")
    vera.sees("Is the monstera in stock?", "Yes, three of them.")
    expect(vera.typing).to_be_hidden()
    expect(ada.pane("Vera Bloom").locator(".meta").last).to_contain_text("Read")

    vera.composer.press_sequentially("Gr")
    expect(ada.pane("Vera Bloom").locator(".typing-row")).to_contain_text("Vera Bloom is writing")
    expect(ada.panel).to_contain_text("vera@example.org")
    expect(ada.panel.locator(".pages li")).to_have_count(2)
    expect(ada.panel).to_contain_text("Amsterdam")

    vera.writes("Great, thank you!")
    ada.sees("Vera Bloom", "Is the monstera in stock?", "Yes, three of them.", "Great, thank you!")
    vera.ends_chat()
    expect(ada.system_lines("Vera Bloom").last).to_contain_text("Vera Bloom ended the chat.")

    with vera.page.expect_download() as saved:
        vera.window.get_by_role("button", name="Download transcript").click()
    text = saved.value.path().read_text(encoding="utf-8-sig")
    assert "Vera Bloom: Is the monstera in stock?" in text
    assert "Ada: Yes, three of them." in text

    ada.pane("Vera Bloom").get_by_role("link", name="Transcript").click()
    record = ada.page.get_by_role("region", name="Transcript", exact=True)
    expect(record.locator(".bubble")).to_have_text(
        ["Is the monstera in stock?", "Yes, three of them.", "Great, thank you!"]
    )
    expect(record).to_contain_text("Ended by the visitor")
