"""Whatever people and pages say is shown as the text it is."""

from playwright.sync_api import Page, expect

from tests.journeys.cast import Cast

IMAGE = '<img src=x onerror="window.__xss=1">'
SCRIPT = "<script>window.__xss=1</script>"
DRAWING = '"><svg onload=window.__xss=1>'
LINK = "javascript:window.__xss=1"
ODD = [IMAGE, SCRIPT, DRAWING, LINK, "{{constructor.constructor('window.__xss=1')()}}", "&lt;b&gt;"]


def test_markup_stays_text_in_window_and_console(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits("/care/light")
    vera.page.evaluate("(title) => { document.title = title; }", SCRIPT)
    with vera.page.expect_request("**/v1/visits"):
        vera.page.evaluate("(value) => parley('set', { [value]: value })", DRAWING)
    vera.starts_chat(IMAGE, '"<b>"@x.org')
    pane = ada.has_chat_with(IMAGE)
    vera.writes(*ODD)
    ada.sees(IMAGE, *ODD)
    ada.writes(IMAGE, *ODD)
    vera.sees(*ODD, *ODD)
    expect(pane.get_by_role("heading")).to_have_text(IMAGE)
    expect(ada.panel).to_contain_text(DRAWING)
    expect(ada.panel.locator(".now")).to_contain_text(SCRIPT)
    expect(pane.get_by_role("link")).to_have_count(0)
    vera.ends_chat()
    pane.get_by_role("link", name="Transcript").click()
    record = ada.page.get_by_role("region", name="Transcript", exact=True)
    expect(record.locator(".bubble")).to_have_text([*ODD, *ODD])
    untouched(vera.page)
    untouched(ada.page)


def test_web_addresses_become_links_and_nothing_else_does(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    pane = ada.has_chat_with("Vera")
    vera.writes(f"See https://example.org/a?b=1&c=2. Not {LINK} or data:text/html,x")
    for links in (pane.locator(".bubble a"), vera.said.locator("a")):
        expect(links).to_have_count(1)
        expect(links).to_have_attribute("href", "https://example.org/a?b=1&c=2")
        expect(links).to_have_attribute("rel", "noopener noreferrer nofollow")


def untouched(page: Page) -> None:
    assert page.evaluate("window.__xss") is None
