"""HTTP for admins: routing rules, in order, and where a chat would go by them."""

from typing import Any

import pytest

from tests.handlers.cast import call, stored
from tests.stage import SHOP, Stage

RULES, RULE, TEST = "/v1/routing-rules", "/v1/routing-rules/{rule}", "/v1/routing-rules/test"
CART = [{"field": "url", "operator": "contains", "value": "/cart"}]


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> Stage:
    """An account with an admin and two agents."""
    for name in ("Ada", "Ben"):
        stage.add_agent(name)
    stage.add_agent("Boss", role="admin")
    return stage


def skill(*agents: str, level: int = 1, **fields: Any) -> str:
    """A skill that these agents have at a level."""
    made = str(call("POST", "/v1/skills", {"name": "Billing", **fields}).json["id"])
    for agent in agents:
        asked = {"skills": [made], "levels": {made: level}}
        call("PATCH", "/v1/agents/{agent}", asked, etag="0", agent=agent)
    return made


def group(*agents: str) -> str:
    """A group with these agents."""
    made = str(call("POST", "/v1/groups", {"name": "Sales"}).json["id"])
    for agent in agents:
        call("PATCH", "/v1/agents/{agent}", {"groups": [made]}, etag="0", agent=agent)
    return made


def make(name: str = "Cart", **fields: Any) -> Any:
    """A rule, as the answer tells it."""
    answer = call("POST", RULES, {"name": name, **fields})
    assert answer.status == 201, answer.text
    return answer.json


def test_a_rule_is_made_changed_and_removed() -> None:
    billing = skill("ag_ada", level=3)
    rings = [{"after_s": 0, "skills": {billing: 3}, "groups": {}}]
    made = make(conditions=CART, rings=rings, credit_s=60, weight=2)
    read = call("GET", RULE, rule=made["id"])
    changed = call("PATCH", RULE, {"name": "The cart"}, etag="1", rule=made["id"])
    late = call("PATCH", RULE, {"name": "Late"}, etag="1", rule=made["id"])
    listed = call("GET", RULES)
    removed = call("DELETE", RULE, rule=made["id"])

    assert made == {
        "id": made["id"],
        "name": "Cart",
        "conditions": CART,
        "rings": rings,
        "agent": "",
        "agent_wait_s": 0,
        "credit_s": 60,
        "weight": 2,
        "warnings": [],
    }
    assert (read.json, read.headers["etag"]) == (made, '"1"')
    assert (changed.json, late.status) == ({**made, "name": "The cart"}, 412)
    assert listed.json["items"] == [changed.json]
    assert (removed.status, call("GET", RULES).json["items"]) == (204, [])
    assert call("GET", RULE, rule=made["id"]).json["code"] == "no_such_routing_rule"
    assert call("DELETE", RULE, rule=made["id"]).status == 404


def test_rules_are_put_in_another_order() -> None:
    first, second = make("First", conditions=CART)["id"], make("Second")["id"]
    etag = call("GET", RULES).headers["etag"].strip('"')

    moved = call("PATCH", RULES, {"order": [second, first]}, etag=etag)
    late = call("PATCH", RULES, {"order": [first, second]}, etag=etag)
    now = moved.headers["etag"].strip('"')
    lacking = call("PATCH", RULES, {"order": [second]}, etag=now)

    assert [one["id"] for one in moved.json["items"]] == [second, first]
    assert (late.status, lacking.status, lacking.json["code"]) == (412, 400, "bad_frame")
    assert [one["id"] for one in call("GET", RULES).json["items"]] == [second, first]


def test_one_idempotency_key_makes_one_rule() -> None:
    first = call("POST", RULES, {"name": "Cart"}, key="one")
    again = call("POST", RULES, {"name": "Cart"}, key="one")

    assert first.json == again.json
    assert len(call("GET", RULES).json["items"]) == 1


def test_what_will_not_work_as_it_is_is_told() -> None:
    billing, sales = skill("ag_ada", level=2), group()
    nobody = str(call("POST", "/v1/skills", {"name": "Nobody's"}).json["id"])
    rings = [
        {"skills": {billing: 3, nobody: 1}},
        {"after_s": 30, "groups": {sales: 0}},
    ]
    make("All")
    late = make("Late", conditions=CART, rings=rings)
    call("POST", "/v1/agents/{agent}/deactivation", agent="ag_ben")
    ben = make("Ben", agent="ag_ben", agent_wait_s=30)

    unfit = make("Ada", agent="ag_ada", agent_wait_s=30, rings=[{"skills": {billing: 3}}])
    found = {(one["code"], one["ring"], one["thing"]) for one in late["warnings"]}
    first = call("GET", RULES).json["items"][0]["id"]
    assert found == {
        ("skill", 0, billing),
        ("skill", 0, nobody),
        ("group", 1, sales),
        ("hidden", -1, first),
    }
    assert any("at level 3" in one["message"] for one in late["warnings"])
    assert [one["code"] for one in ben["warnings"]] == ["agent", "hidden"]
    assert [one["code"] for one in unfit["warnings"]] == ["skill", "unfit", "hidden"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": " "}, "bad_frame"),
        ({"rings": [{"after_s": 5}]}, "bad_frame"),
        ({"rings": [{"groups": {"gr_" + "a" * 26: 40}}]}, "bad_frame"),
        ({"rings": [{"skills": {"sk_" + "a" * 26: 9}}]}, "bad_frame"),
        ({"rings": [{"skills": {"sk_" + "a" * 26: 1}}]}, "no_such_skill"),
        ({"rings": [{"groups": {"gr_" + "a" * 26: 100}}]}, "no_such_group"),
        ({"agent": "ag_nobody", "agent_wait_s": 5}, "no_such_agent"),
        ({"agent": "ag_ada"}, "bad_frame"),
        ({"weight": 6}, "bad_frame"),
        ({"credit_s": -1}, "bad_frame"),
        ({"conditions": [{"field": "price", "operator": "is"}]}, "bad_frame"),
        ({"conditions": [{"field": "url", "operator": "matches", "value": "x"}]}, "bad_frame"),
        ({"conditions": CART * 21}, "bad_frame"),
        ({"unknown": 1}, "bad_frame"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_nothing_kept(body: dict[str, Any], code: str) -> None:
    rule, before = make(), stored(but="idempotency")

    assert call("POST", RULES, {"name": "New", **body}).json["code"] == code
    assert call("PATCH", RULE, body, etag="1", rule=rule["id"]).json["code"] == code
    assert stored(but="idempotency") == before


def test_a_step_is_told_of_that_fits_nobody_though_each_part_has_somebody() -> None:
    billing, spanish, sales = skill("ag_ada", level=2), skill(name="Spanish"), group()
    empty = str(call("POST", "/v1/groups", {"name": "Night"}).json["id"])
    ben = {"skills": [spanish], "groups": [sales]}
    call("PATCH", "/v1/agents/{agent}", ben, etag="0", agent="ag_ben")
    rings = [
        {"skills": {billing: 1, spanish: 1}},
        {"after_s": 9, "skills": {billing: 2}, "groups": {sales: 50, empty: 50}},
    ]

    told = make("Mixed", rings=rings)["warnings"]

    assert [(one["code"], one["ring"], one["thing"]) for one in told] == [
        ("skills", 0, ""),
        *sorted([("group_skill", 1, sales), ("group", 1, empty)], key=lambda one: one[2]),
    ]


def test_a_skill_or_group_that_a_rule_names_is_not_removed() -> None:
    billing, sales = skill("ag_ada"), group("ag_ben")
    rule = make(rings=[{"skills": {billing: 1}}, {"after_s": 9, "groups": {sales: 0}}])["id"]

    for thing in ({"skill": billing}, {"group": sales}):
        ((noun, name),) = thing.items()
        refused = call("DELETE", f"/v1/{noun}s/{{{noun}}}", **thing)
        assert (refused.status, refused.json["code"]) == (409, "in_use")
        assert "\u201cCart\u201d" in refused.json["detail"]
        assert call("GET", f"/v1/{noun}s/{{{noun}}}", **thing).json["id"] == name
    call("DELETE", RULE, rule=rule)
    assert call("DELETE", "/v1/skills/{skill}", skill=billing).status == 204
    assert call("DELETE", "/v1/groups/{group}", group=sales).status == 204


def test_a_rule_is_tried_on_a_chat_with_the_agents_as_they_are(boss: Stage) -> None:
    for name in ("ag_ada", "ag_ben"):
        boss.open_agent(name)
    billing = skill("ag_ben", level=4)
    rest = make("Reading", conditions=[{"field": "language", "operator": "is", "value": "ar"}])
    cart = make(conditions=CART, rings=[{"skills": {billing: 5}}, {"after_s": 30}], credit_s=45)
    before = stored()

    found = call("POST", TEST, {"url": f"{SHOP}/cart", "language": "en"}).json
    other = call("POST", TEST, {"url": SHOP}).json

    assert (found["rule"], found["skill"], found["credit_s"]) == (cart["id"], billing, 45)
    assert [(one["rule"], one["reason"], one["seen"]) for one in found["findings"]] == [
        (rest["id"], "condition", "en"),
        (cart["id"], "matched", ""),
    ]
    at_once, later = found["steps"]
    assert (at_once["after_s"], at_once["agent"]) == (0, "")
    assert {(one["name"], one["reason"], one["detail"]) for one in at_once["verdicts"]} == {
        ("Ada", "skill", billing),
        ("Ben", "level", f"{billing}:4<5"),
        ("Boss", "away", ""),
    }
    assert (later["after_s"], later["name"]) == (30, "Ada")
    assert (other["rule"], other["steps"][0]["name"]) == ("", "Ada")
    assert stored() == before


def test_a_closed_skill_is_passed_over_and_said(boss: Stage) -> None:
    week = [[] for _ in range(7)]
    hours = {"zone": "UTC", "week": [[{"opens": "02:00", "closes": "03:00"}], *week[1:]]}
    billing = skill("ag_ada", hours=hours)
    make(conditions=CART, rings=[{"skills": {billing: 1}}])

    found = call("POST", TEST, {"url": f"{SHOP}/cart"}).json

    assert (found["rule"], found["findings"][0]["reason"]) == ("", "closed")
    assert found["findings"][0]["skill"] == billing
