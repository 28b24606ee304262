"""What a tag is made of, and what differs between two versions of it."""

import json
from typing import Any

import pytest

from chalicelib.domain.publishing import (
    Engine,
    compose,
    difference,
    engine_file,
    engine_of,
    integrity,
    template_file,
)
from chalicelib.domain.record import Record

ENGINE = Engine("template.abc.js", "https://chat.parley.test", "window.1.js")


def rule(number: int, **fields: Any) -> Record:
    return {"id": f"ru_{number}", "number": number, "version": 1, "name": f"R{number}", **fields}


def changes(before: list[Record], after: list[Record]) -> list[tuple[str, int]]:
    return [(one.kind, one.number) for one in difference(before, after)]


def test_an_engine_is_read_as_it_was_written() -> None:
    told = json.loads(engine_file(ENGINE).body)

    assert engine_of(engine_file(ENGINE).body) == ENGINE
    assert engine_of(json.dumps({**told, "later": 1}).encode()) == ENGINE
    assert ENGINE.id != ENGINE._replace(window="window.2.js").id


@pytest.mark.parametrize("quote", ['"', "'", "`"])
def test_a_tag_is_filled_in_whichever_quotes_the_build_chose(quote: str) -> None:
    template = f"start({quote}__PARLEY_CONFIG__{quote})"
    made = compose("acme", template, ENGINE, 7, rules='{"a":[1]}', offers='{"1":"\\u2028"}')
    config = json.loads(made.evergreen.body.decode().removeprefix("start(").removesuffix(")"))

    assert config == {
        "account": "acme",
        "api": ENGINE.origin,
        "cdn": ENGINE.origin,
        "window": "window.1.js",
        "language": "en",
        "version": 7,
        "offers": made.named[0].key.removeprefix("tag/"),
        "rules": {"a": [1]},
    }
    assert made.integrity == integrity(made.evergreen.body)
    assert [file.key.rpartition("/")[2] for file in made.named] == ["offers.json", "parley.js"]


def test_every_version_is_a_file_of_its_own() -> None:
    """Else, of two copies of the same content, a writer could not tell which one stands."""
    one, other = (compose("acme", '"__PARLEY_CONFIG__"', ENGINE, number) for number in (1, 2))

    assert one.src != other.src


def test_a_template_without_a_place_for_its_account_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the place"):
        template_file("start()")


def test_what_shows_invitations_is_named_where_it_is_built() -> None:
    made = compose("acme", '"__PARLEY_CONFIG__"', ENGINE._replace(invitation="invitation.1.js"), 1)

    assert b'"invitation":"invitation.1.js"' in made.evergreen.body


def test_rules_are_added_changed_removed() -> None:
    before = [rule(1), rule(2, enabled=False), rule(3)]
    after = [rule(1, version=4), rule(2, enabled=True, version=5), rule(4)]
    found = difference(before, after)

    assert [(one.kind, one.number) for one in found] == [
        ("changed", 2), ("added", 4), ("removed", 3)
    ]  # fmt: skip
    assert (found[0].before, found[0].after) == ({"enabled": False}, {"enabled": True})
    assert found[1].before == {}
    assert found[2].before["name"] == "R3"


def test_of_rules_in_another_order_those_are_told_that_moved() -> None:
    rules = [rule(number) for number in range(1, 7)]

    assert changes(rules, rules) == []
    assert changes(rules, [rules[5], *rules[:5]]) == [("moved", 6)]
    assert changes(rules, [*rules[1:4], rules[0], *rules[4:]]) == [("moved", 1)]
    assert len(changes(rules, rules[::-1])) == 5
    assert changes(rules, [rules[1], rule(9), rules[0], *rules[3:]]) == [
        ("moved", 2), ("added", 9), ("removed", 3)
    ]  # fmt: skip
