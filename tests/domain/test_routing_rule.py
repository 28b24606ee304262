"""Which routing rule a chat gets, and what it asks for then."""

from typing import Any

import pytest

from chalicelib.domain.error import BadFrame
from chalicelib.domain.need import ANYBODY, Need, Ring
from chalicelib.domain.routing import Candidate, decide, opens_next
from chalicelib.domain.routing_rule import (
    OPERATORS,
    Condition,
    Facts,
    RoutingRule,
    RuleVerdict,
    asks_visits,
    choose,
    is_hidden,
    rule_of,
    rule_record,
)

NOW = 1_800_000_000_000
SEEN = {"total": 120.5, "vip": True, "order": 1234567.0}
CART = Facts(url="https://shop.test/Cart?step=2", variables=SEEN)
BILLING = (Ring(0, {"sk_billing": 3}), Ring(30_000))
PLAIN: dict[str, Any] = {
    "name": "Rule",
    "conditions": [],
    "rings": [],
    "agent": "",
    "agent_wait_s": 0,
    "credit_s": 0,
    "weight": 1,
}


def rule(name: str, *conditions: tuple[str, ...], **fields: Any) -> RoutingRule:
    """A rule of these conditions."""
    asked = tuple(Condition(*condition) for condition in conditions)
    return RoutingRule("demo", f"rr_{name}", name, asked, **fields)


def rings(*told: tuple[int, dict[str, int], dict[str, int]]) -> dict[str, Any]:
    """A rule's record with these rings."""
    fields = ("after_s", "skills", "groups")
    return {**PLAIN, "rings": [dict(zip(fields, one, strict=True)) for one in told]}


@pytest.mark.parametrize(
    ("field", "operator", "value", "holds"),
    [
        ("url", "contains", "/cart", True),
        ("url", "contains", "/checkout", False),
        ("url", "starts_with", "HTTPS://shop", True),
        ("url", "starts_with", "shop", False),
        ("url", "is", "https://shop.test/cart?step=2", True),
        ("url", "is_not", "https://shop.test/cart?step=2", False),
        ("referrer", "exists", "", False),
        ("referrer", "is", "", True),
        ("referrer", "is_not", "https://x.test", True),
        ("variable.total", "more_than", "120", True),
        ("variable.total", "more_than", "120.5", False),
        ("variable.total", "less_than", "1e3", True),
        ("variable.total", "is", "120.50", True),
        ("variable.order", "is", "1234567", True),
        ("variable.order", "contains", "345", True),
        ("variable.vip", "is", "true", True),
        ("variable.vip", "more_than", "0", False),
        ("variable.none", "less_than", "5", False),
        ("variable.none", "is_not", "5", True),
        ("variable.none", "exists", "", False),
        ("returning", "is", "false", True),
        ("returning", "is", "true", False),
    ],
)
def test_a_condition_holds_or_not(field: str, operator: str, value: str, holds: bool) -> None:
    need, (verdict,) = choose([rule("one", (field, operator, value))], CART, {}, NOW)

    assert (verdict.reason == "matched") is holds
    assert need.rule == ("rr_one" if holds else "")


def test_the_first_rule_of_which_all_conditions_hold_is_taken_and_others_say_why_not() -> None:
    rules = [
        rule("vip", ("variable.vip", "is", "true"), ("variable.total", "more_than", "500")),
        rule("closed", ("url", "contains", "cart"), rings=(Ring(0, {"sk_night": 1}),)),
        rule("cart", ("url", "contains", "cart"), rings=BILLING, credit=60_000, weight=2),
        rule("rest"),
    ]

    need, verdicts = choose(rules, CART, {"sk_night": False, "sk_billing": True}, NOW)

    assert verdicts == [
        RuleVerdict("rr_vip", "condition", 1, "120.5"),
        RuleVerdict("rr_closed", "closed", skill="sk_night"),
        RuleVerdict("rr_cart", "matched"),
    ]
    assert need == Need(
        "", NOW, BILLING, credit=60_000, weight=2, skill="sk_billing", rule="rr_cart"
    )


def test_a_rule_may_name_an_agent_for_a_while() -> None:
    need, _ = choose([rule("ada", agent="ag_ada", agent_wait=20_000)], CART, {}, NOW)

    assert (need.agent, need.agent_until, tuple(need.rings)) == ("ag_ada", NOW + 20_000, ANYBODY)


def test_without_a_rule_the_skill_that_the_page_named_is_asked_for_while_it_is_open() -> None:
    asked = Facts(skill="sk_billing")

    opened, _ = choose([], asked, {"sk_billing": True}, NOW)
    closed, _ = choose([], asked, {"sk_billing": False}, NOW)
    unknown, _ = choose([], asked, {}, NOW)

    assert (tuple(opened.rings), opened.skill) == ((Ring(0, {"sk_billing": 1}),), "sk_billing")
    assert closed == unknown == Need("", 0)


def test_a_rule_is_the_same_after_it_was_told() -> None:
    made = rule(
        "all",
        *(("variable.total", operator, "5") for operator in OPERATORS),
        rings=(Ring(0, {"sk_a": 2}, {"gr_a": 70, "gr_b": 30}), Ring(30_000, {}, {"gr_c": 0})),
        agent="ag_ada",
        agent_wait=15_000,
        credit=5_000,
        weight=3,
    )

    assert rule_of("demo", made.id, rule_record(made)) == made
    assert rule_of("demo", "rr_a", PLAIN).rings == ANYBODY


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"conditions": [{"field": "price", "operator": "is", "value": "5"}]}, "no field price"),
        ({"conditions": [{"field": "variable.", "operator": "exists"}]}, "no field variable."),
        ({"conditions": [{"field": "url", "operator": "contains", "value": ""}]}, "needs a value"),
        (
            {"conditions": [{"field": "variable.x", "operator": "more_than", "value": "ten"}]},
            "'ten' is none",
        ),
        (
            {"conditions": [{"field": "returning", "operator": "is", "value": "yes"}]},
            "`true` or `false`",
        ),
        (rings((10, {}, {})), "first opens after 0"),
        (rings((0, {"sk_a": 1}, {}), (30, {}, {}), (30, {}, {})), "later than the one before"),
        (rings((0, {}, {"gr_a": 60, "gr_b": 30})), "Step 1: the groups' shares make 90 percent"),
        (rings((0, {}, {}), (9, {}, {"gr_a": 100, "gr_b": 0})), "Step 2: a group has a share of"),
        ({"agent": "ag_ada", "agent_wait_s": 0}, "`agent_wait_s`"),
    ],
)
def test_a_rule_that_cannot_work_is_refused_with_the_reason(told: dict[str, Any], why: str) -> None:
    with pytest.raises(BadFrame, match=why):
        rule_of("demo", "rr_a", {**PLAIN, **told})


def test_a_rule_behind_one_that_asks_for_no_more_is_never_reached() -> None:
    cart = rule("cart", ("url", "contains", "cart"))
    dear = rule("dear", ("url", "contains", "cart"), ("variable.total", "more_than", "100"))
    skilled = rule("skilled", ("url", "contains", "cart"), rings=BILLING)

    assert is_hidden(dear, [cart], frozenset()) == "rr_cart"
    assert is_hidden(cart, [dear], frozenset()) == ""
    assert is_hidden(dear, [rule("rest")], frozenset()) == "rr_rest"
    assert is_hidden(dear, [skilled], frozenset()) == "rr_skilled"
    # At night the rule before it is passed over.
    assert is_hidden(dear, [skilled], frozenset({"sk_billing"})) == ""


def test_only_rules_that_ask_for_it_need_the_visits_page_views() -> None:
    assert not asks_visits([rule("a", ("url", "exists"), ("returning", "is", "true"))])
    assert asks_visits([rule("a", ("url", "exists")), rule("b", ("variable.x", "exists"))])


def test_rings_lead_forward_only_so_that_overflow_has_no_cycles() -> None:
    """A ring names skills and groups, no other ring or rule, and its time only comes: each step of
    the way adds agents, and after the last nothing changes any more."""
    steps = (Ring(0, {"sk_a": 3}), Ring(10_000, {"sk_a": 1}), Ring(20_000, {}, {"gr_b": 0}))
    need = Need("c", NOW, steps)
    ada = Candidate("ag_ada", True, 0, 2, 0, {"sk_a": 1})
    ben = Candidate("ag_ben", True, 0, 2, 5, {}, frozenset({"gr_b"}))
    moments, moment = [NOW], opens_next(need, NOW)
    while moment is not None:
        moments.append(moment)
        moment = opens_next(need, moment)

    assert moments == [NOW, NOW + 10_000, NOW + 20_000]
    assert [decide(need, [ada, ben], one).agent for one in moments] == ["", "ag_ada", "ag_ada"]
    assert [decide(need, [ben], one).agent for one in moments] == ["", "", "ag_ben"]


def test_a_number_is_compared_with_all_its_digits() -> None:
    facts = Facts(variables={"total": 1234567.25})
    is_it = Condition("variable.total", "is", "1234567.25")
    below = Condition("variable.total", "less_than", "1234567.5")

    need, _ = choose([RoutingRule("demo", "rr_a", "A", (is_it, below))], facts, {}, NOW)

    assert need.rule == "rr_a"


def test_groups_stay_in_the_order_in_which_they_were_entered() -> None:
    ring = Ring(0, {}, {"gr_b": 70, "gr_a": 30})
    told = rule_record(RoutingRule("demo", "rr_a", "Shared", rings=(ring,)))

    assert list(told["rings"][0]["groups"]) == ["gr_b", "gr_a"]
    assert list(rule_of("demo", "rr_a", told).rings[0].groups) == ["gr_b", "gr_a"]
