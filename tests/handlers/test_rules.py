"""HTTP for admins: rules, made, changed, put in order, compiled."""

from typing import Any

import pytest

from tests.handlers.cast import call, stored
from tests.stage import Stage

RULES, RULE, ORDER = "/v1/rules", "/v1/rules/{rule}", "/v1/rules/order"
COMPILE = "/v1/rules/compile"
CART = {"all": [{"on": "url", "is": "contains", "value": "/cart"}]}
INVITE: dict[str, Any] = {"do": "invite", "text": {"en": "Can we help?"}}


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> Stage:
    """An account with an admin."""
    stage.add_agent("Boss", role="admin")
    return stage


def make(name: str = "Cart", **fields: Any) -> Any:
    """A rule, as the answer tells it."""
    answer = call("POST", RULES, {"name": name, "when": CART, "actions": [INVITE], **fields})
    assert answer.status == 201, answer.text
    return answer.json


def names() -> list[str]:
    """Of all rules, in their order."""
    return [rule["name"] for rule in call("GET", RULES).json["items"]]


def etag() -> str:
    """That of all rules."""
    return call("GET", RULES).headers["etag"].strip('"')


def test_a_rule_is_made_changed_and_removed(stage: Stage) -> None:
    made = make(enabled=True)
    read = call("GET", RULE, rule=made["id"])
    changed = call("PATCH", RULE, {"name": "The cart"}, etag="1", rule=made["id"])
    late = call("PATCH", RULE, {"name": "Late"}, etag="1", rule=made["id"])
    listed = call("GET", RULES)
    removed = call("DELETE", RULE, rule=made["id"])

    assert made["number"] == made["version"] == 1
    assert (made["when"], made["enabled"], made["experiment"]) == (CART, True, None)
    assert (read.json, read.headers["etag"]) == (made, '"1"')
    assert (changed.json, late.status) == ({**made, "name": "The cart", "version": 2}, 412)
    assert (listed.json["items"], listed.json["total"]) == ([changed.json], 1)
    assert (removed.status, names()) == (204, [])
    assert call("GET", RULE, rule=made["id"]).json["code"] == "no_such_rule"
    assert call("DELETE", RULE, rule=made["id"]).status == 404
    assert stage.published == ["demo"] * 3
    assert make("Next")["number"] == 2, "a number is not used again"


def test_what_cannot_be_is_refused_with_its_place_and_nothing_is_kept(stage: Stage) -> None:
    before = stored(but="audit")
    wrong = {"all": [CART, {"on": "url", "is": "regex", "value": "(a+)+$"}]}
    answer = call("POST", RULES, {"name": "Cart", "when": wrong, "actions": [INVITE]})
    without = call("POST", RULES, {"name": "Cart", "when": CART, "actions": []})

    assert (answer.status, answer.json["code"]) == (422, "bad_rule")
    assert answer.json["place"] == "/when/all/1/value"
    assert answer.json["words"]
    assert answer.json["words"] in answer.json["detail"]
    assert without.json["place"] == "/actions"
    assert stored(but="audit") == before
    assert stage.published == []


def test_the_same_request_makes_one_rule() -> None:
    body = {"name": "Cart", "when": CART, "actions": [INVITE]}
    first, second = (call("POST", RULES, body, key="once") for _ in range(2))

    assert first.json == second.json
    assert names() == ["Cart"]


def test_rules_are_put_in_another_order() -> None:
    first, second, third = (make(name)["id"] for name in ("First", "Second", "Third"))
    before = etag()

    moved = call("PUT", ORDER, {"order": [third, first, second]}, etag=before)
    again = call("PUT", ORDER, {"order": [first, second, third]}, etag=before)
    lacking = call("PUT", ORDER, {"order": [first]}, etag=etag())
    unsaid = call("PUT", ORDER, {"order": [first, second, third]})

    assert (moved.status, moved.json) == (200, {"version": 4})
    assert names() == ["Third", "First", "Second"]
    assert (again.status, lacking.status, unsaid.status) == (412, 400, 428)


def test_a_list_goes_on_behind_what_was_shown() -> None:
    made = [make(f"Rule {number}")["id"] for number in range(5)]
    first = call("GET", RULES, query={"limit": "2"}).json
    call("PUT", ORDER, {"order": [made[4], *made[:4]]}, etag=etag())
    moved = call("GET", RULES, query={"limit": "1", "after": first["next"]}).json
    call("DELETE", RULE, rule=made[2])
    gone = call("GET", RULES, query={"after": moved["next"]}).json

    assert [rule["id"] for rule in first["items"]] == made[:2]
    assert [rule["id"] for rule in moved["items"]] == [made[2]]
    assert [rule["id"] for rule in gone["items"]] == [made[3]]
    assert (gone["next"], gone["total"]) == ("", 4)
    assert call("GET", RULES, query={"after": "nonsense"}).status == 400
    assert call("GET", RULES, query={"limit": "0"}).status == 400


def test_rules_and_drafts_are_compiled_without_being_kept(stage: Stage) -> None:
    make(enabled=True)
    before = stored()
    draft = {"name": "Draft", "enabled": True, "when": CART, "actions": [INVITE], "number": 7}
    ours = call("POST", COMPILE, {})
    one = call("POST", COMPILE, {"rule": draft})
    some = call("POST", COMPILE, {"rules": [draft, {**draft, "number": 8, "when": {"on": "moon"}}]})

    assert ours.status == one.status == 200, (ours.text, one.text)
    assert ours.json["compiled"]
    assert list(ours.json["offers"]) != list(one.json["offers"])
    assert (some.status, some.json["place"]) == (422, "/rules/1/when/on")
    assert call("POST", COMPILE, {"rules": [], "rule": draft}).status == 400
    assert stored() == before


def test_a_setting_of_the_tag_is_published_too(stage: Stage) -> None:
    told = {"rules_control": 12.5, "invitations_per_visit": 2, "invitation_pause_s": 60}
    changed = call("PATCH", "/v1/account", {"settings": told}, etag="0")
    call("PATCH", "/v1/account", {"settings": {"max_chats": 9}}, etag="1")

    assert {name: changed.json["settings"][name] for name in told} == told
    assert (stage.published, etag()) == (["demo"], "1")
