"""Routing rules under others who change them, or what they name, at the same moment."""

import pytest

from chalicelib.domain.error import InUse, NoSuchSkill, Outdated, TooMany
from chalicelib.services import accounts, routing_rules, skills
from chalicelib.store import audit as audit_store
from tests.services.cast import act
from tests.stage import Stage

RULE = {
    "name": "Cart",
    "conditions": [],
    "rings": [{"after_s": 0, "skills": {}, "groups": {}}],
    "agent": "",
    "agent_wait_s": 0,
    "credit_s": 0,
    "weight": 1,
}


def asking(skill: str) -> dict[str, object]:
    """A rule that names a skill."""
    return {**RULE, "rings": [{"after_s": 0, "skills": {skill: 1}, "groups": {}}]}


def test_a_change_whose_answer_was_lost_is_done_once(stage: Stage) -> None:
    asked, changes, order = act(), act(), act()
    rule = routing_rules.create(asked, RULE)
    assert routing_rules.create(asked, RULE) == rule
    renamed = routing_rules.change(changes, rule.id, "1", {"name": "New"})
    assert routing_rules.change(changes, rule.id, "1", {"name": "New"}) == renamed
    second = routing_rules.create(act(), RULE)
    moved = routing_rules.reorder(order, "3", [second.id, rule.id])
    assert routing_rules.reorder(order, "3", [second.id, rule.id]) == moved
    with pytest.raises(Outdated):
        routing_rules.change(act(), rule.id, "1", {"name": "Late"})
    gone = act()
    routing_rules.remove(gone, rule.id)
    routing_rules.remove(gone, rule.id)

    assert [one.name for one in routing_rules.listed("demo").rules] == ["Cart"]
    done = [one.action for one in audit_store.of_month("demo", asked.at, "", 50)]
    assert sorted(done) == [
        "routing_rule.change",
        "routing_rule.create",
        "routing_rule.create",
        "routing_rule.order",
        "routing_rule.remove",
    ]


def test_a_rule_and_the_removal_of_its_skill_do_not_pass_each_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (skills.create(act(), name) for name in ("North", "South"))
    put = routing_rules.transact
    meanwhile = [lambda: skills.remove(act(), first.id)]

    def late(writes: object) -> None:
        if meanwhile:
            meanwhile.pop()()
        put(writes)  # type: ignore[arg-type]

    monkeypatch.setattr(routing_rules, "transact", late)
    with pytest.raises(NoSuchSkill):
        routing_rules.create(act(), asking(first.id))
    assert routing_rules.listed("demo").rules == []

    check = routing_rules.refuse_named
    others = [lambda: routing_rules.create(act(), asking(second.id))]

    def checked(*given: object) -> None:
        check(*given)  # type: ignore[arg-type]
        if others:
            others.pop()()

    monkeypatch.setattr(routing_rules, "refuse_named", checked)
    with pytest.raises(InUse):
        skills.remove(act(), second.id)
    assert [one.id for one in skills.listed("demo", "", 9).items] == [second.id]


def test_there_is_an_end_to_rules(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing_rules, "MOST_RULES", 1)
    routing_rules.create(act(), RULE)

    with pytest.raises(TooMany):
        routing_rules.create(act(), RULE)


def test_this_process_knows_of_a_new_rule_at_once(stage: Stage) -> None:
    rule = routing_rules.create(act(), RULE)

    assert accounts.get("demo").rules == (rule.id,)
    assert routing_rules.get("demo", rule.id) == rule
