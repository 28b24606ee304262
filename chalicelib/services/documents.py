"""An account's configuration as a document: what is stored, told; what a document asks for,
checked; and the writes that bring it about. Called by services/config.py."""

from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.account import Account, settings_record, tag_settings, with_settings
from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import Act, Entry
from chalicelib.domain.config import FORM, Change, Document
from chalicelib.domain.error import BadConfig, BadFrame
from chalicelib.domain.group import Group
from chalicelib.domain.hours import hours_of
from chalicelib.domain.publishing import Book
from chalicelib.domain.record import Record
from chalicelib.domain.role import PERMISSIONS, Role
from chalicelib.domain.routing_rule import (
    RoutingRule,
    named_groups,
    named_skills,
    rule_of,
    rule_record,
)
from chalicelib.domain.skill import Skill, skill_record
from chalicelib.services import access, accounts, agents, data_keys, publishing
from chalicelib.services import rules as proactive
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import groups as group_store
from chalicelib.store import roles as role_store
from chalicelib.store import routing_rules as rule_store
from chalicelib.store import rules as book_store
from chalicelib.store import skills as skill_store
from chalicelib.store.writes import Write

_NEEDED = {
    "settings": "settings.write",
    "groups": "people.write",
    "skills": "people.write",
    "agents": "people.write",
    "roles": "roles.write",
    "routing_rules": "settings.write",
    "rules": "rules.write",
}


class State(NamedTuple):
    """An account's configuration as it is stored."""

    account: Account
    groups: dict[str, Group]
    skills: dict[str, Skill]
    roles: dict[str, Role]
    rules: dict[str, RoutingRule]
    agents: dict[str, Agent]
    book: Book


def state_of(account: str) -> State:
    found = accounts.get(account)
    return State(
        found,
        {group.id: group for group in group_store.of_account(account)},
        {skill.id: skill for skill in skill_store.of_account(account)},
        {role.id: role for role in role_store.of_account(account)},
        {rule.id: rule for rule in rule_store.of_account(found)},
        {agent.id: agent for agent in agent_store.of_account(account)},
        book_store.read(account),
    )


def document_of(state: State) -> Document:
    return {
        "parley": FORM,
        "settings": settings_record(state.account),
        "groups": {name: {"name": group.name} for name, group in state.groups.items()},
        "skills": {name: skill_record(skill) for name, skill in state.skills.items()},
        "roles": {name: _role_record(role) for name, role in state.roles.items()},
        "routing_rules": {
            rule.id: {"place": place, **rule_record(rule)}
            for place, rule in enumerate(state.rules.values(), 1)
        },
        "agents": {name: _agent_record(state, agent) for name, agent in state.agents.items()},
        "rules": proactive.document(state.book.rules),
    }


def check(act: Act, state: State, wanted: Document, changes: list[Change]) -> None:
    """Whether the document can be, and is the speaker's to apply."""
    for name in wanted.get("agents", ()):
        _check_agent(state, wanted, name)
    for name, role in wanted.get("roles", {}).items():
        unknown = sorted(set(role.get("permissions", ())) - set(PERMISSIONS))
        if unknown:
            raise BadConfig(f"roles.{name}.permissions: there is no permission {unknown[0]}.")
    rules: Document = {**document_of(state), **wanted}["routing_rules"]
    for name, rule in rules.items():
        _check_rule(state, wanted, name, rule)
    for change in changes:
        _check_change(act, state, change)


def after(current: Document, changes: list[Change]) -> Document:
    """The whole document once the changes are made."""
    after: Document = deepcopy(current)
    for change in changes:
        part, *names = change.path.split(".")
        if part == "settings":
            after[part][names[0]] = change.after
        elif len(names) > 1:
            after[part][names[0]] = {**after[part][names[0]], names[1]: change.after}
        elif change.after is None:
            del after[part][names[0]]
        else:
            after[part][names[0]] = change.after
    for skill in after["skills"].values():
        skill.setdefault("hours", None)
    for agent in after["agents"].values():
        for part in ("skills", "groups"):
            agent[part] = [name for name in agent[part] if name in after[part]]
        agent["levels"] = agents.levels_of(frozenset(agent["skills"]), agent["levels"])
    return after


def writes_of(state: State, after: Document, book: Book, entry: Entry) -> list[Write]:
    account = state.account
    writes: list[Write] = []
    rules = _rules(state, after["routing_rules"])
    changed = with_settings(account, after["settings"])
    order = tuple(_order(after["routing_rules"]))
    removed = any(set(getattr(state, part)) - set(after[part]) for part in ("groups", "skills"))
    if rules or removed or order != account.rules:
        # Raised with removals too: nobody comes to name what goes.
        changed = replace(changed, rules=order, rules_version=account.rules_version + 1)
    if book != state.book or tag_settings(changed) != tag_settings(account):
        writes += publishing.advancing(state.book, book, changed, entry)
    if changed != account:
        data_keys.prepare(changed)
        writes += [account_store.changing(account, changed), *rules]
    writes += _groups(state, after["groups"])
    writes += _skills(state, after["skills"])
    writes += _roles(state, after["roles"])
    for name, agent in state.agents.items():
        wanted = _agent(agent, after["agents"][name])
        if _agent_record(state, agent) != after["agents"][name]:
            writes += agent_store.changing(agent, wanted)
    return writes


def _role_record(role: Role) -> Record:
    return {"name": role.name, "permissions": sorted(role.permissions)}


def _agent_record(state: State, agent: Agent) -> Record:
    return {
        "email": agent.email,
        "max_chats": agent.max_chats,
        "skills": sorted(agent.skills & state.skills.keys()),
        "levels": {
            skill: level for skill, level in sorted(agent.levels.items()) if skill in state.skills
        },
        "groups": sorted(agent.groups & state.groups.keys()),
    }


def _check_agent(state: State, wanted: Document, name: str) -> None:
    agent, path = wanted["agents"][name], f"agents.{name}"
    if name not in state.agents:
        raise BadConfig(f"{path}: there is no such agent in your account. Invite them first.")
    if agent.get("email", state.agents[name].email) != state.agents[name].email:
        raise BadConfig(f"{path}.email: a configuration does not change who signs in.")
    for part in ("skills", "groups"):
        _check_known(path, part, agent.get(part, ()), wanted.get(part, getattr(state, part)))
    lacking = set(agent.get("levels", ())) - set(agent.get("skills", state.agents[name].skills))
    if lacking:
        raise BadConfig(f"{path}.levels: {min(lacking)} is not among the agent's skills.")


def _check_known(path: str, part: str, given: list[str], known: Any) -> None:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise BadConfig(f"{path}.{part}: {unknown[0]} is not among the document's {part}.")


def _check_rule(state: State, wanted: Document, name: str, told: Document) -> None:
    """What a routing rule names must be there once the document is applied."""
    path = f"routing_rules.{name}"
    try:
        rule = rule_of(state.account.id, name, told)
    except BadFrame as refused:
        raise BadConfig(f"{path}: {refused}") from None
    _check_known(path, "skills", [*named_skills(rule)], wanted.get("skills", state.skills))
    _check_known(path, "groups", [*named_groups(rule)], wanted.get("groups", state.groups))
    if rule.agent and rule.agent not in state.agents:
        raise BadConfig(f"{path}.agent: there is no agent {rule.agent} in your account.")


def _check_change(act: Act, state: State, change: Change) -> None:
    part, _, rest = change.path.partition(".")
    name = rest.partition(".")[0]
    act.speaker.need(_NEEDED[part])
    if part == "agents":
        held = access.permissions(state.account.id, state.agents[name].role)
        act.speaker.need_all(held, change.path)
    elif part == "roles":
        act.speaker.need_all(_held(state, name, change), change.path)
        if change.after is None and any(a.role == name for a in state.agents.values()):
            raise BadConfig(f"{change.path}: agents have this role. Give them another one first.")


def _held(state: State, role: str, change: Change) -> frozenset[str]:
    """All that a role may before and after a change of it."""
    before = state.roles[role].permissions if role in state.roles else frozenset[str]()
    after: Any = change.after
    given = after.get("permissions", ()) if isinstance(after, dict) else after
    return before | frozenset(given if isinstance(given, list) else ())


def _groups(state: State, wanted: Document) -> list[Write]:
    gone = [group for name, group in state.groups.items() if name not in wanted]
    writes = [group_store.removing(group) for group in gone]
    for name, fields in wanted.items():
        before = state.groups.get(name)
        if before is None:
            writes.append(group_store.creating(Group(state.account.id, name, fields["name"])))
        elif before.name != fields["name"]:
            writes.append(group_store.changing(before, fields["name"]))
    return writes


def _skills(state: State, wanted: Document) -> list[Write]:
    gone = [skill for name, skill in state.skills.items() if name not in wanted]
    writes = [skill_store.removing(skill) for skill in gone]
    for name, fields in wanted.items():
        hours = fields.get("hours")
        after = Skill(state.account.id, name, fields["name"], 1, hours_of(hours) if hours else None)
        before = state.skills.get(name)
        if before is None:
            writes.append(skill_store.creating(after))
        elif skill_record(before) != skill_record(after):
            writes.append(skill_store.changing(before, after))
    return writes


def _roles(state: State, wanted: Document) -> list[Write]:
    writes = [role_store.removing(role) for name, role in state.roles.items() if name not in wanted]
    for name, fields in wanted.items():
        held = frozenset(fields["permissions"])
        before = state.roles.get(name)
        if before is None:
            writes.append(
                role_store.creating(Role(state.account.id, name, fields["name"], held, 1))
            )
        elif _role_record(before) != fields:
            after = before._replace(name=fields["name"], permissions=held)
            writes.append(role_store.changing(before, after))
    return writes


def _rules(state: State, wanted: Document) -> list[Write]:
    """Routing rules made, changed, removed, or only put in another order."""
    writes = [rule_store.removing(rule) for name, rule in state.rules.items() if name not in wanted]
    for name, told in wanted.items():
        before = state.rules.get(name)
        after = rule_of(state.account.id, name, told, before.version if before else 1)
        if before is None or rule_record(before) != rule_record(after):
            writes.append(rule_store.putting(after, before))
    return writes


def _order(wanted: Document) -> list[str]:
    return sorted(wanted, key=lambda name: (wanted[name]["place"], name))


def _agent(agent: Agent, fields: Document) -> Agent:
    return replace(
        agent,
        max_chats=fields["max_chats"],
        skills=frozenset(fields["skills"]),
        levels=agents.levels_of(frozenset(fields["skills"]), fields["levels"]),
        groups=frozenset(fields["groups"]),
    )
