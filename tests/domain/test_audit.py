"""The audit trail's entries: what differs, and the same entry for the same act."""

import json

from chalicelib.domain.audit import Act, command, difference
from chalicelib.domain.speaker import AGENT, Speaker

ACT = Act(Speaker("demo", AGENT, "ag_ada", "Ada", frozenset()), 5, "203.0.113.9", "seed")


def test_an_entry_tells_only_what_differs() -> None:
    entry = ACT.entry(
        "agent.change", "ag_ben", {"name": "B", "limit": 1}, {"name": "Ben", "limit": 1}
    )

    assert (entry.before, entry.after) == ('{"name": "B"}', '{"name": "Ben"}')
    assert (entry.account, entry.kind, entry.by, entry.by_name) == (
        "demo",
        "agent",
        "ag_ada",
        "Ada",
    )
    assert (entry.at, entry.ip) == (5, "203.0.113.9")


def test_the_same_act_on_the_same_thing_is_the_same_entry() -> None:
    assert ACT.entry("a", "x").id == ACT.entry("a", "x", {"n": 1}).id
    assert len({ACT.entry(action, thing).id for action in "ab" for thing in "xy"}) == 4
    assert ACT.entry("a", "x").id != ACT._replace(seed="other").entry("a", "x").id


def test_what_came_and_what_went_stands_on_its_side() -> None:
    assert difference({"a": 1, "b": 2}, {"b": 2, "c": 3}) == ({"a": 1}, {"c": 3})


def test_what_is_too_long_is_named() -> None:
    entry = ACT.entry("config.apply", "version 1", {}, {"groups": "x" * 30_000, "skills": 1})

    assert json.loads(entry.after) == {"fields": ["groups", "skills"]}


def test_a_command_may_all_and_comes_from_nowhere() -> None:
    act = command("demo", "root", 1, "seed")

    assert act.speaker.may("roles.write")
    assert (act.speaker.kind, act.ip) == ("command", "")


def test_of_very_many_some_are_named_and_the_rest_counted() -> None:
    """An item holds 400 KB, and so does an entry."""
    many = {f"rules.ru_{number:026d}.name": "x" for number in range(10_000)}
    told = json.loads(ACT.entry("config.apply", "version 1", many, {}).before)

    assert (told["fields"], told["more"]) == (sorted(many)[:200], 9_800)
