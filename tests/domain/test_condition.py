"""What may be asked of each source, and what not."""

from typing import Any

import pytest

from chalicelib.domain.condition import (
    OPERATORS,
    SOURCES,
    Condition,
    condition_of,
    condition_record,
)
from chalicelib.domain.error import BadRule
from chalicelib.domain.told import Told

SKILL = "sk_" + "a" * 26


def read(on: str, operator: str, value: Any = None, name: Any = "") -> Condition:
    """The condition that is saved so."""
    told: dict[str, Any] = {"on": on, "is": operator, "name": name}
    return condition_of(Told({**told, "value": value} if value is not None else told))


@pytest.mark.parametrize(
    ("on", "operator", "value", "name", "kept"),
    [
        ("url", "contains", "/cart", "", "/cart"),
        ("url", "regex", r"/item/\d{1,9}", "", r"/item/\d{1,9}"),
        ("visited", "one_of", ["https://a.test/", "https://b.test/"], "", None),
        ("flow", "left", ["*/cart*", "*/pay*"], "", None),
        ("page_time_s", "at_least", 30, "", 30),
        ("scroll", "between", [25, 75], "", None),
        ("exit", "is", True, "", True),
        ("product", "begins", "A-", "sku", "A-"),
        ("product", "at_most", 9.5, "price", 9.5),
        ("campaign", "is", "spring", "name", "spring"),
        ("variable", "is", True, "vip", True),
        ("variable", "is", 3, "level", 3),
        ("variable", "known", None, "plan", None),
        ("weekday", "one_of", [5, 6], "", None),
        ("availability", "is", "online", SKILL, "online"),
        ("queue", "at_most", 120, "wait_s", 120),
        ("engagement", "none_of", ["declined"], "12", None),
        ("engagements", "is", 0, "", 0),
        ("converted", "at_least", 1, "order", 1),
    ],
)
def test_a_condition_is_kept_as_it_was_said(
    on: str, operator: str, value: Any, name: str, kept: Any
) -> None:
    found = read(on, operator, value, name)

    assert found == Condition(on, operator, kept if kept is not None else found.value, name)
    told = condition_record(found)
    assert condition_of(Told(told)) == found
    assert told.get("value") == value


@pytest.mark.parametrize(
    ("on", "operator", "value", "name", "place", "why"),
    [
        ("weather", "is", "rain", "", "/on", "not known"),
        ("url", "at_least", 5, "", "/is", "not known"),
        ("url", "contains", "", "", "/value", "1 to 500"),
        ("url", "contains", 5, "", "/value", "a text"),
        ("url", "contains", "a" * 501, "", "/value", "1 to 500"),
        ("url", "matches", "**", "", "/value", "every text"),
        ("url", "regex", "(a+)+", "", "/value", "how often"),
        ("url", "regex", "(", "", "/value", "no regular expression"),
        ("url", "one_of", [], "", "/value", "1 to 100"),
        ("url", "one_of", "a", "", "/value", "a list"),
        ("url", "one_of", ["a", 5], "", "/value/1", "a text"),
        ("url", "known", "yes", "", "/value", "no value"),
        ("url", "is", "a", "b", "/name", "no name"),
        ("flow", "left", ["a"], "", "/value", "2 to 10"),
        ("page_time_s", "at_least", "30", "", "/value", "no number"),
        ("page_time_s", "at_least", -1, "", "/value", "from 0"),
        ("page_time_s", "at_least", float("inf"), "", "/value", "from 0"),
        ("scroll", "at_least", 101, "", "/value", "to 100"),
        ("scroll", "between", [75, 25], "", "/value", "smaller"),
        ("scroll", "between", [75], "", "/value", "2 to 2"),
        ("exit", "is", False, "", "/value", "`true`"),
        ("exit", "is", 1, "", "/value", "`true`"),
        ("device", "is", "mobile", "", "/value", "`desktop`, `phone`, `tablet`"),
        ("weekday", "is", True, "", "/value", "`0`, `1`"),
        ("product", "is", "x", "", "/name", "`sku`"),
        ("product", "is", "x", "colour", "/name", "`sku`"),
        ("variable", "is", "x", "", "/name", "1 to 64"),
        ("availability", "is", "online", "sales", "/name", "id of a skill"),
        ("engagement", "is", "shown", "0", "/name", "number of a rule"),
        ("engagement", "is", "shown", 5, "/name", "a text"),
        ("engagement", "is", "seen", "", "/value", "`accepted`"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_place(
    on: str, operator: str, value: Any, name: Any, place: str, why: str
) -> None:
    with pytest.raises(BadRule) as refused:
        read(on, operator, value, name)

    assert refused.value.place == place
    assert why in refused.value.words


def test_each_source_is_compiled_to_a_letter_and_part_of_its_own() -> None:
    flows = {"flow"}
    places = [(one.letter, one.part) for name, one in SOURCES.items() if name not in flows]

    assert len(set(places)) == len(places)
    assert {one.kind for one in SOURCES.values()} == set(OPERATORS)
