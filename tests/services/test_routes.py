"""Where a rule sends the chats that it led to."""

from typing import Any

import pytest

from chalicelib.domain.audit import command
from chalicelib.domain.error import BadRule
from chalicelib.domain.need import ANYBODY, Need, Ring
from chalicelib.services import agents, groups, routes, routing_rules, rules, skills
from chalicelib.store.routing import need_of
from tests.services.cast import act, start
from tests.services.test_routing_rules import RULE
from tests.stage import START, Stage


def made(**route: Any) -> str:
    """A rule that opens the window and says where its chats go; its number."""
    actions = [{"do": "open"}, {"do": "route", **route}]
    by = command("demo", "Ada", START, str(route))
    return str(rules.create(by, {"name": "Cart", "actions": actions}).value["number"])


def need(stage: Stage, rule: str, **fields: Any) -> Need:
    """What a chat asks for that this rule led to."""
    chat, _ = start(stage, 0, rule=rule, **fields)
    return need_of(stage.chat(chat))


@pytest.fixture
def billing(stage: Stage) -> str:
    return skills.create(act(), "Billing").id


def test_a_chat_goes_where_the_rule_says_that_led_to_it(stage: Stage, billing: str) -> None:
    found = need(stage, made(skill=billing, credit_s=60))

    assert (tuple(found.rings), found.skill) == ((Ring(0, {billing: 1}),), billing)
    assert found.credit == 60_000


def test_a_group_or_an_agent_may_be_asked_for(stage: Stage) -> None:
    ada = stage.add_agent("Ada")
    north = groups.create(act(), "North").id
    found = need(stage, made(group=north, agent=ada))

    assert tuple(found.rings) == (Ring(0, {}, {north: 0}),)
    assert (found.agent, found.agent_until) == (ada, stage.now + 60_000)


def test_who_is_there_no_more_is_not_waited_for(stage: Stage) -> None:
    ada = stage.add_agent("Ada")
    north = groups.create(act(), "North").id
    number = made(group=north, agent=ada)
    groups.remove(act(), north)
    agents.deactivate(act(), ada)
    found = need(stage, number)

    assert (tuple(found.rings), found.agent) == (ANYBODY, "")


def test_a_routing_rule_knows_the_rule_by_its_name_and_comes_first(
    stage: Stage, billing: str
) -> None:
    north = groups.create(act(), "North").id
    number = made(group=north, credit_s=30)
    named = {"field": "rule", "operator": "is", "value": "cart"}
    rings = [{"after_s": 0, "skills": {billing: 1}, "groups": {}}]
    routing_rules.create(act(), {**RULE, "conditions": [named], "rings": rings, "credit_s": 10})
    found = need(stage, number)

    assert tuple(found.rings) == (Ring(0, {billing: 1}),)
    assert found.credit == 40_000


@pytest.mark.parametrize("rule", ["", "7", "Cart", "\u0663", "9" * 40])
def test_a_rule_that_there_is_not_leads_nowhere(stage: Stage, rule: str) -> None:
    made(credit_s=60)

    assert need(stage, rule).credit == 0


def test_a_changed_rule_holds_at_once(stage: Stage) -> None:
    number = made(credit_s=60)
    assert routes.of_rule("demo", number).credit == 60_000
    (rule,) = rules.listed("demo", "", 1).rules
    actions = [{"do": "route", "credit_s": 5}]
    rules.change(command("demo", "A", START, "c"), str(rule["id"]), "1", {"actions": actions})

    assert routes.of_rule("demo", number).credit == 5_000
    assert routes.of_rule("acme", number) == routes.NOWHERE


@pytest.mark.parametrize("kind", ["skill", "group", "agent"])
def test_a_rule_that_routes_to_what_there_is_not_is_refused_with_the_place(
    stage: Stage, kind: str
) -> None:
    target = {"skill": "sk_", "group": "gr_", "agent": "ag_"}[kind] + "a" * 26
    with pytest.raises(BadRule) as refused:
        made(**{kind: target})

    assert refused.value.place == f"/actions/1/{kind}"
    assert target in refused.value.words


def test_a_rule_whose_target_was_removed_can_still_be_switched_off(stage: Stage) -> None:
    north = groups.create(act(), "North").id
    made(group=north)
    groups.remove(act(), north)
    (rule,) = rules.listed("demo", "", 9).rules
    etag = str(rule["version"])

    after = rules.change(act(), str(rule["id"]), etag, {"enabled": False}).value

    assert after["enabled"] is False
