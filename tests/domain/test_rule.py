"""Which rules can be saved, and what is said of those that cannot."""

import json
from typing import Any

import pytest

from chalicelib.domain.condition import Condition
from chalicelib.domain.error import BadRule
from chalicelib.domain.rule import Caps, Gate, Rule, rule_of, rule_record

WHOLE: dict[str, Any] = {
    "name": "Cart over 100",
    "enabled": True,
    "when": {
        "all": [
            {"on": "url", "is": "contains", "value": "/cart"},
            {"any": [{"on": "cart_value", "is": "at_least", "value": 100}]},
            {"none": [{"on": "country", "is": "one_of", "value": ["DE", "AT"]}]},
        ]
    },
    "actions": [
        {
            "do": "invite",
            "text": {"": "May we help?", "ar": "هل نساعدك؟"},
            "title": {},
            "image": "",
            "position": "corner",
            "delay_s": 2,
            "expires_s": 60,
            "skill": "",
            "accept": {},
            "decline": {},
        },
        {"do": "set", "name": "cart", "value": "big"},
    ],
    "caps": {"per_visit": 1, "per_visitor": 3, "again_after_s": 3600, "after_decline_s": 86400},
    "schedule": {
        "from": "2026-12-01",
        "to": "2026-12-24",
        "zone": "Europe/Berlin",
        "days": [0, 1, 2, 3, 4],
        "hours": ["09:00", "17:30"],
    },
    "experiment": {
        "control": 12.5,
        "variants": [
            {"name": "A", "share": 50, "invite": {}},
            {"name": "B", "share": 50, "invite": {"text": {"": "A question?"}}},
        ],
        "salt": "",
    },
    "conversion": {"name": "order", "within_s": 86400},
}
LEAST = {"name": "All", "actions": [{"do": "open"}]}


def saved(**fields: Any) -> Rule:
    """A rule with these fields."""
    return rule_of("demo", "ru_1", 1, {**LEAST, **fields})


def refusal(**fields: Any) -> tuple[str, str]:
    """Where and why such a rule is refused."""
    with pytest.raises(BadRule) as refused:
        saved(**fields)
    return refused.value.place, refused.value.words


def inside(depth: int) -> Any:
    """A condition within so many groups."""
    node: Any = {"on": "exit", "is": "is", "value": True}
    for _ in range(depth):
        node = {"any": [node]}
    return node


def test_a_rule_is_told_as_it_was_saved() -> None:
    rule = rule_of("demo", "ru_1", 7, WHOLE, 3)

    assert json.loads(json.dumps(rule_record(rule))) == WHOLE
    assert (rule.number, rule.version) == (7, 3)


def test_what_is_left_out_is_as_little_as_can_be() -> None:
    assert saved() == Rule(
        "demo", "ru_1", 1, "All", Gate("all", ()), ({"do": "open"},), Caps(), enabled=False
    )


def test_groups_stand_in_each_other_five_deep() -> None:
    assert saved(when=inside(5)).when
    assert refusal(when=inside(6))[0] == "/when/any/0/any/0/any/0/any/0/any/0"


def test_a_single_condition_needs_no_group() -> None:
    assert saved(when=inside(0)).when == Condition("exit", "is", True)


@pytest.mark.parametrize(
    ("fields", "place", "why"),
    [
        ({"name": ""}, "/name", "1 to 100"),
        ({"name": 5}, "/name", "a text"),
        ({"other": 1}, "", "no field `other`"),
        ({"when": []}, "/when", "a condition, or an object"),
        ({"when": {"all": [], "any": []}}, "/when", "no field `any`"),
        ({"when": {"any": []}}, "/when/any", "1 to 50"),
        ({"when": {"all": [{"none": []}]}}, "/when/all/0/none", "1 to 50"),
        ({"when": {"all": {}}}, "/when/all", "a list"),
        ({"when": {"all": [inside(1)] * 51}}, "/when", "50 conditions"),
        ({"when": {"all": [{}]}}, "/when/all/0/on", "not known here"),
        ({"actions": []}, "/actions", "1 to 10"),
        ({"actions": [{"do": "open"}, {"do": "open"}]}, "/actions/1", "does the same"),
        ({"actions": [{"do": "open"}, {"do": "suppress"}]}, "/actions", "two rules"),
        ({"actions": [{"do": "set", "name": "a", "value": 1}] * 2}, "/actions/1", "the same"),
        ({"caps": {"per_visit": -1}}, "/caps/per_visit", "from 0"),
        ({"caps": {"per_visit": 1.5}}, "/caps/per_visit", "whole"),
        ({"caps": {"per_visit": True}}, "/caps/per_visit", "no number"),
        ({"caps": {"pervisit": 1}}, "/caps", "no field"),
        ({"enabled": "yes"}, "/enabled", "true or false"),
        ({"conversion": {"name": "order"}}, "/conversion/within_s", "no number"),
    ],
)
def test_what_cannot_be_is_refused_by_its_place(
    fields: dict[str, Any], place: str, why: str
) -> None:
    found = refusal(**fields)

    assert found[0] == place
    assert why in found[1]


@pytest.mark.parametrize(
    ("field", "value", "place", "why"),
    [
        ("zone", "Mars/Base", "/schedule/zone", "no such time zone"),
        ("zone", "../etc/passwd", "/schedule/zone", "no such time zone"),
        ("from", "2026-12-25", "/schedule/to", "over before"),
        ("from", "25.12.2026", "/schedule/from", "2026-12-31"),
        ("days", [], "/schedule/days", "1 to 7"),
        ("days", [7], "/schedule/days/0", "from 0 to 6"),
        ("hours", ["9:00", "17:00"], "/schedule/hours/0", "09:00"),
        ("hours", ["24:00", "17:00"], "/schedule/hours/0", "09:00"),
        ("hours", ["09:00", "25:00"], "/schedule/hours/1", "24:00"),
        ("hours", ["09:00", "09:00"], "/schedule/hours/1", "nothing"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(field: str, value: Any, place: str, why: str) -> None:
    found = refusal(schedule={**WHOLE["schedule"], field: value})

    assert found[0] == place
    assert why in found[1]


@pytest.mark.parametrize(
    ("field", "value", "place", "why"),
    [
        ("control", 101, "/experiment/control", "0 to 100"),
        ("control", float("nan"), "/experiment/control", "0 to 100"),
        ("variants", [{"name": "A", "share": 60}], "/experiment/variants", "100 percent"),
        ("variants", [{"name": "A", "share": 50}] * 2, "/experiment/variants", "same name"),
        (
            "variants",
            [{"name": "A", "share": 100, "invite": {"txt": "Hi"}}],
            "/experiment/variants/0/invite",
            "no field `txt`",
        ),
    ],
)
def test_an_experiment_that_cannot_be_is_refused(
    field: str, value: Any, place: str, why: str
) -> None:
    experiment = {"control": 0, field: value}
    found = refusal(actions=WHOLE["actions"], experiment=experiment)

    assert found[0] == place
    assert why in found[1]


def test_variants_are_of_an_invitation() -> None:
    experiment = {"variants": [{"name": "A", "share": 100}]}

    assert refusal(experiment=experiment)[0] == "/experiment/variants"
