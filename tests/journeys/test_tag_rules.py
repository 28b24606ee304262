"""Rules on a page of each kind they ask about: as saved, compiled, and run by the built tag."""

from __future__ import annotations

import json
from datetime import UTC as UTC_ZONE
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from chalicelib.domain.compilation import compile_rules
from chalicelib.domain.rule import rule_of
from tests.journeys.tagsite import OFFERED, Site, TagHost, Visitor, until

INVITE = {"do": "invite", "text": {"": "May I help?"}}
PLACE = {
    "place": {
        "country": "NL",
        "region": "Utrecht",
        "city": "Ghent",
        "device": "phone",
        "browser": "Firefox",
        "system": "Android",
    },
}


def rules(*told: dict[str, Any]) -> dict[str, Any]:
    """What the publisher puts into the tag and beside it, for these rules in order."""
    read = [
        rule_of("demo", f"ru_{'a' * 26}", number, {"name": f"r{number}", "enabled": True, **one})
        for number, one in enumerate(told, 1)
    ]
    compiled = compile_rules(read)
    return {"rules": json.loads(compiled.engine), "offers": json.loads(compiled.offers)}


def site_with(*told: dict[str, Any]) -> TagHost:
    made = rules(*told)
    tag = TagHost(rules=made["rules"])
    tag.offers = made["offers"]
    tag.answer_to_view = PLACE
    return tag


def when(**condition: Any) -> dict[str, Any]:
    name = {"name": condition.pop("name")} if "name" in condition else {}
    ((source, (operator, value)),) = condition.items()
    asked = {"on": source, "is": operator, **name}
    return asked if value is None else {**asked, "value": value}


def go(path: str) -> str:
    return f"history.pushState({{}}, '', '{path}')"


def walk(*paths: str) -> str:
    """From page to page, each looked at for a moment."""
    moves = "; ".join(f"{go(path)}; await moment()" for path in paths)
    return f"""(async () => {{
      const moment = () => new Promise((resolve) => setTimeout(resolve, 300));
      {moves};
    }})()"""


SCROLL = "scrollTo(0, document.documentElement.scrollHeight * 0.7)"
LEAVE = "document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1 }))"
NOTHING = ""
CASES = [
    (when(url=("contains", "/pots")), go("/pots/3")),
    (when(url=("matches", "*/pots/*")), go("/pots/3")),
    (when(url=("regex", "pots/[0-9]{1,5}")), go("/pots/3")),
    (when(title=("is", "Pots")), "document.title = 'Pots';" + go("/pots")),
    (when(visited=("contains", "/pots")), go("/pots") + ";" + go("/cart")),
    (when(flow=("reached", ["*/pots", "*/cart"])), walk("/pots", "/care", "/cart")),
    (when(flow=("left", ["*/pots", "*/cart"])), walk("/pots", "/care")),
    (when(flow=("back", ["*/pots", "*/cart", "*/pay"])), walk("/pots", "/cart", "/pots")),
    (when(url=("contains", "/sign-in")), go("/account") + ";" + go("/sign-in")),
    (when(page_time_s=("at_least", 2)), NOTHING),
    (when(visit_time_s=("at_least", 2)), NOTHING),
    (when(pages=("at_least", 2)), go("/pots")),
    (when(scroll=("at_least", 60)), SCROLL),
    (when(exit=("is", True)), LEAVE),
    (when(idle_s=("at_least", 2)), NOTHING),
    (when(error=("contains", "card")), "parley('error', 'E1', { message: 'card refused' })"),
    (when(errors=("at_least", 2)), "parley('error', 'E1'); parley('error', 'E2')"),
    (when(converted=("at_least", 1), name="order"), "parley('converted', 'order')"),
    (when(cart_removed=("at_least", 1)), "parley('cart', { value: 9, removed: 1 })"),
    (when(product=("is", "pot-1"), name="sku"), "parley('product', 'pot-1')"),
    (when(cart_value=("at_least", 50)), "parley('cart', { value: 99.5 })"),
    (when(cart_items=("at_least", 2)), "parley('cart', { value: 9, items: 2 })"),
    (when(variable=("is", "gold"), name="plan"), "parley('set', 'plan', 'gold')"),
    (when(identity=("known", None)), "parley('identify', { id: 'c-1' })"),
    (when(visits=("is", 1)), NOTHING),
    (when(country=("is", "NL")), NOTHING),
    (when(region=("is", "Utrecht")), NOTHING),
    (when(city=("is", "Ghent")), NOTHING),
    (when(system=("is", "Android")), NOTHING),
    (when(connection=("is", "4g")), NOTHING),
    (when(device=("is", "phone")), NOTHING),
    (when(browser=("is", "Firefox")), NOTHING),
    (when(language=("begins", "en")), NOTHING),
    (when(language=("is", "en")), NOTHING),
    (when(screen_width=("at_least", 1000)), NOTHING),
    (when(availability=("is", "online")), NOTHING),
]


# Of a visitor's own clock: Monday, half past ten.
HOUR_S = 3_600
MONDAY = datetime(2030, 1, 7, 10, 30, tzinfo=UTC_ZONE).timestamp()
UTC = {"timezone_id": "UTC"}
WAIT = {"low_s": 60, "likely_s": 90, "high_s": 120}


def known(hours: float, chatted_hours: float = 0) -> str:
    """The cookie of who was here so long ago, and had a chat."""
    seen, chatted = (int((MONDAY - ago * HOUR_S) * 1000) for ago in (hours, chatted_hours))
    numbers = [3, 1, seen, 0, chatted if chatted_hours else 0, seen, seen]
    return f"vr_{'a' * 26}.vs_{'b' * 26}..{'.'.join(map(str, numbers))}"


SEARCH = "https://search.example/find?q=green+pots"
COMING: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "referrer": (when(referrer=("contains", "search.example")), {"referrer": SEARCH}),
    "search words": (
        when(search_words=("contains", "pots")),
        {"path": "/home", "referrer": SEARCH},
    ),
    "campaign": (
        when(campaign=("is", "spring"), name="name"),
        {"path": "/home?utm_campaign=Spring&utm_source=letter"},
    ),
    "its source": (when(campaign=("is", "letter"), name="source"), {"path": "/?utm_source=letter"}),
    "hour": (when(hour=("between", [10.5, 11])), {}),
    "weekday": (when(weekday=("is", 0)), {}),
    "queue": (when(queue=("at_least", 2), name="waiting"), {}),
    "wait": (when(queue=("at_least", 90), name="wait_s"), {}),
    "visits": (when(visits=("is", 2)), {"known": known(3)}),
    "last visit": (when(last_visit_s=("between", [7_200, 14_400])), {"known": known(3)}),
    "last chat": (when(last_chat_s=("at_most", 90_000)), {"known": known(3, 24)}),
}


@pytest.mark.parametrize(
    ("condition", "act"), CASES, ids=[f"{case['on']}-{case['is']}" for case, _ in CASES]
)
def test_a_rule_holds_when_its_condition_does(
    chromium: Browser, condition: dict[str, Any], act: str
) -> None:
    with (
        site_with({"when": condition, "actions": [INVITE]}) as tag,
        Site(tag) as site,
        Visitor(chromium, site) as vera,
    ):
        page = vera.tab()
        until(tag.views, page)
        if act:
            page.wait_for_timeout(400)
            expect(invitation(page)).to_have_count(0)
            page.evaluate(act)
        expect(invitation(page)).to_be_visible()
        until(lambda: "1:offered" in tag.states(), page)
        assert vera.complaints == []


@pytest.mark.parametrize("condition", list(COMING), ids=lambda one: one)
def test_how_a_visitor_came_is_known(chromium: Browser, condition: str) -> None:
    asked, come = COMING[condition]
    rule = {"when": asked, "actions": [INVITE]}
    with site_with(rule) as tag, Site(tag) as site, Visitor(chromium, site, **UTC) as vera:
        tag.availability = {**OFFERED, "waiting": 3, "wait": WAIT}
        page = vera.context.new_page()
        page.clock.set_fixed_time(MONDAY)
        cookie = {"name": "parley_visitor", "value": come.get("known", ""), "url": site.origin}
        vera.context.add_cookies([cookie] if come.get("known") else [])
        page.goto(site.origin + come.get("path", "/home"), referer=come.get("referrer"))
        expect(invitation(page)).to_be_visible()


def test_of_who_came_in_no_such_way_none_of_it_is_believed(chromium: Browser) -> None:
    told = [{"when": asked, "actions": [INVITE]} for asked, _ in COMING.values()]
    with site_with(*told) as tag, Site(tag) as site, Visitor(chromium, site, **UTC) as vera:
        page = vera.context.new_page()
        page.clock.set_fixed_time(MONDAY - 30 * HOUR_S)
        page.goto(site.origin + "/home")
        until(tag.views, page)
        page.wait_for_timeout(1_500)
        assert tag.states() == []


def test_what_became_of_one_invitation_may_lead_to_another(chromium: Browser) -> None:
    thanks = {**INVITE, "text": {"": "Another time, then."}}
    told = (
        {"actions": [INVITE], "caps": {"per_visitor": 1}},
        {"when": when(engagement=("is", "declined"), name="1"), "actions": [thanks]},
    )
    with site_with(*told) as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab()
        until(lambda: "1:shown" in tag.states(), page)
        assert "2:offered" not in tag.states()
        invitation(page).get_by_role("button", name="No, thanks").click()
        expect(invitation(page)).to_contain_text("Another time, then.")


def test_a_window_that_a_rule_opens_leaves_the_focus_where_it_is(chromium: Browser) -> None:
    rule = {"when": when(url=("contains", "/pots")), "actions": [{"do": "open"}]}
    with site_with(rule) as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab()
        until(tag.views, page)
        field = page.get_by_label("field")
        field.focus()
        page.evaluate(go("/pots"))
        expect(page.locator("parley-window")).to_be_visible()
        page.keyboard.type("still here")
        expect(field).to_have_value("still here")
        # Nor does it take it on the next page, where it is open as it was.
        page.goto(site.origin + "/cart")
        field.focus()
        expect(page.locator("parley-window")).to_be_visible()
        expect(field).to_be_focused()
        page.get_by_label("Your name").fill("Vera")
        expect(page.get_by_label("Your name")).to_be_focused()


def test_a_rule_of_another_page_stays_away(chromium: Browser) -> None:
    rule = {"when": when(url=("contains", "/pots")), "actions": [INVITE]}
    with site_with(rule) as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab()
        until(tag.views, page)
        page.wait_for_timeout(1_500)
        expect(invitation(page)).to_have_count(0)
        assert not any("invitation" in path for path in tag.asked)


def test_what_was_declined_stays_away_on_the_next_page_and_in_other_tabs(
    chromium: Browser,
) -> None:
    caps = {"per_visit": 1, "after_decline_s": 3600}
    rule = {"actions": [INVITE], "caps": caps}
    with site_with(rule) as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab()
        card = invitation(page)
        expect(card).to_be_visible()
        until(lambda: "1:shown" in tag.states(), page)
        card.get_by_role("button", name="No, thanks").click()
        page.goto(site.origin + "/pots")
        other = vera.tab("/cart")
        other.wait_for_timeout(1_500)
        for each in (page, other):
            expect(invitation(each)).to_have_count(0)
        assert tag.states() == ["1:offered", "1:shown", "1:declined"]


def test_a_control_group_sees_nothing_on_any_page_and_is_told(chromium: Browser) -> None:
    rule = {"actions": [INVITE], "experiment": {"control": 50, "variants": []}}
    with site_with(rule) as tag, Site(tag) as site:
        seen = set()
        for _ in range(8):
            with Visitor(chromium, site) as vera:
                page = vera.tab()
                sent = len(tag.states())
                until(lambda sent=sent: len(tag.states()) > sent, page)  # type: ignore[misc]
                first = tag.states()[sent]
                page.goto(site.origin + "/pots")
                until(lambda sent=sent: len(tag.states()) > sent + 1, page)  # type: ignore[misc]
                again = [state for state in tag.states()[sent:] if state in (first, other(first))]
                assert set(again) == {first}
                seen.add(first)
        assert seen == {"1:offered", "1:control"}


def test_accepting_leads_to_the_window_and_the_rule_goes_with_the_chat(chromium: Browser) -> None:
    skill = f"sk_{'a' * 26}"
    with (
        site_with({"actions": [{**INVITE, "skill": skill}]}) as tag,
        Site(tag) as site,
        Visitor(chromium, site) as vera,
    ):
        page = vera.tab()
        invitation(page).get_by_role("button", name="Chat now").click()
        expect(page.locator("parley-window")).to_be_visible()
        until(lambda: "1:accepted" in tag.states(), page)


@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("position", ["corner", "centre", "bar"])
def test_wherever_it_stands_nothing_covers_it(chromium: Browser, position: str, width: int) -> None:
    screen = {"width": width, "height": 700}
    with (
        site_with({"actions": [{**INVITE, "position": position}]}) as tag,
        Site(tag) as site,
        Visitor(chromium, site, viewport=screen) as vera,
    ):
        page = vera.tab()
        expect(page.locator("parley-button button")).to_be_visible()
        invitation(page).get_by_role("button", name="Chat now").click(trial=True)
        invitation(page).get_by_role("button", name="No, thanks").click()
        until(lambda: "1:declined" in tag.states(), page)


def test_a_rule_may_hide_the_button_set_a_variable_and_suppress_others(chromium: Browser) -> None:
    told = (
        {
            "when": when(url=("contains", "/pots")),
            "actions": [
                {"do": "button", "show": False},
                {"do": "set", "name": "seen", "value": "pots"},
                {"do": "suppress"},
            ],
        },
        {"actions": [INVITE]},
    )
    with site_with(*told) as tag, Site(tag) as site, Visitor(chromium, site) as vera:
        page = vera.tab("/pots")
        until(lambda: tag.views() and tag.views()[-1]["variables"] == {"seen": "pots"}, page)
        page.wait_for_timeout(1_000)
        expect(page.locator("parley-button")).to_be_hidden()
        expect(invitation(page)).to_have_count(0)
        page.evaluate(go("/home"))
        expect(page.locator("parley-button button")).to_be_visible()
        expect(invitation(page)).to_be_visible()


def other(state: str) -> str:
    return "1:control" if state == "1:offered" else "1:offered"


def invitation(page: Page) -> Any:
    return page.get_by_role("region", name="Invitation to chat")
