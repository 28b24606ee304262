"""The three sample rules of the demo shop, as README.md says to try them."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Locator, WebSocket, expect

from infra.local.rules import RULES
from tests.journeys.cast import Cast
from tests.journeys.visitor import Visitor

LINGERS, WELCOME, CART = RULES
THREE_HOURS_MS = 3 * 3_600_000


def test_a_cart_above_a_hundred_gets_a_banner_until_it_is_closed(cast: Cast) -> None:
    vera = cast.visitor()
    vera.visits("/products/monstera")
    vera.page.get_by_label("Quantity").fill("3")
    vera.page.get_by_role("button", name="Add to cart").click()
    expect(banner(vera)).to_be_visible()
    vera.visits("/care/")
    banner(vera).get_by_role("button").click()
    expect(banner(vera)).to_have_count(0)
    vera.visits("/cart/")
    expect(vera.button).to_be_visible()
    expect(banner(vera)).to_have_count(0)


def test_who_lingers_on_the_checkout_is_invited_and_their_chat_says_so(cast: Cast) -> None:
    ada, vera = cast.online("Ada"), cast.visitor()
    frames: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: frames.append(frame))

    vera.page.on("websocket", listen)
    vera.visits("/checkout/")
    card = invitation(vera, LINGERS)
    expect(card).to_be_visible(timeout=25_000)
    card.get_by_role("button", name="Chat now").click()
    expect(vera.window.get_by_label("Your name")).to_be_visible()
    # They look up something before they ask.
    vera.visits("/care/")
    vera.window.get_by_label("Your name").fill("Vera")
    vera.start.click()
    ada.has_chat_with("Vera")
    begun = [one for one in map(json.loads, frames) if one["action"] == "start"]
    assert [one["rule"] for one in begun] == ["1"]


def test_who_comes_back_is_welcomed(cast: Cast) -> None:
    cast.online("Ada")
    vera = cast.visitor()
    vera.visits("/care/")
    expect(vera.button).to_be_visible()
    expect(invitation(vera, WELCOME)).to_have_count(0)
    # A page without the tag, so that none keeps the visit as it goes.
    vera.page.goto("about:blank")
    (cookie,) = (one for one in vera.page.context.cookies() if one["name"] == "parley_visitor")
    kept = re.sub(r"\d+(?=\.\d+$)", _three_hours_ago, str(cookie["value"]))
    vera.page.context.add_cookies([{**cookie, "value": kept}])  # type: ignore[typeddict-item]
    vera.visits("/")
    expect(invitation(vera, WELCOME)).to_be_visible(timeout=10_000)


def _three_hours_ago(found: re.Match[str]) -> str:
    return str(int(found[0]) - THREE_HOURS_MS)


def invitation(visitor: Visitor, rule: dict[str, Any]) -> Locator:
    title = rule["actions"][0]["title"][""]
    return visitor.page.get_by_role("region", name="Invitation to chat").filter(has_text=title)


def banner(visitor: Visitor) -> Locator:
    text = CART["actions"][0]["text"][""]
    return visitor.page.locator("parley-invitation section").filter(has_text=text)
