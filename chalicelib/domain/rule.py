"""A rule: when it holds on a page, and what the tag does then. Types, and the reading of what was
saved. Called by services/rules.py and domain/compilation.py; docs/rules.md explains it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from chalicelib.domain.action import (
    ALONE,
    INVITE,
    MOST_ACTIONS,
    SHOWN,
    SUPPRESS,
    Action,
    action_of,
    overrides_of,
)
from chalicelib.domain.condition import (
    YEARS_S,
    Condition,
    condition_of,
    condition_record,
)
from chalicelib.domain.record import Record
from chalicelib.domain.told import Told

ALL, ANY, NONE = KINDS = ("all", "any", "none")
MOST_NAME, MOST_DEPTH, MOST_CONDITIONS, MOST_VARIANTS = 100, 5, 50, 10
MOST_TIMES, WHOLE, MINUTES_A_DAY = 100_000, 100, 1_440
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
FIELDS = ("name", "enabled", "when", "actions", "caps", "schedule", "experiment", "conversion")
_CLOCK = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)(?!\n)$")


class Gate(NamedTuple):
    """Holds if all, any or none of its parts do (`kind`)."""

    kind: str
    parts: tuple["Node", ...]


Node = Gate | Condition


class Caps(NamedTuple):
    """How often a rule may show something, in one visit and to one visitor; how long after it did,
    and after it was declined, it may again. 0: as it likes."""

    per_visit: int = 0
    per_visitor: int = 0
    again_after_s: int = 0
    after_decline_s: int = 0


class Schedule(NamedTuple):
    """From one date to another, both included (`""`: open), on these weekdays (0 is Monday),
    between two times by the clock of `zone`. Past midnight it belongs to the day it began."""

    first: str
    last: str
    zone: str
    days: tuple[int, ...] = EVERY_DAY
    hours: tuple[str, str] = ("00:00", "24:00")


class Variant(NamedTuple):
    """What `share` percent of visitors see in place of the invitation."""

    name: str
    share: float
    invite: Action


class Experiment(NamedTuple):
    """`control` percent of visitors see nothing; the others one of the variants, always the same.
    Another `salt` draws anew."""

    control: float
    variants: tuple[Variant, ...] = ()
    salt: str = ""


class Conversion(NamedTuple):
    """What counts as a success: this conversion (`""`: any), so long after the invitation."""

    name: str
    within_s: int


class Rule(NamedTuple):
    """`number` is what the tag calls it. `version` rises with each change."""

    account: str
    id: str
    number: int
    name: str
    when: Node
    actions: tuple[Action, ...]
    caps: Caps = Caps()
    schedule: Schedule | None = None
    experiment: Experiment | None = None
    conversion: Conversion | None = None
    enabled: bool = False
    version: int = 1


class Bounds(NamedTuple):
    """What holds of all rules of an account: percent who see no invitation, how many a visit may
    see, seconds between two. 0: no bound."""

    control: float = 0
    per_visit: int = 0
    pause_s: int = 0


def rule_of(
    account: str, rule_id: str, number: int, told: Mapping[str, Any], version: int = 1
) -> Rule:
    """A rule from the form of `rule_record`. Raises BadRule that says where it cannot be."""
    whole = Told(told).of_fields(*FIELDS)
    when = whole.at("when", {ALL: []})
    _count_conditions(when)
    actions = tuple(action_of(one) for one in whole.at("actions").items(1, MOST_ACTIONS))
    _check_actions(whole.at("actions"), actions)
    rule = Rule(
        account,
        rule_id,
        number,
        whole.at("name").text(MOST_NAME, 1),
        _node(when, 0),
        actions,
        _caps(whole.at("caps", {})),
        _schedule(whole.at("schedule")),
        _experiment(whole.at("experiment")),
        _conversion(whole.at("conversion")),
        whole.at("enabled", False).flag(),
        version,
    )
    _check_experiment(whole.at("experiment"), rule)
    return rule


def rule_record(rule: Rule) -> Record:
    """What admins say of a rule."""
    return {
        "name": rule.name,
        "enabled": rule.enabled,
        "when": node_record(rule.when),
        "actions": [dict(action) for action in rule.actions],
        "caps": rule.caps._asdict(),
        "schedule": rule.schedule and _schedule_record(rule.schedule),
        "experiment": rule.experiment and _experiment_record(rule.experiment),
        "conversion": rule.conversion and rule.conversion._asdict(),
    }


def node_record(node: Node) -> Record:
    """When a rule holds, as it is told outside."""
    if isinstance(node, Condition):
        return condition_record(node)
    return {node.kind: [node_record(part) for part in node.parts]}


def _node(told: Told, depth: int) -> Node:
    if not isinstance(told.value, dict):
        raise told.refused("a condition, or an object with `all`, `any` or `none` is needed here.")
    kind = next((one for one in KINDS if one in told.value), "")
    if not kind:
        return condition_of(told)
    if depth >= MOST_DEPTH:
        raise told.refused(f"groups may stand in each other {MOST_DEPTH} deep, no more.")
    told.of_fields(kind)
    # Without any condition a rule holds on every page; inside another group that is a slip.
    least = 0 if depth == 0 and kind == ALL else 1
    parts = told.at(kind).items(least, MOST_CONDITIONS)
    return Gate(kind, tuple(_node(part, depth + 1) for part in parts))


def _count_conditions(told: Told) -> None:
    count, below = 0, [told.value]
    while below:
        node = below.pop()
        lists = [node.get(kind) for kind in KINDS] if isinstance(node, dict) else []
        inner = [part for parts in lists if isinstance(parts, list) for part in parts]
        count += not inner
        below += inner
        if count > MOST_CONDITIONS:
            raise told.refused(f"a rule may have {MOST_CONDITIONS} conditions, no more.")


def _check_actions(told: Told, actions: tuple[Action, ...]) -> None:
    taken = set()
    for index, action in enumerate(actions):
        place = "alone" if action["do"] in ALONE else action.get("name", "") or action["do"]
        key = (place, action["do"] if place != "alone" else "")
        if key in taken:
            raise told.items(1, MOST_ACTIONS)[index].refused(
                "another action of this rule does the same already, and only one can be seen."
            )
        taken.add(key)
    if any(one["do"] == SUPPRESS for one in actions) and any(one["do"] in SHOWN for one in actions):
        raise told.refused("a rule that suppresses others shows nothing itself. Make it two rules.")


def _caps(told: Told) -> Caps:
    told.of_fields(*Caps._fields)
    return Caps(
        told.at("per_visit", 0).whole(0, MOST_TIMES),
        told.at("per_visitor", 0).whole(0, MOST_TIMES),
        told.at("again_after_s", 0).whole(0, YEARS_S),
        told.at("after_decline_s", 0).whole(0, YEARS_S),
    )


def _schedule(told: Told) -> Schedule | None:
    if told.value is None:
        return None
    told.of_fields("from", "to", "zone", "days", "hours")
    schedule = Schedule(
        _date(told.at("from", "")),
        _date(told.at("to", "")),
        _zone(told.at("zone")),
        tuple(sorted({day.whole(0, 6) for day in told.at("days", [*EVERY_DAY]).items(1, 7)})),
        _hours(told.at("hours", ["00:00", "24:00"])),
    )
    if schedule.last and schedule.first > schedule.last:
        raise told.at("to").refused("it is over before it begins.")
    return schedule


def _date(told: Told) -> str:
    text = told.text(10)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise told.refused("a date looks like 2026-12-31.") from None


def _zone(told: Told) -> str:
    name = told.text(64, 1)
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise told.refused("there is no such time zone. One looks like `Europe/Berlin`.") from None


def _hours(told: Told) -> tuple[str, str]:
    begins, ends = told.items(2, 2)
    first, last = begins.text(5), ends.text(5)
    if not _CLOCK.match(first):
        raise begins.refused("a time looks like 09:00.")
    if last != "24:00" and not _CLOCK.match(last):
        raise ends.refused("a time looks like 17:30; midnight at the end is 24:00.")
    if first == last:
        raise ends.refused("it lasts for nothing. All day is 00:00 to 24:00.")
    return first, last


def _experiment(told: Told) -> Experiment | None:
    if told.value is None:
        return None
    told.of_fields("control", "variants", "salt")
    listed = told.at("variants", [])
    variants = tuple(_variant(one) for one in listed.items(0, MOST_VARIANTS))
    if variants and round(sum(one.share for one in variants), 4) != WHOLE:
        raise listed.refused("the shares of the variants must make 100 percent.")
    if len({one.name for one in variants}) < len(variants):
        raise listed.refused("two variants have the same name.")
    return Experiment(
        told.at("control", 0).number(0, WHOLE), variants, told.at("salt", "").text(32)
    )


def _variant(told: Told) -> Variant:
    told.of_fields("name", "share", "invite")
    return Variant(
        told.at("name").text(MOST_NAME, 1),
        told.at("share").number(0, WHOLE),
        overrides_of(told.at("invite", {})),
    )


def _check_experiment(told: Told, rule: Rule) -> None:
    if rule.experiment and not any(action["do"] in SHOWN for action in rule.actions):
        raise told.refused("an experiment is about what a rule shows, and this one shows nothing.")
    invites = any(action["do"] == INVITE for action in rule.actions)
    if rule.experiment and rule.experiment.variants and not invites:
        raise told.at("variants").refused("variants are of an invitation, and this rule has none.")


def _conversion(told: Told) -> Conversion | None:
    if told.value is None:
        return None
    told.of_fields("name", "within_s")
    return Conversion(told.at("name", "").text(64), told.at("within_s").whole(1, YEARS_S))


def _schedule_record(schedule: Schedule) -> Record:
    return {
        "from": schedule.first,
        "to": schedule.last,
        "zone": schedule.zone,
        "days": list(schedule.days),
        "hours": list(schedule.hours),
    }


def _experiment_record(experiment: Experiment) -> Record:
    return {
        "control": experiment.control,
        "variants": [
            {"name": one.name, "share": one.share, "invite": dict(one.invite)}
            for one in experiment.variants
        ],
        "salt": experiment.salt,
    }
