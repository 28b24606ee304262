"""Rules as the tag reads them; web/tag/rules/engine.test.ts evaluates the same golden texts."""

import json
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.compilation import CODES, STEADY, YEARS_AHEAD, Compiled, compile_rules
from chalicelib.domain.condition import OPERATORS, SOURCES
from chalicelib.domain.form import write_lists
from chalicelib.domain.rule import Bounds, Rule, rule_of
from tests.domain.test_rule import WHOLE

GOLDEN = Path(__file__).parents[1] / "golden"
CONDITIONS = json.loads((GOLDEN / "conditions.json").read_text())
NOW = 1_795_000_000_000
CART = {"on": "url", "is": "contains", "value": "/cart"}
LONG = {"on": "page_time_s", "is": "at_least", "value": 30}
SHORT = {"on": "page_time_s", "is": "at_least", "value": 10}


def rule(number: int, when: Any, **fields: Any) -> Rule:
    """An enabled rule."""
    told = {"name": "Rule", "enabled": True, "when": when, "actions": [{"do": "open"}]}
    return rule_of("demo", f"ru_{number}", number, {**told, **fields})


def engine(compiled: Compiled) -> list[Any]:
    """What the tag's engine reads."""
    read: list[Any] = json.loads(compiled.engine)
    return read


@pytest.mark.parametrize("case", CONDITIONS, ids=lambda case: json.dumps(case["when"]))
def test_each_condition_is_compiled_as_the_engine_reads_it(case: Any) -> None:
    assert engine(compile_rules([rule(1, case["when"])])) == case["compiled"]


def test_every_source_and_operator_has_its_case() -> None:
    asked = {(case["when"]["on"], case["when"]["is"]) for case in CONDITIONS}
    kinds = {(SOURCES[source].kind, operator) for source, operator in asked}

    assert {source for source, _ in asked} == set(SOURCES)
    for kind in OPERATORS:
        known = {operator for one, operator in kinds if one == kind}
        if kind not in ("choice", "address", "any"):
            assert known == set(OPERATORS[kind]), kind
    assert {operator for _, operator in asked} == {one for ops in OPERATORS.values() for one in ops}


def test_conditions_are_shared_and_thresholds_rise() -> None:
    rules = [
        rule(2, {"all": [CART, LONG]}),
        rule(3, {"all": [SHORT, {"all": [CART]}]}),
        rule(9, {"any": [LONG, CART]}),
        rule(10, {"any": [CART, {"any": [LONG]}]}),
    ]

    assert engine(compile_rules(rules)) == [
        "|~u*|*/cart*||T>|10|30",
        write_lists([[1, 0, 2]], 1),
        [[[[1]]]],
        write_lists([[4, 0, 0, 2], [2, 0, 0, 1], [12, 0, 3], [2, 0, 3]], 2),
    ]


def test_what_is_disabled_is_not_compiled() -> None:
    compiled = compile_rules([rule(1, CART, enabled=False), rule(2, {"all": []})])

    assert engine(compiled) == ["", "", [[[[1]]]], write_lists([[4, 0]], 2)]


def test_rules_stand_in_any_order() -> None:
    compiled = compile_rules([rule(3, {"all": []}), rule(1, {"all": []})])

    assert engine(compiled)[3] == write_lists([[6, 0], [3, 0]], 2)


def test_manners_say_what_how_often_and_when() -> None:
    compiled = compile_rules([rule_of("demo", "ru_1", 7, WHOLE)], Bounds(5, 2, 60), NOW)
    _, _, manners, rules, bounds, zones = engine(compiled)

    assert manners == [
        [[[0], [6, "cart", "big"]], [1, 3, 3600, 86400], [20788, 20812, 31, 540, 510, 0]]
    ]
    assert (rules, bounds) == (write_lists([[14, 0, 0, 3, 4]], 2), [2, 60])
    # Berlin: an hour ahead, from the last Sunday of March 2026 on two, from that of October one.
    assert zones[0][:5] == [60, 29579100, 120, 302400, 60]
    assert len(zones[0]) == 1 + 2 * 2 * YEARS_AHEAD


def test_what_goes_past_midnight_lasts_into_the_next_day() -> None:
    schedule = {"zone": "UTC", "hours": ["22:00", "06:00"]}
    manner = engine(compile_rules([rule(1, CART, schedule=schedule)], now=NOW))[2][0]

    assert manner[2] == [0, 0, 127, 1320, 480, 0]


def test_texts_are_in_the_offers_alone() -> None:
    compiled = compile_rules([rule_of("demo", "ru_1", 7, WHOLE)], Bounds(control=5))
    offer = json.loads(compiled.offers)["7"]

    assert "May we help?" not in compiled.engine
    assert offer["actions"] == [WHOLE["actions"][0]]
    assert offer["experiment"] == [5, 12.5, "", 50, 50]
    assert offer["variants"][1] == {"name": "B", "invite": {"text": {"": "A question?"}}}


def test_places_lead_from_a_condition_to_what_became_of_it() -> None:
    when = {"all": [CART, {"none": [{"on": "url", "is": "none_of", "value": ["a", "b"]}]}]}
    compiled = compile_rules([rule(4, when)])

    assert compiled.places == {4: {"/when/all/0": [1, 0], "/when/all/1/none/0": [0, 1, 2]}}


def test_rules_begin_with_what_changes_least() -> None:
    assert sorted(STEADY) == sorted({source.letter for source in SOURCES.values()})
    country = {"on": "country", "is": "is", "value": "DE"}
    tables = engine(compile_rules([rule(1, {"all": [LONG, country, CART]})]))[0]

    assert tables == "|~u*|*/cart*||g*country|de||T>|30"


def test_actions_have_the_codes_that_the_tag_knows() -> None:
    types = (Path(__file__).parents[2] / "web/tag/rules/types.ts").read_text()

    for name, code in CODES.items():
        assert f"export const {name.upper()} = {code};" in types


def test_sources_have_the_letters_that_the_tag_knows() -> None:
    types = (Path(__file__).parents[2] / "web/tag/rules/types.ts").read_text()
    listed = types[types.index("export type Source") : types.index("export type Value")]

    assert {source.letter for source in SOURCES.values()} == {
        line.split('"')[1] for line in listed.splitlines() if line.strip().startswith("|")
    }
