"""Routing rules: made, changed, put in order, tried out. Called by handlers/routing_rules.py and
services/config.py."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain import routing
from chalicelib.domain.account import Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import Act
from chalicelib.domain.error import BadFrame, InUse, NoSuchRoutingRule, TooMany
from chalicelib.domain.ids import seeded
from chalicelib.domain.need import Need, Ring
from chalicelib.domain.routing import Decision
from chalicelib.domain.routing_rule import (
    Facts,
    RoutingRule,
    RuleVerdict,
    choose,
    is_hidden,
    named_groups,
    named_skills,
    rule_of,
    rule_record,
)
from chalicelib.services import access, accounts, needs
from chalicelib.services.changes import insist, is_done
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import routing_rules as rule_store
from chalicelib.store import skills as skill_store
from chalicelib.store.writes import Write, transact

MOST_RULES = 100


class Listed(NamedTuple):
    """An account's rules in their order; `version` rises with each change of any."""

    rules: list[RoutingRule]
    version: int


class Warned(NamedTuple):
    """What will not work as it is: `code`, at which ring (-1: none), about which thing."""

    code: str
    ring: int
    thing: str
    message: str


class Trial(NamedTuple):
    """Where a chat would go now: what it asks for, what was found of each rule, and who would get
    it at each moment at which more agents may."""

    need: Need
    rules: list[RuleVerdict]
    steps: list[Decision]
    agents: dict[str, Agent]


def listed(account_id: str) -> Listed:
    """The account's rules."""
    account = accounts.get(account_id)
    return Listed(rule_store.of_account(account), account.rules_version)


def get(account_id: str, rule_id: str) -> RoutingRule:
    """A rule. Raises NoSuchRoutingRule."""
    return _of(listed(account_id).rules, rule_id)


def create(act: Act, told: Mapping[str, Any]) -> RoutingRule:
    """A new rule, behind the others; asked twice with one seed it is one.

    Raises BadFrame, TooMany, NoSuchSkill, NoSuchGroup, NoSuchAgent.
    """
    rule = rule_of(act.speaker.account, seeded("rr", act.seed), told)

    def attempt() -> RoutingRule:
        account = accounts.get(rule.account)
        if rule.id in account.rules:
            return get(rule.account, rule.id)
        if len(account.rules) >= MOST_RULES:
            raise TooMany(f"An account has {MOST_RULES} routing rules at most. Remove one first.")
        check_named(rule)
        entry = act.entry("routing_rule.create", rule.id, after=rule_record(rule))
        _write(account, [*account.rules, rule.id], [rule_store.putting(rule)], entry)
        return rule

    return _renewed(insist(attempt), act)


def change(act: Act, rule_id: str, etag: str, given: Mapping[str, Any]) -> RoutingRule:
    """Change a rule; what is not given stays. Raises NoSuchRoutingRule, Outdated, and as `create`
    does."""

    def attempt() -> RoutingRule:
        account = accounts.get(act.speaker.account)
        before = _of(rule_store.of_account(account), rule_id)
        told = {**rule_record(before), **given}
        after = rule_of(before.account, rule_id, told, before.version)
        entry = act.entry("routing_rule.change", rule_id, rule_record(before), told)
        if is_done(before.version, etag, entry) or before == after:
            return before
        check_named(after)
        _write(account, account.rules, [rule_store.putting(after, before)], entry)
        return after._replace(version=before.version + 1)

    changed = _renewed(insist(attempt), act)
    rule_store.forget_given(changed.account, changed.id)
    return changed


def remove(act: Act, rule_id: str) -> None:
    """Remove a rule. Raises NoSuchRoutingRule."""
    account_id = act.speaker.account

    def attempt() -> None:
        entry = act.entry("routing_rule.remove", rule_id)
        if audit_store.stands(entry):
            return
        account = accounts.get(account_id)
        rule = _of(rule_store.of_account(account), rule_id)
        told = act.entry("routing_rule.remove", rule_id, rule_record(rule))
        left = [name for name in account.rules if name != rule_id]
        _write(account, left, [rule_store.removing(rule)], told)

    insist(attempt)
    access.renew_account(account_id, act.at)
    rule_store.forget_given(account_id, rule_id)


def reorder(act: Act, etag: str, order: Sequence[str]) -> Listed:
    """Put the rules in another order. Raises Outdated, BadFrame if it does not name each once."""

    def attempt() -> Account:
        account = accounts.get(act.speaker.account)
        told = {"order": list(account.rules)}, {"order": list(order)}
        entry = act.entry("routing_rule.order", account.id, *told)
        if is_done(account.rules_version, etag, entry) or account.rules == tuple(order):
            return account
        if sorted(order) != sorted(account.rules):
            raise BadFrame("`order` has to name each routing rule once. Read them again.")
        _write(account, order, [], entry)
        return account

    account = insist(attempt)
    access.renew_account(account.id, act.at)
    return listed(account.id)


def try_out(account_id: str, facts: Facts, now: int) -> Trial:
    """Where a chat of such facts would go now, and why."""
    account = accounts.get(account_id)
    rules = rule_store.of_account(account)
    open_skills = needs.open_skills(skill_store.of_account(account_id), now)
    need, verdicts = choose(rules, facts, open_skills, now)
    need = need._replace(id="", since=now)
    agents = {agent.id: agent for agent in agent_store.of_account(account_id)}
    given = rule_store.given(account_id, now) if rules else {}
    return Trial(need, verdicts, list(_steps(need, [*agents.values()], given, now)), agents)


def warnings(account_id: str, rules: Sequence[RoutingRule]) -> dict[str, list[Warned]]:
    """What of each rule will not work as it is."""
    agents = [agent for agent in agent_store.of_account(account_id) if agent.active]
    with_hours = frozenset(one.id for one in skill_store.of_account(account_id) if one.hours)
    return {
        rule.id: [
            *_lacking(rule, agents),
            *_hidden(rule, rules[:place], with_hours),
        ]
        for place, rule in enumerate(rules)
    }


def check_named(rule: RoutingRule) -> None:
    """What it names must be there. Raises NoSuchSkill, NoSuchGroup, NoSuchAgent."""
    for skill in sorted(named_skills(rule)):
        access.skill(rule.account, skill)
    for group in sorted(named_groups(rule)):
        access.group(rule.account, group)
    if rule.agent:
        access.agent_of_account(rule.account, rule.agent)


def refuse_named(account: Account, thing: str) -> None:
    """Raises InUse if a rule names this skill or group."""
    rules = rule_store.of_account(account) if account.rules else ()
    naming = [rule.name for rule in rules if thing in named_skills(rule) | named_groups(rule)]
    if naming:
        told = ", ".join(f"\u201c{name}\u201d" for name in naming)
        raise InUse(f"Named by the routing rules: {told}. Take it out of them first.")


def _of(rules: Iterable[RoutingRule], rule_id: str) -> RoutingRule:
    found = next((rule for rule in rules if rule.id == rule_id), None)
    if found is None:
        raise NoSuchRoutingRule(f"There is no routing rule {rule_id[:40]} in your account.")
    return found


def _write(account: Account, order: Sequence[str], writes: list[Write], entry: Any) -> None:
    ordered = account_store.ordering(account, order)
    transact([*writes, ordered, audit_store.putting(entry)])


def _renewed(rule: RoutingRule, act: Act) -> RoutingRule:
    access.renew_account(rule.account, act.at)
    return rule


def _steps(
    need: Need, agents: Sequence[Agent], given: Mapping[str, int], now: int
) -> Iterable[Decision]:
    moment: int | None = now
    while moment is not None:
        # As if all who are there now were still there then.
        candidates = [routing.candidate(agent, now) for agent in agents]
        yield routing.decide(need, candidates, moment, given=given)
        moment = routing.opens_next(need, moment)


def _lacking(rule: RoutingRule, agents: Sequence[Agent]) -> Iterable[Warned]:
    for number, ring in enumerate(rule.rings):
        for code, thing, message in [
            *_skills_lacking(ring, agents),
            *_groups_lacking(ring, agents),
        ]:
            yield Warned(code, number, thing, message)
    if rule.agent:
        yield from _unable(rule, next((one for one in agents if one.id == rule.agent), None))


def _skills_lacking(ring: Ring, agents: Sequence[Agent]) -> Iterable[tuple[str, str, str]]:
    each_has_somebody = True
    for skill, level in sorted(ring.skills.items()):
        best = max((one.levels.get(skill, 1) for one in agents if skill in one.skills), default=0)
        if best < level:
            each_has_somebody = False
            told = f"has it at level {level}" if best else "has it"
            yield "skill", skill, f"Nobody {told}: nobody could take such a chat."
    if each_has_somebody and ring.skills and not any(_has_skills(ring, one) for one in agents):
        yield "skills", "", "Nobody has all of its skills: nobody could take such a chat."


def _groups_lacking(ring: Ring, agents: Sequence[Agent]) -> Iterable[tuple[str, str, str]]:
    skilled = [one for one in agents if _has_skills(ring, one)]
    for group in sorted(ring.groups):
        if not any(group in one.groups for one in agents):
            yield "group", group, "Nobody is in it: it gets no chat."
        elif skilled and not any(group in one.groups for one in skilled):
            yield "group_skill", group, "Nobody in it has the skills asked for: it gets no chat."


def _unable(rule: RoutingRule, named: Agent | None) -> Iterable[Warned]:
    """Whether the named agent is none who could take the chat first."""
    ring = rule.rings[0]
    if named is None:
        yield Warned("agent", -1, rule.agent, "They are deactivated: chats wait for them in vain.")
        return
    if not _has_skills(ring, named) or (ring.groups and not named.groups & ring.groups.keys()):
        told = "They are not among the agents of the first step: they cannot take it."
        yield Warned("unfit", 0, rule.agent, told)


def _has_skills(ring: Ring, one: Agent) -> bool:
    known = {skill: one.levels.get(skill, 1) for skill in one.skills}
    return all(known.get(skill, 0) >= level for skill, level in ring.skills.items())


def _hidden(
    rule: RoutingRule, before: Sequence[RoutingRule], with_hours: frozenset[str]
) -> Iterable[Warned]:
    other = is_hidden(rule, before, with_hours)
    if other:
        yield Warned("hidden", -1, other, "Never reached: a rule before it takes all its chats.")
