"""HTTP for admins: the account's routing rules, and where a chat would go by them."""

from typing import Annotated, Literal

import msgspec
from chalice.app import Blueprint
from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain import ids
from chalicelib.domain.record import Record
from chalicelib.domain.routing import Decision
from chalicelib.domain.routing_rule import Facts, RoutingRule, rule_record
from chalicelib.domain.text import clean
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.handlers.people import Level, Name, name_of
from chalicelib.handlers.routing import CandidateVerdict, verdict_of
from chalicelib.services import routing_rules
from chalicelib.services.routing_rules import Trial, Warned

bp = Blueprint(__name__)

LONGEST_S = 3_600
Seconds = Annotated[int, Meta(ge=0, le=LONGEST_S)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Short = Annotated[str, Meta(max_length=100)]
Value = Annotated[str, Meta(max_length=500)]
SkillId = Annotated[str, Meta(pattern=ids.SKILL)]
GroupId = Annotated[str, Meta(pattern=ids.GROUP)]
AgentOrNone = Annotated[str, Meta(pattern=f"^$|{ids.AGENT}")]
Operator = Literal[
    "is", "is_not", "contains", "starts_with", "exists", "more_than", "less_than"
]  # as domain/routing_rule.py names them


class RoutingCondition(msgspec.Struct, forbid_unknown_fields=True):
    """What a rule asks of a chat: `field` is `skill`, `rule`, `url`, `title`, `referrer`,
    `language`, `country`, `device`, `returning` or `variable.NAME`."""

    field: Annotated[str, Meta(min_length=1, max_length=80)]
    operator: Operator
    value: Value = ""


class RoutingRing(msgspec.Struct, forbid_unknown_fields=True):
    """Who may take the chat once it has waited so long: agents with all these skills at these
    levels at least, of one of these groups if any are named, in shares of percent."""

    after_s: Seconds = 0
    skills: Annotated[dict[SkillId, Level], Meta(max_length=10)] = {}
    groups: Annotated[dict[GroupId, Percent], Meta(max_length=20)] = {}


Conditions = Annotated[list[RoutingCondition], Meta(max_length=20)]
Rings = Annotated[list[RoutingRing], Meta(max_length=6)]
Weight = Annotated[int, Meta(ge=1, le=5)]


class NewRoutingRule(msgspec.Struct, forbid_unknown_fields=True):
    """If all conditions hold (none: always), the chat is for the agents of the rings; for `agent`
    alone during its first `agent_wait_s` seconds. `credit_s` are added to its wait; `weight` is how
    many slots it takes."""

    name: Name
    conditions: Conditions = []
    rings: Rings = []
    agent: AgentOrNone = ""
    agent_wait_s: Seconds = 0
    credit_s: Seconds = 0
    weight: Weight = 1


class RoutingRuleChange(msgspec.Struct, forbid_unknown_fields=True):
    """What changes of a routing rule; what is left out stays."""

    name: Name | UnsetType = UNSET
    conditions: Conditions | UnsetType = UNSET
    rings: Rings | UnsetType = UNSET
    agent: AgentOrNone | UnsetType = UNSET
    agent_wait_s: Seconds | UnsetType = UNSET
    credit_s: Seconds | UnsetType = UNSET
    weight: Weight | UnsetType = UNSET


class RoutingOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The ids of all routing rules in the order in which they are asked."""

    order: Annotated[list[Short], Meta(max_length=routing_rules.MOST_RULES)]


class RoutingWarning(msgspec.Struct, forbid_unknown_fields=True):
    """What will not work as it is: of which ring (-1: none), about which thing."""

    code: str
    ring: int
    thing: str
    message: str


class RoutingRuleAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A routing rule, and what of it will not work as things are."""

    id: str
    name: str
    conditions: list[RoutingCondition]
    rings: list[RoutingRing]
    agent: str
    agent_wait_s: int
    credit_s: int
    weight: int
    warnings: list[RoutingWarning]


class RoutingRuleList(msgspec.Struct, forbid_unknown_fields=True):
    """All routing rules in the order in which they are asked."""

    items: list[RoutingRuleAnswer]


class RoutingTrialBody(msgspec.Struct, forbid_unknown_fields=True):
    """A chat to try the rules on: what its page names, where it begins, whose it is."""

    skill: Short = ""
    rule: Short = ""
    url: Annotated[str, Meta(max_length=2_000)] = ""
    title: Annotated[str, Meta(max_length=300)] = ""
    referrer: Annotated[str, Meta(max_length=2_000)] = ""
    language: Short = ""
    country: Short = ""
    device: Short = ""
    returning: bool = False
    variables: Annotated[
        dict[Annotated[str, Meta(max_length=64)], Value | float | bool], Meta(max_length=50)
    ] = {}


class RoutingFinding(msgspec.Struct, forbid_unknown_fields=True):
    """What was found about one rule: `matched`; `condition`, if the one of that number (from 0)
    fails, where there is what was `seen`; or `closed`, if that `skill` is."""

    rule: str
    reason: str
    condition: int
    seen: str
    skill: str


class RoutingStep(msgspec.Struct, forbid_unknown_fields=True):
    """Who would get the chat if it had waited so long (`""`: nobody), and what was found about each
    agent, best first, by the load they have now."""

    after_s: int
    agent: str
    name: str
    verdicts: list[CandidateVerdict]


class RoutingTrialAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """Where the chat would go: by which rule (`""`: none), and what was found of each up to it."""

    rule: str
    skill: str
    weight: int
    credit_s: int
    findings: list[RoutingFinding]
    steps: list[RoutingStep]


@operation(bp, "GET", "/v1/routing-rules", permission="settings.read", answer=RoutingRuleList)
def list_routing_rules(call: Call[Nothing]) -> Reply:
    """The account's routing rules, in their order. The ETag is that of all of them."""
    return _list(call.speaker.account)


@operation(
    bp,
    "POST",
    "/v1/routing-rules",
    permission="settings.write",
    body=NewRoutingRule,
    answer=RoutingRuleAnswer,
    status=201,
)
def create_routing_rule(call: Call[NewRoutingRule]) -> Reply:
    """Make a routing rule, behind the others."""
    return _reply(routing_rules.create(call.act, rule_told(call.body)))


@operation(
    bp,
    "PATCH",
    "/v1/routing-rules",
    permission="settings.write",
    body=RoutingOrder,
    answer=RoutingRuleList,
)
def order_routing_rules(call: Call[RoutingOrder]) -> Reply:
    """Put the routing rules in another order."""
    routing_rules.reorder(call.act, call.etag, call.body.order)
    return _list(call.speaker.account)


@operation(
    bp,
    "GET",
    "/v1/routing-rules/{rule}",
    permission="settings.read",
    answer=RoutingRuleAnswer,
)
def get_routing_rule(call: Call[Nothing]) -> Reply:
    """A routing rule."""
    return _reply(routing_rules.get(call.speaker.account, call.path["rule"]))


@operation(
    bp,
    "PATCH",
    "/v1/routing-rules/{rule}",
    permission="settings.write",
    body=RoutingRuleChange,
    answer=RoutingRuleAnswer,
)
def change_routing_rule(call: Call[RoutingRuleChange]) -> Reply:
    """Change a routing rule."""
    return _reply(
        routing_rules.change(call.act, call.path["rule"], call.etag, rule_told(call.body))
    )


@operation(bp, "DELETE", "/v1/routing-rules/{rule}", permission="settings.write", status=204)
def remove_routing_rule(call: Call[Nothing]) -> Reply:
    """Remove a routing rule."""
    routing_rules.remove(call.act, call.path["rule"])
    return Reply()


@operation(
    bp,
    "POST",
    "/v1/routing-rules/test",
    permission="settings.read",
    body=RoutingTrialBody,
    answer=RoutingTrialAnswer,
)
def try_routing_rules(call: Call[RoutingTrialBody]) -> Reply:
    """Where a chat would go now, and why. Nothing is kept."""
    # It tells who is there and how busy they are.
    call.speaker.need("people.read")
    asked = msgspec.to_builtins(call.body)
    trial = routing_rules.try_out(call.speaker.account, Facts(**asked), call.now)
    return Reply(_trial(trial, call.now))


def rule_told(body: NewRoutingRule | RoutingRuleChange) -> Record:
    """What is given of a rule, in the form of records. Raises BadFrame."""
    told: Record = {
        name: value for name, value in msgspec.to_builtins(body).items() if value is not UNSET
    }
    if not isinstance(body.name, UnsetType):
        told["name"] = name_of(body.name)
    if not isinstance(body.conditions, UnsetType):
        told["conditions"] = [
            {"field": clean(one.field), "operator": one.operator, "value": clean(one.value)}
            for one in body.conditions
        ]
    if not isinstance(body.rings, UnsetType) and not body.rings:
        # Nothing is asked of agents.
        told["rings"] = [msgspec.to_builtins(RoutingRing())]
    return told


def _list(account: str) -> Reply:
    found = routing_rules.listed(account)
    warned = routing_rules.warnings(account, found.rules)
    items = [_answer(rule, warned[rule.id]) for rule in found.rules]
    return Reply(RoutingRuleList(items), etag=str(found.version))


def _reply(rule: RoutingRule) -> Reply:
    rules = routing_rules.listed(rule.account).rules
    warned = routing_rules.warnings(rule.account, rules).get(rule.id, [])
    return Reply(_answer(rule, warned), etag=str(rule.version))


def _answer(rule: RoutingRule, warned: list[Warned]) -> RoutingRuleAnswer:
    told = {"id": rule.id, **rule_record(rule), "warnings": [one._asdict() for one in warned]}
    return msgspec.convert(told, RoutingRuleAnswer)


def _trial(trial: Trial, now: int) -> RoutingTrialAnswer:
    findings = [RoutingFinding(*verdict) for verdict in trial.rules]
    names = {agent.id: agent.name for agent in trial.agents.values()}
    steps = [_step(decision, names, now) for decision in trial.steps]
    need = trial.need
    return RoutingTrialAnswer(
        need.rule, need.skill, need.weight, need.credit // 1_000, findings, steps
    )


def _step(decision: Decision, names: dict[str, str], now: int) -> RoutingStep:
    verdicts = [verdict_of(verdict, names) for verdict in decision.verdicts]
    after = (decision.at - now) // 1_000
    return RoutingStep(after, decision.agent, names.get(decision.agent, ""), verdicts)
