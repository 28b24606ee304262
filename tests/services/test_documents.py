"""A configuration's routing rules, levels and hours: told, checked, brought about."""

from copy import deepcopy
from typing import Any

import pytest

from chalicelib.domain.error import BadConfig
from chalicelib.domain.event import AvailabilityChanged
from chalicelib.services import agents, config, documents, groups, routing_rules, skills
from chalicelib.services.agents import Profile
from chalicelib.store import routing_rules as rule_store
from tests.services.cast import act
from tests.services.test_routing_rules import RULE, asking
from tests.stage import Stage

NEW = "rr_" + "n" * 26


@pytest.fixture
def wanted(stage: Stage) -> Any:
    """The document of an account with two rules, a skill that one names, and who has it."""
    stage.add_agent("Ada")
    billing = skills.create(act(), "Billing").id
    agents.change(act(), "ag_ada", "0", Profile(skills=frozenset({billing}), levels={billing: 4}))
    routing_rules.create(act(), {**asking(billing), "name": "Bills"})
    routing_rules.create(act(), {**RULE, "name": "Rest"})
    return config.export("demo")


def order() -> list[str]:
    """The rules' names, as they are asked."""
    return [rule.name for rule in routing_rules.listed("demo").rules]


def test_what_was_exported_changes_nothing(wanted: Any) -> None:
    assert [one["place"] for one in wanted["routing_rules"].values()] == [1, 2]
    assert config.compare(act(), wanted) == []


def test_rules_are_made_changed_removed_and_put_in_order_by_one_document(wanted: Any) -> None:
    before = deepcopy(wanted)
    bills, rest = wanted["routing_rules"]
    told = wanted["routing_rules"]
    told[NEW] = {"place": 1, **RULE, "name": "New", "credit_s": 30}
    told[bills] |= {"place": 2, "weight": 2}
    del told[rest]

    paths = [change.path for change in config.compare(act(), wanted)]
    config.apply(act(), wanted)

    assert paths == [
        f"routing_rules.{name}" for name in sorted((f"{bills}.place", f"{bills}.weight", NEW, rest))
    ]
    assert order() == ["New", "Bills"]
    assert config.compare(act(), wanted) == []
    config.roll_back(act(), 1)
    assert order() == ["Bills", "Rest"]
    assert config.export("demo") == before


def test_places_alone_put_rules_in_another_order(wanted: Any) -> None:
    bills, rest = wanted["routing_rules"]
    wanted["routing_rules"][rest]["place"] = 0

    config.apply(act(), {"parley": 1, "routing_rules": wanted["routing_rules"]})

    assert order() == ["Rest", "Bills"]
    assert bills in config.export("demo")["routing_rules"]


def test_a_skill_that_a_rule_names_stays_or_goes_with_it(wanted: Any) -> None:
    bills, _ = wanted["routing_rules"]
    (billing,) = wanted["skills"]
    gone = {"parley": 1, "skills": {}}

    with pytest.raises(BadConfig, match=f"routing_rules.{bills}.skills: {billing}"):
        config.apply(act(), gone)
    del wanted["routing_rules"][bills]
    config.apply(act(), {**gone, "routing_rules": wanted["routing_rules"]})

    assert (order(), config.export("demo")["skills"]) == (["Rest"], {})
    assert config.export("demo")["agents"]["ag_ada"]["levels"] == {}


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"rings": [{"after_s": 5, "skills": {}, "groups": {}}]}, "first opens after 0"),
        ({"rings": [{"after_s": 0, "skills": {"sk_x": 1}, "groups": {}}]}, "sk_x is not among"),
        ({"rings": [{"after_s": 0, "skills": {}, "groups": {"gr_x": 100}}]}, "gr_x is not among"),
        ({"agent": "ag_nobody", "agent_wait_s": 5}, "no agent ag_nobody"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_its_place_in_the_document(
    wanted: Any, told: dict[str, Any], why: str
) -> None:
    before = deepcopy(wanted)
    wanted["routing_rules"][NEW] = {"place": 3, **RULE, **told}

    with pytest.raises(BadConfig, match=f"routing_rules.{NEW}.*{why}"):
        config.apply(act(), wanted)
    assert config.export("demo") == before


def test_a_rule_made_meanwhile_is_not_lost(wanted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put, rivals = config.transact, [lambda: routing_rules.create(act(), {**RULE, "name": "Rival"})]

    def meanwhile(writes: Any) -> None:
        if rivals:
            rivals.pop()()
        put(writes)

    monkeypatch.setattr(config, "transact", meanwhile)
    groups.create(act(), "North")
    config.apply(act(), {"parley": 1, "groups": {}, "settings": {"grace_s": 50}})

    assert order() == ["Bills", "Rest", "Rival"]


def test_a_document_that_changes_a_rules_shares_begins_to_count_anew(wanted: Any) -> None:
    bills, _ = wanted["routing_rules"]
    rule_store.count("demo", [f"{bills}/gr_a"], 0)
    wanted["routing_rules"][bills]["credit_s"] = 5

    config.apply(act(), wanted)

    assert rule_store.given("demo", 0) == {}


def test_levels_are_of_skills_that_the_agent_has(wanted: Any) -> None:
    state = documents.state_of("demo")
    french = "sk_" + "f" * 26
    wanted["skills"][french] = {"name": "French", "hours": None}
    wanted["agents"]["ag_ada"]["levels"] = {french: 2}

    with pytest.raises(BadConfig, match=f"agents.ag_ada.levels: {french}"):
        documents.check(act(), state, wanted, [])


def test_hours_that_a_document_brings_are_shown_on_the_button_at_once(
    stage: Stage, wanted: Any
) -> None:
    stage.open_agent("ag_ada")
    # Mondays alone; it is a Friday.
    week = [[{"opens": "09:00", "closes": "10:00"}], *([] for _ in range(6))]
    hours = {"zone": "UTC", "week": week, "special": {}}

    closed = config.apply(act(), {"parley": 1, "settings": {"hours": hours}}).events
    opened = config.apply(act(), {"parley": 1, "settings": {"hours": None}}).events

    assert [one.state for one in closed if isinstance(one, AvailabilityChanged)] == ["offline"]
    assert [one.state for one in opened if isinstance(one, AvailabilityChanged)] == ["online"]
