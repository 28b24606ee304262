"""HTTP for admins: the configuration as one document."""

from copy import deepcopy
from typing import Any

import pytest

from chalicelib.store import data_keys as key_store
from tests.handlers.cast import Answer, call, stored
from tests.stage import Stage
from tests.vault import Vault

CONFIG = "/v1/config"
VERSIONS = CONFIG + "/versions"
SHIFTS = [{"opens": "09:00", "closes": "12:00"}, {"opens": "13:00", "closes": "17:00"}]
HOURS = {"zone": "Europe/Berlin", "week": [SHIFTS] * 5 + [[], []], "special": {"2026-12-25": []}}


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> Stage:
    """An account with an admin, an agent, a group and a role."""
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    call("POST", "/v1/groups", {"name": "North"})
    call("POST", "/v1/roles", {"name": "Readers", "permissions": ["chats.read"]})
    return stage


def export() -> Any:
    """The document as it stands."""
    return call("GET", CONFIG).json


def apply(document: Any, by: str = "ag_boss", **query: str) -> Answer:
    """Make the account so."""
    return call("POST", CONFIG, document, by=by, query=query)


def edited() -> Any:
    """The document with something of each kind changed."""
    document = export()
    (group,) = document["groups"]
    document["settings"]["grace_s"] = 45
    document["groups"] = {"gr_" + "a" * 26: {"name": "East"}}
    document["skills"] = {"sk_" + "b" * 26: {"name": "French", "hours": HOURS}}
    document["roles"] = {}
    french = "sk_" + "b" * 26
    document["agents"]["ag_ada"] |= {"max_chats": 9, "skills": [french], "levels": {french: 3}}
    assert group not in document["groups"]
    return document


def test_what_was_exported_changes_nothing() -> None:
    document = export()

    assert call("POST", CONFIG + "/diff", document).json == {"changes": []}
    assert apply(document).json == {"changes": [], "version": 0}
    assert document["parley"] == 1
    assert document["agents"]["ag_ada"] == {
        "email": "ada@parley.test",
        "max_chats": 2,
        "skills": [],
        "levels": {},
        "groups": [],
    }


def test_a_difference_names_each_path() -> None:
    before, wanted = export(), edited()
    (group,), (role,) = before["groups"], before["roles"]

    changes = call("POST", CONFIG + "/diff", wanted).json["changes"]

    assert {change["path"]: (change["before"], change["after"]) for change in changes} == {
        "settings.grace_s": (20, 45),
        f"groups.{group}": ({"name": "North"}, None),
        f"groups.gr_{'a' * 26}": (None, {"name": "East"}),
        f"skills.sk_{'b' * 26}": (None, {"name": "French", "hours": HOURS}),
        f"roles.{role}": ({"name": "Readers", "permissions": ["chats.read"]}, None),
        "agents.ag_ada.max_chats": (2, 9),
        "agents.ag_ada.skills": ([], ["sk_" + "b" * 26]),
        "agents.ag_ada.levels": ({}, {"sk_" + "b" * 26: 3}),
    }


def test_a_dry_run_tells_all_and_changes_nothing() -> None:
    wanted, before = edited(), stored()

    answer = apply(wanted, dry_run="true")

    assert len(answer.json["changes"]) == 8
    assert stored() == before


def test_an_applied_document_is_what_is_exported_then() -> None:
    wanted = edited()

    answer = apply(wanted)

    assert (answer.status, answer.json["version"]) == (200, 2)
    assert export() == wanted
    assert call("GET", "/v1/account").json["settings"]["grace_s"] == 45
    assert call("GET", "/v1/agents/{agent}", agent="ag_ada").headers["etag"] == '"1"'


def test_a_limit_in_a_document_is_live_at_once(stage: Stage) -> None:
    console = stage.open_agent("ag_ada")
    wanted = edited()

    apply(wanted)

    assert stage.frames(console, "status")[-1]["max_chats"] == 9


def test_a_version_can_be_gone_back_to() -> None:
    first = export()
    apply(edited())

    back = call("POST", VERSIONS + "/{version}/rollback", version="1")

    assert back.status == 200
    assert export() == first
    versions = call("GET", VERSIONS).json["items"]
    assert [(one["version"], one["changes"]) for one in versions] == [(3, 8), (2, 8), (1, 0)]
    assert versions[0]["by"] == {"kind": "agent", "id": "ag_boss", "name": "Boss"}
    assert len(call("GET", VERSIONS, query={"limit": "2"}).json["items"]) == 2


def test_what_going_back_would_change_is_told_before_it_is_done() -> None:
    apply(edited())
    now, versions = export(), call("GET", VERSIONS).json

    told = call("POST", VERSIONS + "/{version}/rollback", query={"dry_run": "true"}, version="1")

    assert (told.status, told.json["version"]) == (200, 0)
    assert len(told.json["changes"]) == 8
    assert (export(), call("GET", VERSIONS).json) == (now, versions)
    done = call("POST", VERSIONS + "/{version}/rollback", version="1")
    assert done.json["changes"] == told.json["changes"]


def test_what_was_changed_in_between_is_a_version_too() -> None:
    apply(edited())
    call("PATCH", "/v1/agents/{agent}", {"max_chats": 5}, etag="1", agent="ag_ada")
    between = export()
    call("POST", VERSIONS + "/{version}/rollback", version="1")

    call("POST", VERSIONS + "/{version}/rollback", version="3")

    assert export() == between


def test_a_part_left_out_stays() -> None:
    before = export()

    answer = apply({"parley": 1, "settings": {"grace_s": 30}})

    assert [change["path"] for change in answer.json["changes"]] == ["settings.grace_s"]
    before["settings"]["grace_s"] = 30
    assert export() == before


def changed(path: str, value: Any) -> Any:
    """A change at a path of the document."""

    def change(document: Any) -> Any:
        document = deepcopy(document)
        *parts, last = path.split("/")
        place = document
        for part in parts:
            place = place[part]
        place[last] = value
        return document

    return change


@pytest.mark.parametrize(
    ("change", "code", "named"),
    [
        (changed("parley", 2), "bad_frame", "parley"),
        (changed("unknown", {}), "bad_frame", "unknown"),
        (changed("settings/grace_s", "20"), "bad_frame", "$.settings.grace_s"),
        (changed("settings/origins", ["nowhere"]), "bad_frame", "origins"),
        (changed("groups/north", {"name": "x"}), "bad_frame", "groups"),
        (changed("roles/admin", {"name": "x", "permissions": []}), "bad_frame", "roles"),
        (changed("agents/ag_nobody", {"max_chats": 1}), "bad_config", "agents.ag_nobody"),
        (changed("agents/ag_ada/email", "x@y.z"), "bad_config", "agents.ag_ada.email"),
        (
            changed("agents/ag_ada/groups", ["gr_" + "z" * 26]),
            "bad_config",
            "agents.ag_ada.groups",
        ),
        (changed("agents/ag_ada/max_chats", -1), "bad_frame", "max_chats"),
    ],
)
def test_a_document_that_cannot_be_is_refused_whole(change: Any, code: str, named: str) -> None:
    wanted = change(edited())
    before = stored()

    answer = apply(wanted)

    assert answer.json["code"] == code
    assert named in answer.json["detail"]
    assert stored() == before


def test_a_role_that_somebody_has_is_not_removed_by_a_document() -> None:
    (role,) = export()["roles"]
    call("PATCH", "/v1/agents/{agent}", {"role": role}, etag="0", agent="ag_ada")

    answer = apply({"parley": 1, "roles": {}})

    assert (answer.status, answer.json["code"]) == (422, "bad_config")
    assert role in export()["roles"]


def test_a_document_gives_nobody_more_than_its_bringer_may() -> None:
    keeper = {"name": "Keeper", "permissions": ["config.read", "config.write", "people.write"]}
    role = call("POST", "/v1/roles", keeper).json["id"]
    call("PATCH", "/v1/agents/{agent}", {"role": role}, etag="0", agent="ag_ada")
    wanted = export()
    more = deepcopy(wanted)
    more["roles"][role]["permissions"].append("keys.write")
    boss = deepcopy(wanted)
    boss["agents"]["ag_boss"]["max_chats"] = 0

    answers = [apply(more, "ag_ada"), apply(boss, "ag_ada"), apply(edited_settings(), "ag_ada")]

    assert [(one.status, one.json["code"]) for one in answers] == [(403, "not_allowed")] * 3
    assert export() == wanted


def edited_settings() -> Any:
    """A document about settings alone."""
    return {"parley": 1, "settings": {"grace_s": 31}}


@pytest.mark.parametrize("version", ["9", "0", "-1", "x", "1 ", "9" * 20])
def test_there_is_no_going_back_to_a_version_that_was_not(version: str) -> None:
    answer = call("POST", VERSIONS + "/{version}/rollback", version=version)

    assert (answer.status, answer.json["code"]) == (404, "no_such_version")


def test_a_large_document_is_applied_in_parts() -> None:
    letters = "abcdefghijklm"
    names = [f"gr_{a}{b}{'x' * 24}" for a in letters for b in letters]
    wanted = export()
    wanted["groups"] = {name: {"name": name} for name in names}

    assert apply(wanted).status == 200
    assert export()["groups"] == wanted["groups"]


def test_what_is_kept_is_part_of_it_and_needs_a_key(stage: Stage) -> None:
    vault, document, before = Vault(), export(), stored(but="test-audit")
    document["settings"]["mask_patterns"] = [
        {"name": "Order", "pattern": "ORD-[0-9]{6}", "keep": True},
        {"name": "Staff", "pattern": "ST-[0-9]{4}", "keep": False},
    ]
    document["settings"]["keep_cards"] = True

    with vault.away():
        refused = apply(document)
        assert (refused.status, refused.json["code"]) == (503, "unavailable")
        assert apply(document, dry_run="true").status == 200
    assert stored(but="test-audit") == before

    assert apply(document).status == 200
    assert export() == document
    assert key_store.ring("demo").newest
    call("POST", f"{VERSIONS}/{{version}}/rollback", version="1")
    assert export()["settings"]["keep_cards"] is False


def test_routing_rules_are_a_part_of_the_document_with_places_from_one_on() -> None:
    call("POST", "/v1/routing-rules", {"name": "Rest"})
    document = export()
    (rest,) = document["routing_rules"]
    new = {"name": " Cart ", "place": -5, "conditions": [{"field": "url", "operator": "exists"}]}
    document["routing_rules"]["rr_" + "a" * 26] = new

    applied = apply(document)

    assert applied.status == 200
    told = export()["routing_rules"]
    assert [(one["name"], one["place"]) for one in told.values()] == [("Cart", 1), ("Rest", 2)]
    assert call("POST", CONFIG + "/diff", document).json == {"changes": []}
    document["routing_rules"][rest]["rings"] = [{"after_s": 3}]
    refused = apply(document)
    assert (refused.status, refused.json["code"]) == (422, "bad_config")
    assert f"routing_rules.{rest}: Steps" in refused.json["detail"]


def make_rule(name: str) -> Any:
    """A proactive one."""
    told = {"name": name, "enabled": True, "when": {"all": []}, "actions": [{"do": "open"}]}
    return call("POST", "/v1/rules", told).json


def rules() -> list[tuple[str, int]]:
    """Names and numbers, in order."""
    return [(one["name"], one["number"]) for one in call("GET", "/v1/rules").json["items"]]


def test_rules_are_a_part_of_the_document(stage: Stage) -> None:
    first, second = make_rule("First"), make_rule("Second")
    document, new = export(), "ru_" + "n" * 26
    told = document["rules"]
    assert apply(document).json["version"] == 0
    brief = {"name": "New", "actions": [{"do": "open"}]}
    document["rules"] = {
        new: {"place": 5, **brief},
        first["id"]: {**told[first["id"]], "place": 9, "name": "Last"},
    }
    dry = apply(document, dry_run="true").json["changes"]
    stage.published.clear()
    applied = apply(document).json

    assert dry == applied["changes"]
    assert [change["path"] for change in dry] == [
        f"rules.{name}"
        for name in sorted([f"{first['id']}.name", f"{first['id']}.place", second["id"], new])
    ]
    assert rules() == [("New", 3), ("Last", 1)]
    assert (stage.published, apply(document).json["changes"]) == (["demo"], [])
    assert call("GET", "/v1/tag/versions").json["items"][0]["action"] == "config.apply"

    call("POST", VERSIONS + "/{version}/rollback", version=str(applied["version"] - 1))
    assert [name for name, _ in rules()] == ["First", "Second"]
    assert export()["rules"] == told


def test_a_rule_of_a_document_that_cannot_be_is_named_with_its_place() -> None:
    make_rule("First")
    document, before = export(), stored(but="audit")
    (name,) = document["rules"]
    document["rules"][name]["when"] = {"any": [{"on": "moon"}]}
    answer = apply(document)

    assert (answer.status, answer.json["code"]) == (422, "bad_config")
    assert answer.json["detail"].startswith(f"rules.{name}/when/any/0/on: ")
    assert stored(but="audit") == before


def test_a_document_without_rules_leaves_them(stage: Stage) -> None:
    make_rule("First")
    stage.published.clear()
    apply({"parley": 1, "settings": {"grace_s": 33}})
    assert (rules(), stage.published) == ([("First", 1)], [])

    apply({"parley": 1, "settings": {"rules_control": 10}})
    assert stage.published == ["demo"]
    assert call("GET", "/v1/rules").headers["etag"] == '"2"'
