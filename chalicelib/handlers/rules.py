"""HTTP for admins: the account's rules. What a rule may say is checked by domain/rule.py, which
names the place of what cannot be."""

import json
from typing import Annotated, Any

import msgspec
from chalice.app import Blueprint
from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain import ids
from chalicelib.domain.compilation import Compiled
from chalicelib.domain.error import BadFrame, NoSuchRule
from chalicelib.domain.event import Outcome
from chalicelib.domain.record import Record
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import rules
from chalicelib.services.rules import MOST_RULES

bp = Blueprint(__name__)

# A rule of the longest texts in ten languages; all rules of a large account.
RULE_BYTES = 128 * 1024
RULES_BYTES = 4_000_000
MOST_LISTED = 1_000


class RuleBody(msgspec.Struct, forbid_unknown_fields=True):
    """A rule, or what of it changes. `when` is a condition `{on, is, value, name}` or
    `{all|any|none: [...]}` of such, `actions` what is done then `[{do, ...}]`, `caps`
    `{per_visit, per_visitor, again_after_s, after_decline_s}`, `schedule` `{from, to, zone, days,
    hours}` or null, `experiment` `{control, variants: [{name, share, invite}]}` or null,
    `conversion` `{name, within_s}` or null. What cannot be is refused with its `place` as a JSON
    pointer, such as `/when/all/1/value`."""

    name: Any = UNSET
    enabled: Any = UNSET
    when: Any = UNSET
    actions: Any = UNSET
    caps: Any = UNSET
    schedule: Any = UNSET
    experiment: Any = UNSET
    conversion: Any = UNSET


class RuleAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A rule. `number` is what tag and beacons say in place of its id; it is never used again.
    `version` is that of the tag in which it was changed last."""

    id: str
    number: int
    version: int
    name: str
    enabled: bool
    when: dict[str, Any]
    actions: list[dict[str, Any]]
    caps: dict[str, Any]
    schedule: dict[str, Any] | None
    experiment: dict[str, Any] | None
    conversion: dict[str, Any] | None


class RuleList(msgspec.Struct, forbid_unknown_fields=True):
    """Rules in the order in which they are asked, where the list goes on, how many there are."""

    items: list[RuleAnswer]
    next: str
    total: int


class RulePage(msgspec.Struct, forbid_unknown_fields=True):
    """Which part of the list: at most `limit` (1,000) after the cursor `after`."""

    limit: int = 100
    after: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_LISTED:
            raise ValueError(f"`limit` is from 1 to {MOST_LISTED}")


class RuleOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The ids of all rules in the order in which they are asked: the first that holds wins."""

    order: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=MOST_RULES)]


class OrderAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """The version of the tag in which the rules are in this order."""

    version: int


class DraftBody(msgspec.Struct, forbid_unknown_fields=True):
    """Rules to compile, or one, which counts as enabled; neither: those of the account. A draft
    may lack id, number and version."""

    rules: Annotated[list[dict[str, Any]], Meta(max_length=MOST_RULES)] | UnsetType = UNSET
    rule: dict[str, Any] | UnsetType = UNSET


class CompiledAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """Rules as the tag gets them: `compiled` for its engine, `offers` what is shown, by number. Of
    each rule `places` tell by the JSON pointer of a condition which parts of `compiled` it is."""

    compiled: Any
    offers: Any
    places: dict[int, dict[str, list[int]]]


@operation(bp, "GET", "/v1/rules", permission="rules.read", query=RulePage, answer=RuleList)
def list_rules(call: Call[Nothing]) -> Reply:
    """The account's rules, in their order. The ETag is that of all of them."""
    found = rules.listed(call.speaker.account, call.query.after, call.query.limit)
    items = [_answer(rule) for rule in found.rules]
    return Reply(RuleList(items, found.next, found.total), etag=str(found.version))


@operation(
    bp,
    "POST",
    "/v1/rules",
    permission="rules.write",
    body=RuleBody,
    answer=RuleAnswer,
    status=201,
    most=RULE_BYTES,
)
def create_rule(call: Call[RuleBody]) -> Reply:
    """Make a rule, behind the others. It shows nothing until it is enabled."""
    return _reply(rules.create(call.act, _told(call.body)))


@operation(
    bp,
    "PUT",
    "/v1/rules/order",
    permission="rules.write",
    body=RuleOrder,
    answer=OrderAnswer,
    most=RULES_BYTES,
)
def order_rules(call: Call[RuleOrder]) -> Reply:
    """Put the rules in another order."""
    outcome = rules.reorder(call.act, call.etag, call.body.order)
    version = outcome.value
    return Reply(OrderAnswer(version), events=outcome.events, etag=str(version))


@operation(
    bp,
    "POST",
    "/v1/rules/compile",
    permission="rules.read",
    body=DraftBody,
    answer=CompiledAnswer,
    most=RULES_BYTES,
)
def compile_rules(call: Call[DraftBody]) -> Reply:
    """Rules as the tag would get them: to explain, try and preview them. Nothing is kept."""
    compiled = _compiled(call)
    told = json.loads(compiled.engine), json.loads(compiled.offers)
    places = {number: dict(found) for number, found in compiled.places.items()}
    return Reply(CompiledAnswer(*told, places))


@operation(bp, "GET", "/v1/rules/{rule}", permission="rules.read", answer=RuleAnswer)
def get_rule(call: Call[Nothing]) -> Reply:
    """A rule."""
    found = rules.get(call.speaker.account, _id(call))
    return Reply(_answer(found), etag=str(found["version"]))


@operation(
    bp,
    "PATCH",
    "/v1/rules/{rule}",
    permission="rules.write",
    body=RuleBody,
    answer=RuleAnswer,
    most=RULE_BYTES,
)
def change_rule(call: Call[RuleBody]) -> Reply:
    """Change a rule; what is left out stays."""
    return _reply(rules.change(call.act, _id(call), call.etag, _told(call.body)))


@operation(bp, "DELETE", "/v1/rules/{rule}", permission="rules.write", status=204)
def remove_rule(call: Call[Nothing]) -> Reply:
    """Remove a rule. Its number is not given to another."""
    return Reply(events=rules.remove(call.act, _id(call)).events)


def _compiled(call: Call[DraftBody]) -> Compiled:
    account, asked = call.speaker.account, call.body
    if asked.rules is not UNSET and asked.rule is not UNSET:
        raise BadFrame("Give `rules` or `rule`, not both.")
    if asked.rules is not UNSET:
        return rules.drafted(account, asked.rules, call.now)
    if asked.rule is not UNSET:
        return rules.draft(account, asked.rule, call.now)
    return rules.compiled(account, call.now)


def _id(call: Call[Any]) -> str:
    rule = call.path["rule"]
    if not ids.matches(ids.RULE, rule):
        raise NoSuchRule(f"There is no rule {rule[:40]} in your account.")
    return rule


def _told(body: RuleBody) -> Record:
    return {
        name: value
        for name in RuleBody.__struct_fields__
        if (value := getattr(body, name)) is not UNSET
    }


def _reply(outcome: Outcome[Record]) -> Reply:
    rule = outcome.value
    return Reply(_answer(rule), events=outcome.events, etag=str(rule["version"]))


def _answer(rule: Record) -> RuleAnswer:
    return msgspec.convert(rule, RuleAnswer)
