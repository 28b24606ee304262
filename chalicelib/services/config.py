"""An account's configuration as one document: exported, compared, applied, rolled back. Called by
handlers/config.py.

A document is applied whole or not at all, up to the number of things one transaction takes; a
larger one in parts, each of which may be repeated.
"""

from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from chalicelib.domain.account import Account, settings_record, with_settings
from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import Act
from chalicelib.domain.config import FORM, Change, Document, Version, difference
from chalicelib.domain.error import BadConfig, NoSuchVersion
from chalicelib.domain.event import Event, Outcome
from chalicelib.domain.group import Group
from chalicelib.domain.hours import hours_of
from chalicelib.domain.record import Record
from chalicelib.domain.role import PERMISSIONS, Role
from chalicelib.domain.skill import Skill, skill_record
from chalicelib.services import access, accounts, agents, data_keys, masking, presence
from chalicelib.services.changes import Page, insist
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import config as config_store
from chalicelib.store import groups as group_store
from chalicelib.store import roles as role_store
from chalicelib.store import skills as skill_store
from chalicelib.store.writes import Write, transact

# A transaction takes 100.
_AT_ONCE = 90


class Applied(NamedTuple):
    """What was changed, and the version that it made (0: nothing was)."""

    changes: list[Change]
    version: int


class State(NamedTuple):
    """An account's configuration as it is stored."""

    account: Account
    groups: dict[str, Group]
    skills: dict[str, Skill]
    roles: dict[str, Role]
    agents: dict[str, Agent]


def export(account: str) -> Document:
    """The account's configuration as it stands."""
    return _document(_state(account))


def compare(act: Act, wanted: Document) -> list[Change]:
    """What applying a document would change. Raises BadConfig, NotAllowed."""
    state = _state(act.speaker.account)
    changes = difference(_document(state), wanted)
    _check(act, state, wanted, changes)
    return changes


def apply(act: Act, wanted: Document) -> Outcome[Applied]:
    """Make the account as the document says. Raises BadConfig, NotAllowed, Conflict."""

    def attempt() -> tuple[State, Applied]:
        state = _state(act.speaker.account)
        current = _document(state)
        changes = difference(current, wanted)
        _check(act, state, wanted, changes)
        if not changes:
            return state, Applied([], 0)
        number = _write(act, state, current, wanted, changes)
        return state, Applied(changes, number)

    before, applied = insist(attempt)
    events = _follow(before, applied.changes, act.at) if applied.changes else []
    return Outcome(applied, tuple(events))


def roll_back(act: Act, number: int) -> Outcome[Applied]:
    """Make the account as a version says. Raises NoSuchVersion, BadConfig, NotAllowed, Conflict."""
    return apply(act, _kept(act, number))


def compare_with(act: Act, number: int) -> list[Change]:
    """What rolling back to a version would change. Raises NoSuchVersion, BadConfig, NotAllowed."""
    return compare(act, _kept(act, number))


def versions(account: str, after: str, limit: int) -> Page[Version]:
    """The account's versions, the newest first."""
    found = config_store.listed(account, int(after or "0"), limit + 1)
    more = len(found) > limit
    return Page(found[:limit], str(found[limit - 1].number) if more else "")


def _kept(act: Act, number: int) -> Document:
    document = config_store.document(act.speaker.account, number)
    if document is None:
        raise NoSuchVersion(f"There is no version {number}. The list of versions names them.")
    return document


def _state(account: str) -> State:
    return State(
        accounts.get(account),
        {group.id: group for group in group_store.of_account(account)},
        {skill.id: skill for skill in skill_store.of_account(account)},
        {role.id: role for role in role_store.of_account(account)},
        {agent.id: agent for agent in agent_store.of_account(account)},
    )


def _document(state: State) -> Document:
    return {
        "parley": FORM,
        "settings": settings_record(state.account),
        "groups": {name: {"name": group.name} for name, group in state.groups.items()},
        "skills": {name: skill_record(skill) for name, skill in state.skills.items()},
        "roles": {name: _role_record(role) for name, role in state.roles.items()},
        "agents": {name: _agent_record(state, agent) for name, agent in state.agents.items()},
    }


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


def _check(act: Act, state: State, wanted: Document, changes: list[Change]) -> None:
    """Whether the document can be, and is the speaker's to apply."""
    for name in wanted.get("agents", ()):
        _check_agent(state, wanted, name)
    for name, role in wanted.get("roles", {}).items():
        unknown = sorted(set(role.get("permissions", ())) - set(PERMISSIONS))
        if unknown:
            raise BadConfig(f"roles.{name}.permissions: there is no permission {unknown[0]}.")
    for change in changes:
        _check_change(act, state, change)


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


_NEEDED = {
    "settings": "settings.write",
    "groups": "people.write",
    "skills": "people.write",
    "agents": "people.write",
    "roles": "roles.write",
}


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


def _write(
    act: Act, state: State, current: Document, wanted: Document, changes: list[Change]
) -> int:
    """Write all changes with their version and audit entry; the version's number."""
    account = state.account.id
    latest = config_store.latest(account)
    number = latest.number + 1 if latest else 1
    writes: list[Write] = []
    if latest is None or config_store.document(account, latest.number) != current:
        # What was changed one by one since: this is what a rollback leads to.
        writes.append(config_store.putting(_version(act, number, 0), current))
        number += 1
    after = _after(current, changes)
    writes.append(config_store.putting(_version(act, number, len(changes)), after))
    told = (
        {change.path: change.before for change in changes},
        {change.path: change.after for change in changes},
    )
    writes.append(audit_store.putting(act.entry("config.apply", f"version {number}", *told)))
    writes += _parts(state, after)
    transact(writes[:_AT_ONCE])
    for start in range(_AT_ONCE, len(writes), _AT_ONCE):
        transact(writes[start : start + _AT_ONCE])
    return number


def _version(act: Act, number: int, changes: int) -> Version:
    speaker = act.speaker
    return Version(speaker.account, number, act.at, speaker.id, speaker.name, changes)


def _after(current: Document, changes: list[Change]) -> Document:
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


def _parts(state: State, after: Document) -> list[Write]:
    account = state.account
    writes: list[Write] = []
    changed = with_settings(account, after["settings"])
    if changed != account:
        data_keys.prepare(changed)
        writes.append(account_store.changing(account, changed))
    writes += _groups(state, after["groups"])
    writes += _skills(state, after["skills"])
    writes += _roles(state, after["roles"])
    for name, agent in state.agents.items():
        wanted = _agent(agent, after["agents"][name])
        if _agent_record(state, agent) != after["agents"][name]:
            writes += agent_store.changing(agent, wanted)
    return writes


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


def _agent(agent: Agent, fields: Document) -> Agent:
    return replace(
        agent,
        max_chats=fields["max_chats"],
        skills=frozenset(fields["skills"]),
        levels=agents.levels_of(frozenset(fields["skills"]), fields["levels"]),
        groups=frozenset(fields["groups"]),
    )


def _follow(before: State, changes: list[Change], now: int) -> list[Event]:
    """What follows from applied changes, for agents and in this process."""
    account = before.account.id
    access.renew_account(account, now)
    if masking.changes_any(change.path.removeprefix("settings.") for change in changes):
        masking.follow(account)
    for change in changes:
        part, _, name = change.path.partition(".")
        if change.after is not None or "." in name:
            continue
        if part == "groups":
            agent_store.take_group(account, name)
        elif part == "skills":
            agent_store.take_skill(account, name)
    return [*accounts.without_factor(accounts.get(account), now), *_follow_agents(before, now)]


def _follow_agents(before: State, now: int) -> list[Event]:
    account = before.account.id
    lost: list[Agent] = []
    events: list[Event] = []
    for agent in agent_store.of_account(account):
        was = before.agents.get(agent.id, agent)
        had, has = _permissions(before, was), access.permissions(account, agent.role)
        if "chats.answer" in had - has:
            lost.append(agent)
        else:
            events += agents.told_of(was, agent, now, rights=had != has)
    return [*presence.show_out(lost, now), *events]


def _permissions(state: State, agent: Agent) -> frozenset[str]:
    if agent.role in state.roles:
        return state.roles[agent.role].permissions
    return access.permissions(state.account.id, agent.role)
