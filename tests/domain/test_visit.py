"""What a User-Agent says, in words people use."""

import pytest

from chalicelib.domain.visit import Browser, PageView, browser

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
SEEN = {
    f"Mozilla/5.0 (X11; Linux x86_64) {KIT} Chrome/156.0.0.0 Safari/537.36": Browser(
        "Chrome 156", "Linux", "desktop"
    ),
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {KIT} Chrome/125.0 Safari/537.36 Edg/125.0": (
        Browser("Edge 125", "Windows", "desktop")
    ),
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:126.0) Gecko/20100101 Firefox/126.0": Browser(
        "Firefox 126", "macOS", "desktop"
    ),
    f"{IPHONE} (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1": Browser(
        "Safari 17", "iOS", "phone"
    ),
    f"{IPHONE} (KHTML, like Gecko) CriOS/125.0 Mobile/15E148 Safari/604.1": Browser(
        "Chrome 125", "iOS", "phone"
    ),
    f"Mozilla/5.0 (Linux; Android 14; SM-S921B) {KIT} SamsungBrowser/25.0 Chrome/121.0 Mobile": (
        Browser("Samsung Internet 25", "Android", "phone")
    ),
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {KIT} Chrome/124.0 Safari/537.36": Browser(
        "Chrome 124", "ChromeOS", "desktop"
    ),
    "Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) Version/16.6 Safari/604.1": Browser(
        "Safari 16", "iOS", "tablet"
    ),
    f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/124.0 Safari/537.36 OPR/110.0": Browser(
        "Opera 110", "Windows", "desktop"
    ),
    "": Browser("", "", "desktop"),
    "<script>alert(1)</script>": Browser("", "", "desktop"),
}


@pytest.mark.parametrize("user_agent", SEEN)
def test_a_browser_is_named_by_what_it_is_not_by_what_it_imitates(user_agent: str) -> None:
    assert browser(user_agent) == SEEN[user_agent]


def test_two_page_views_do_not_share_their_variables() -> None:
    first, second = PageView(1, "", "", 0), PageView(2, "", "", 0)

    first.variables["cart"] = 1

    assert second.variables == {}
