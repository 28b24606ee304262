"""Which of those who are on the site are asked for, and in which order."""

import pytest

from chalicelib.domain.engagement import Engagement
from chalicelib.domain.identity import Identity
from chalicelib.domain.invitation import Invitation
from chalicelib.domain.live import Asked, holds, page_of
from chalicelib.domain.visit import Browser, Place, Source, Visit

NOW = 1_000_000
VERA = Visit(
    "demo",
    "vs_a",
    visitor="vr_a",
    started=5,
    until=9,
    page=3,
    url="https://shop.test/cart?step=2#top",
    title="Your cart",
    browser=Browser("Chrome", "iOS", "phone"),
    source=Source("", "", Place("NL", "", "")),
    variables={"plan": "Gold", "vip": True, "items": 3.0, "n": 2},
    cart={"value": 12.5},
    identity=Identity("c-7", "Vera", "vera@shop.test"),
    engagements=(Engagement(17, "a", "shown", 1), Engagement(17, "a", "declined", 2)),
)


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({}, True),
        ({"page": "https://shop.test/cart"}, True),
        ({"page": "https://shop.test/"}, False),
        ({"country": "nl"}, True),
        ({"country": "DE"}, False),
        ({"device": "phone"}, True),
        ({"device": "desktop"}, False),
        ({"variable": "plan"}, True),
        ({"variable": "plan:gold"}, True),
        ({"variable": "plan:silver"}, False),
        ({"variable": "vip:true"}, True),
        ({"variable": "items:3"}, True),
        ({"variable": "n:2"}, True),
        ({"variable": "__proto__"}, False),
        ({"rule": "17"}, True),
        ({"rule": "17:declined"}, True),
        ({"rule": "17:shown"}, False),
        ({"rule": "1"}, False),
        ({"search": "VERA@"}, True),
        ({"search": "c-7"}, True),
        ({"search": "step=2"}, True),
        ({"search": "ben"}, False),
        ({"state": "browsing"}, True),
        ({"state": "invited"}, False),
        ({"country": "NL", "device": "desktop"}, False),
    ],
)
def test_all_filters_must_hold(asked: dict[str, str], held: bool) -> None:
    assert holds(Asked(**asked), VERA, NOW) is held  # type: ignore[arg-type]


def test_who_is_invited_by_hand_is_until_it_expires() -> None:
    from dataclasses import replace

    invited = replace(VERA, invitation=Invitation("iv_a", "Hi", "ag_ada", "Ada", NOW))

    assert holds(Asked(state="invited"), invited, NOW + 1)
    assert not holds(Asked(state="browsing"), invited, NOW + 1)
    assert not holds(Asked(state="invited"), invited, NOW + 10**7)


def test_the_order_is_what_is_asked_for() -> None:
    assert [Asked(sort).order(VERA)[0] for sort in ("seen", "pages", "time", "cart")] == [
        9,
        3,
        -5,
        12.5,
    ]
    assert Asked().comes_after(VERA)
    assert Asked(before=9, visit="vs_b").comes_after(VERA)
    assert not Asked(before=9, visit="vs_a").comes_after(VERA)


def test_a_page_is_its_address_without_what_follows() -> None:
    assert page_of("https://shop.test/cart?a=1#b") == "https://shop.test/cart"
