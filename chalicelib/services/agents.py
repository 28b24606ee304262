"""Agents as admins see them: invited, changed, deactivated. Called by handlers/people.py and
services/config.py.

Nobody gives a role that may more than they may themselves, nor touches who may more; the last admin
stays.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple, Protocol

from chalicelib.domain.address import fault_of
from chalicelib.domain.agent import Agent, is_admin
from chalicelib.domain.audit import Act
from chalicelib.domain.deadline import LEASE, Deadline
from chalicelib.domain.error import BadFrame, EmailTaken, LastAdmin
from chalicelib.domain.event import Event, Outcome, SignInSwitched
from chalicelib.domain.ids import seeded
from chalicelib.domain.record import Record
from chalicelib.services import access, presence, routing
from chalicelib.services.changes import Page, insist, is_done, page
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import deadlines as deadline_store


class Directory(Protocol):
    """Where agents sign in."""

    def sign_up(self, email: str) -> str:
        """The subject of an e-mail address; a new one is mailed a one-time password."""

    def invite(self, email: str) -> None:
        """Mail a new one-time password."""


class Profile(NamedTuple):
    """What admins say of an agent; None leaves it as it is."""

    name: str | None = None
    role: str | None = None
    max_chats: int | None = None
    skills: frozenset[str] | None = None
    groups: frozenset[str] | None = None
    levels: Mapping[str, int] | None = None


class Counts(NamedTuple):
    """How many active agents have each role, skill and group."""

    roles: Counter[str]
    skills: Counter[str]
    groups: Counter[str]


def listed(account: str, after: str, limit: int) -> Page[Agent]:
    """The account's agents, active or not."""
    return page(agent_store.of_account(account), lambda agent: agent.id, after, limit)


def counts(account: str) -> Counts:
    """How many agents have what."""
    found = [agent for agent in agent_store.of_account(account) if agent.active]
    return Counts(
        Counter(agent.role for agent in found),
        Counter(skill for agent in found for skill in agent.skills),
        Counter(group for agent in found for group in agent.groups),
    )


def invite(act: Act, email: str, profile: Profile, directory: Directory) -> Agent:
    """A new agent, who is mailed a one-time password. Asked twice with one seed it is one.

    Raises NotAllowed, EmailTaken, NoSuchRole, NoSuchSkill, NoSuchGroup, BadFrame.
    """
    account = act.speaker.account
    fault = fault_of(email)
    if fault:
        raise BadFrame(f"`email` is no e-mail address. {fault}")
    blank = Agent(
        account, seeded("ag", act.seed), "", email, "agent", 0, "away", frozenset(), 0, 0,
        frozenset(), created=act.at, password_at=act.at, version=1,
    )  # fmt: skip
    if profile.max_chats is None:
        profile = profile._replace(max_chats=access.account(account, act.at).max_chats)
    agent = _with(blank, profile)
    _check(act, agent, profile)
    subject = directory.sign_up(email)
    if agent_store.signed_in(subject) not in (None, (account, agent.id)):
        raise EmailTaken("Somebody signs in with this e-mail address already. Take another.")

    def attempt() -> Agent:
        entry = act.entry("agent.invite", agent.id, after={"email": email, **told(agent)})
        known = agent_store.get(account, agent.id)
        if known is None:
            agent_store.create(agent, subject, entry)
        return known or agent

    return insist(attempt)


def send_invite(act: Act, agent_id: str, directory: Directory) -> Agent:
    """Mail an agent a new one-time password. Raises NoSuchAgent, NotAllowed."""
    agent = _managed(act, agent_id)
    directory.invite(agent.email)
    # Whichever they choose, it is from now on: its age is counted anew.
    agent_store.set_password_at(agent, act.at)
    audit_store.put(act.entry("agent.invite_again", agent_id))
    return agent


def change(act: Act, agent_id: str, etag: str, profile: Profile) -> Outcome[Agent]:
    """Change an agent. A limit below the chats in hand takes none away.

    Raises NoSuchAgent, NotAllowed, LastAdmin, Outdated, NoSuchRole, NoSuchSkill, NoSuchGroup,
    BadFrame.
    """

    def attempt() -> tuple[Agent, Agent]:
        before = _managed(act, agent_id)
        after = _with(before, profile)
        entry = act.entry("agent.change", agent_id, told(before), told(after))
        if is_done(before.version, etag, entry) or before == after:
            return before, before
        _check(act, after, profile)
        _keep_an_admin(before, after)
        agent_store.change(before, after, entry)
        return before, replace(after, version=before.version + 1)

    before, after = insist(attempt)
    # Read after the write: a console that came meanwhile is told, or has read the change itself.
    now_there = agent_store.get(after.account, after.id) or after
    return Outcome(after, tuple(told_of(before, now_there, act.at)))


def told_of(
    before: Agent, after: Agent, now: int, *, had: frozenset[str] | None = None
) -> list[Event]:
    """What follows from a change: consoles are told, chats handed out, or the agent shown out.

    `had`: what they might do before, where their role itself has changed.
    """
    account = after.account
    has = access.permissions(account, after.role)
    had = access.permissions(account, before.role) if had is None else had
    if before.role != after.role and "chats.answer" not in has:
        return presence.dismiss(after, now)
    limit = before.max_chats != after.max_chats
    told = limit or had != has or before.role != after.role
    shown = presence.told_of_rights(after, had - has) if told else []
    fits = (before.skills, before.levels, before.groups) == (
        *(after.skills, after.levels, after.groups),
    )
    return shown if fits and not limit else [*shown, *routing.drain(account, now)]


def deactivate(act: Act, agent_id: str) -> Outcome[Agent]:
    """Nobody signs in as this agent any more; their chats go back to the queue.

    Doing it twice is doing it once. Raises NoSuchAgent, NotAllowed, LastAdmin.
    """

    def attempt() -> Agent:
        before = _managed(act, agent_id)
        if not before.active:
            return before
        after = replace(before, deactivated=act.at, status="away", lease=0)
        _keep_an_admin(before, after)
        # Should the rest not happen, the sweep finds it.
        deadline_store.put(Deadline(act.at, LEASE, before.account, before.id))
        entry = act.entry("agent.deactivate", agent_id, {"active": True}, {"active": False})
        agent_store.change(before, after, entry)
        return replace(after, version=before.version + 1)

    agent = insist(attempt)
    events = presence.dismiss(agent, act.at)
    shown_out = replace(agent, chats=frozenset(), sockets=frozenset())
    return Outcome(shown_out, (*events, SignInSwitched(agent.email, on=False)))


def reactivate(act: Act, agent_id: str) -> Outcome[Agent]:
    """The agent may sign in again. Raises NoSuchAgent, NotAllowed."""

    def attempt() -> Agent:
        before = _managed(act, agent_id)
        if before.active:
            return before
        entry = act.entry("agent.reactivate", agent_id, {"active": False}, {"active": True})
        after = replace(before, deactivated=0)
        agent_store.change(before, after, entry)
        return replace(after, version=before.version + 1)

    agent = insist(attempt)
    return Outcome(agent, (SignInSwitched(agent.email, on=True),))


def told(agent: Agent) -> Record:
    """An agent as the audit trail and the configuration tell them."""
    return {
        "name": agent.name,
        "role": agent.role,
        "max_chats": agent.max_chats,
        "skills": sorted(agent.skills),
        "levels": dict(sorted(agent.levels.items())),
        "groups": sorted(agent.groups),
    }


def levels_of(skills: frozenset[str], levels: Mapping[str, int]) -> dict[str, int]:
    """The levels of those skills that are kept: level 1 goes without saying."""
    return {skill: level for skill, level in levels.items() if skill in skills and level > 1}


def _managed(act: Act, agent_id: str) -> Agent:
    agent = access.agent_of_account(act.speaker.account, agent_id)
    held = access.permissions(agent.account, agent.role)
    act.speaker.need_all(held, "This agent's role")
    return agent


def _with(agent: Agent, profile: Profile) -> Agent:
    given = {name: value for name, value in profile._asdict().items() if value is not None}
    changed = replace(agent, **given)
    lacking = set(profile.levels or ()) - changed.skills
    if lacking:
        raise BadFrame(
            f"`levels`: the agent lacks the skill {min(lacking)}. Give it to them first."
        )
    return replace(changed, levels=levels_of(changed.skills, changed.levels))


def _check(act: Act, agent: Agent, profile: Profile) -> None:
    """What is given must be there, and the speaker's to give."""
    if profile.role is not None:
        role = access.role(agent.account, profile.role)
        act.speaker.need_all(role.permissions, "This role")
    _look_up(access.skill, agent.account, profile.skills or ())
    _look_up(access.group, agent.account, profile.groups or ())


def _look_up(gate: Callable[[str, str], object], account: str, ids: Iterable[str]) -> None:
    for thing in sorted(ids):
        gate(account, thing)


def _keep_an_admin(before: Agent, after: Agent) -> None:
    leaves = is_admin(before) and not is_admin(after)
    if leaves and agent_store.is_last_admin(before):
        raise LastAdmin("This is the last active admin. Make another agent an admin first.")
