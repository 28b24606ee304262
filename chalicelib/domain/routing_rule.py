"""A routing rule: of which chats it holds, and what they ask for then. Pure; called by
services/routing_rules.py and services/needs.py."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from chalicelib.domain.error import BadFrame
from chalicelib.domain.need import ANYBODY, Need, Ring
from chalicelib.domain.record import Record
from chalicelib.domain.visit import Scalar

TEXTS = ("skill", "rule", "url", "title", "referrer", "language", "country", "device")
RETURNING = "returning"
VARIABLE = "variable."
FIELDS = (*TEXTS, RETURNING)
IS, IS_NOT, CONTAINS, STARTS_WITH, EXISTS, MORE_THAN, LESS_THAN = OPERATORS = (
    "is",
    "is_not",
    "contains",
    "starts_with",
    "exists",
    "more_than",
    "less_than",
)
MATCHED, CONDITION, CLOSED = "matched", "condition", "closed"
WHOLE = 100


class Condition(NamedTuple):
    """What is asked of one field; texts are compared whatever their case."""

    field: str
    operator: str
    value: str = ""


class RoutingRule(NamedTuple):
    """If all `conditions` hold (none: always), a chat asks for an agent of `rings`; for `agent`
    alone during the first `agent_wait` ms, if there is one. `credit` ms are added to its wait;
    `weight` is how many slots it takes. `version` rises with each change."""

    account: str
    id: str
    name: str
    conditions: tuple[Condition, ...] = ()
    rings: tuple[Ring, ...] = ANYBODY
    agent: str = ""
    agent_wait: int = 0
    credit: int = 0
    weight: int = 1
    version: int = 1


class Facts(NamedTuple):
    """What is known of a chat when it starts: `skill` and `rule` as its page named them, the page
    it began on, and of the visitor what their last page view told."""

    skill: str = ""
    rule: str = ""
    url: str = ""
    title: str = ""
    referrer: str = ""
    language: str = ""
    country: str = ""
    device: str = ""
    returning: bool = False
    variables: Mapping[str, Scalar] = {}


class RuleVerdict(NamedTuple):
    """What was found about one rule: matched; its condition number `condition` fails, of which
    `seen` is what there is; or `skill` is closed."""

    rule: str
    reason: str
    condition: int = -1
    seen: str = ""
    skill: str = ""


def choose(
    rules: Iterable[RoutingRule], facts: Facts, skills: Mapping[str, bool], now: int
) -> tuple[Need, list[RuleVerdict]]:
    """What a chat asks for by the first rule that holds, and what was found of each up to it.

    `skills`: which there are, and whether each is open. Without a rule a chat asks for the skill
    that its page named, as long as that is open.
    """
    verdicts: list[RuleVerdict] = []
    for rule in rules:
        verdicts.append(_verdict(rule, facts, skills))
        if verdicts[-1].reason == MATCHED:
            return _need(rule, facts, skills, now), verdicts
    return _own(facts.skill, skills), verdicts


def asks_visits(rules: Iterable[RoutingRule]) -> bool:
    """Whether any of them asks for what only page views tell."""
    told_by_chat = {"skill", "rule", "url", "title", "language", RETURNING}
    return any(one.field not in told_by_chat for rule in rules for one in rule.conditions)


def asks_returning(rules: Iterable[RoutingRule]) -> bool:
    """Whether any of them asks if the visitor was here before."""
    return any(one.field == RETURNING for rule in rules for one in rule.conditions)


def rule_record(rule: RoutingRule) -> Record:
    """What admins say of a rule; durations in seconds."""
    return {
        "name": rule.name,
        "conditions": [condition._asdict() for condition in rule.conditions],
        "rings": [_ring_record(ring) for ring in rule.rings],
        "agent": rule.agent,
        "agent_wait_s": rule.agent_wait // 1_000,
        "credit_s": rule.credit // 1_000,
        "weight": rule.weight,
    }


def rule_of(account: str, rule_id: str, told: Mapping[str, Any], version: int = 1) -> RoutingRule:
    """A rule from the form of `rule_record`. Raises BadFrame if it cannot work."""
    rule = RoutingRule(
        account,
        rule_id,
        told["name"],
        tuple(Condition(**condition) for condition in told["conditions"]),
        tuple(
            Ring(ring["after_s"] * 1_000, ring["skills"], ring["groups"]) for ring in told["rings"]
        )
        or ANYBODY,
        told["agent"],
        told["agent_wait_s"] * 1_000,
        told["credit_s"] * 1_000,
        told["weight"],
        version,
    )
    _check(rule)
    return rule


def named_skills(rule: RoutingRule) -> frozenset[str]:
    """The skills that its rings ask for."""
    return frozenset(skill for ring in rule.rings for skill in ring.skills)


def named_groups(rule: RoutingRule) -> frozenset[str]:
    """The groups that its rings name."""
    return frozenset(group for ring in rule.rings for group in ring.groups)


def is_hidden(rule: RoutingRule, before: Sequence[RoutingRule], hours: frozenset[str]) -> str:
    """The rule before it for which it is never reached, or `""`: one that asks for no more, and is
    never closed. `hours`: the skills that have some."""
    asked = set(rule.conditions)
    return next(
        (
            other.id
            for other in before
            if asked.issuperset(other.conditions) and not hours & other.rings[0].skills.keys()
        ),
        "",
    )


def _verdict(rule: RoutingRule, facts: Facts, skills: Mapping[str, bool]) -> RuleVerdict:
    for index, condition in enumerate(rule.conditions):
        seen = _seen(condition.field, facts)
        if not _HOLDS[condition.operator](seen.casefold(), condition.value.casefold()):
            return RuleVerdict(rule.id, CONDITION, index, seen)
    closed = min((one for one in rule.rings[0].skills if not skills.get(one, True)), default="")
    return RuleVerdict(rule.id, CLOSED if closed else MATCHED, skill=closed)


def _need(rule: RoutingRule, facts: Facts, skills: Mapping[str, bool], now: int) -> Need:
    own = facts.skill if facts.skill in skills else ""
    return Need(
        "",
        now,
        rule.rings,
        rule.agent,
        now + rule.agent_wait if rule.agent else 0,
        credit=rule.credit,
        weight=rule.weight,
        skill=own or min(rule.rings[0].skills, default=""),
        rule=rule.id,
    )


def _own(skill: str, skills: Mapping[str, bool]) -> Need:
    """Asking for one skill, if there is such a one and it is open."""
    if not skills.get(skill, False):
        return Need("", 0)
    return Need("", 0, (Ring(0, {skill: 1}),), skill=skill)


def _seen(field: str, facts: Facts) -> str:
    """A field's value as text; `""` where there is none."""
    if field.startswith(VARIABLE):
        return _text(facts.variables.get(field.removeprefix(VARIABLE), ""))
    return _text(getattr(facts, field))


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _compares(holds: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    def compare(seen: str, value: str) -> bool:
        try:
            return holds(float(seen), float(value))
        except ValueError:
            return False

    return compare


def _equals(seen: str, value: str) -> bool:
    return seen == value or _same_number(seen, value)


_same_number = _compares(lambda seen, value: seen == value)
_HOLDS: dict[str, Callable[[str, str], bool]] = {
    IS: _equals,
    IS_NOT: lambda seen, value: not _equals(seen, value),
    CONTAINS: lambda seen, value: value in seen,
    STARTS_WITH: lambda seen, value: seen.startswith(value),
    EXISTS: lambda seen, _: seen != "",
    MORE_THAN: _compares(lambda seen, value: seen > value),
    LESS_THAN: _compares(lambda seen, value: seen < value),
}


def _ring_record(ring: Ring) -> Record:
    return {
        "after_s": ring.after // 1_000,
        "skills": dict(sorted(ring.skills.items())),
        # As they were entered: two shares are read against each other.
        "groups": dict(ring.groups),
    }


def _check(rule: RoutingRule) -> None:
    for number, condition in enumerate(rule.conditions, 1):
        _check_condition(condition, f"`conditions`, number {number}: ")
    _check_steps(rule.rings)
    if rule.agent and not rule.agent_wait:
        raise BadFrame("`agent_wait_s`: say for how many seconds the agent alone may take it.")


def _check_condition(condition: Condition, where: str) -> None:
    field, operator, value = condition
    if field not in FIELDS and not (field.startswith(VARIABLE) and field != VARIABLE):
        raise BadFrame(f"{where}there is no field {field[:40]}. A variable is `variable.NAME`.")
    if operator in (MORE_THAN, LESS_THAN) and not _same_number(value, value):
        raise BadFrame(f"{where}`{operator}` compares with a number, and {value[:40]!r} is none.")
    if operator in (CONTAINS, STARTS_WITH) and not value:
        raise BadFrame(f"{where}`{operator}` needs a value. With none it would always hold.")
    if field == RETURNING and (operator != IS or value not in ("true", "false")):
        raise BadFrame(f"{where}`{RETURNING}` is `true` or `false`, by the operator `is`.")


def _check_steps(rings: Sequence[Ring]) -> None:
    times = [ring.after for ring in rings]
    if times[0] or any(second <= first for first, second in pairwise(times)):
        raise BadFrame(
            "Steps: the first opens after 0 seconds and each other one later than the one before."
        )
    for number, ring in enumerate(rings, 1):
        total = sum(ring.groups.values())
        if total not in (0, WHOLE):
            raise BadFrame(
                f"Step {number}: the groups' shares make {total} percent. Make them"
                " 100, or leave all at 0 to share by load alone."
            )
        if total and not all(ring.groups.values()):
            raise BadFrame(
                f"Step {number}: a group has a share of 0 percent. Leave it out, or"
                " into a later step."
            )
