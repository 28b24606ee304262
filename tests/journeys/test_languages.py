"""The window speaks from right to left as well as from left to right."""

from playwright.sync_api import expect

from tests.journeys.cast import Cast

INSIDE = """
(panel) => {
  const outer = panel.getBoundingClientRect();
  return [...panel.querySelectorAll("*")].every((element) => {
    const box = element.getBoundingClientRect();
    if (box.width < 2 || getComputedStyle(element).position === "absolute") return true;
    return box.left >= outer.left - 1 && box.right <= outer.right + 1;
  });
}
"""

ARABIC = """
addEventListener("DOMContentLoaded", () => {
  Object.assign(document.documentElement, { lang: "ar", dir: "rtl" });
});
"""


def test_the_window_turns_around_when_its_language_is_changed(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.opens_window()
    panel = vera.window.locator(".panel")
    expect(panel).to_have_attribute("dir", "ltr")
    vera.window.get_by_role("button", name="العربية").click()
    expect(panel).to_have_attribute("dir", "rtl")
    vera.window.get_by_label("اسمك").fill("فيرا")
    vera.window.get_by_role("button", name="ابدأ المحادثة").click()
    composer = vera.window.get_by_role("textbox", name="اكتب رسالة")
    composer.fill("هل النبتة متوفرة؟")
    composer.press("Enter")
    ada.has_chat_with("فيرا")
    ada.sees("فيرا", "هل النبتة متوفرة؟")
    ada.writes("فيرا", "Yes, it is.")
    vera.sees("هل النبتة متوفرة؟", "Yes, it is.")
    vera.is_told("انضم Ada إلى المحادثة")
    for width in (1280, 375, 320):
        vera.page.set_viewport_size({"width": width, "height": 700})
        assert panel.evaluate(INSIDE), f"something sticks out at {width}"
    vera.page.reload()
    expect(panel).to_have_attribute("dir", "rtl")
    vera.sees("هل النبتة متوفرة؟", "Yes, it is.")


def test_the_button_and_window_follow_the_language_of_the_page(cast: Cast) -> None:
    cast.online("Ada")
    vera = cast.visitor()
    vera.page.add_init_script(ARABIC)
    vera.visits()
    expect(vera.button).to_have_accessible_name("تحدّث معنا")
    vera.opens_window()
    expect(vera.window.locator(".panel")).to_have_attribute("dir", "rtl")
