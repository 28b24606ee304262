"""Roles of an account. Called by handlers/roles.py and services/config.py.

Nobody makes, changes or removes a role that may more than they may themselves.
"""

from collections.abc import Sequence

from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import Act
from chalicelib.domain.error import Conflict, InUse, NotAllowed
from chalicelib.domain.event import Event, Outcome
from chalicelib.domain.ids import seeded
from chalicelib.domain.record import Record
from chalicelib.domain.role import Role, built_in
from chalicelib.services import access, presence
from chalicelib.services.changes import Page, insist, is_done, page
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import roles as role_store

# So many agents are named where a role cannot go.
_NAMED = 3


def listed(account: str, after: str, limit: int) -> Page[Role]:
    """The account's roles, those built in among them."""
    every = [*built_in(account), *role_store.of_account(account)]
    return page(every, lambda role: role.id, after, limit)


def create(act: Act, name: str, permissions: frozenset[str]) -> Role:
    """A new role. Raises NotAllowed."""
    act.speaker.need_all(permissions, "This role")
    role = Role(act.speaker.account, seeded("ro", act.seed), name, permissions, 1)
    try:
        role_store.create(role, act.entry("role.create", role.id, after=told(role)))
    except Conflict:
        return access.role(role.account, role.id)
    return role


def change(
    act: Act,
    role_id: str,
    etag: str,
    name: str | None,
    permissions: frozenset[str] | None,
    now: int,
) -> Outcome[Role]:
    """Change a role; agents who may not answer chats any more are shown out of theirs.

    Raises NoSuchRole, NotAllowed, Outdated.
    """

    def attempt() -> tuple[Role, Role]:
        before = _own(act, role_id)
        after = before._replace(
            name=before.name if name is None else name,
            permissions=before.permissions if permissions is None else permissions,
            version=before.version + 1,
        )
        act.speaker.need_all(before.permissions | after.permissions, "This role")
        entry = act.entry("role.change", role_id, told(before), told(after))
        if is_done(before.version, etag, entry) or told(before) == told(after):
            return before, before
        role_store.change(before, after, entry)
        return before, after

    before, after = insist(attempt)
    return Outcome(after, tuple(_follow(before, after, now)))


def remove(act: Act, role_id: str) -> None:
    """Remove a role that no agent has. Raises NoSuchRole, NotAllowed, InUse."""

    def attempt() -> None:
        if audit_store.stands(act.entry("role.remove", role_id)):
            return
        role = _own(act, role_id)
        act.speaker.need_all(role.permissions, "This role")
        having = [a for a in agent_store.of_account(role.account) if a.role == role_id]
        if having:
            raise InUse(f"Held by {_names(having)}. Give them another role first.")
        # An agent who is given it at this very moment may nothing: see `access.permissions`.
        role_store.remove(role, act.entry("role.remove", role_id, told(role)))

    insist(attempt)


def _names(agents: Sequence[Agent]) -> str:
    """The first few by name, the rest by number."""
    names = [agent.name for agent in agents[:_NAMED]]
    more = len(agents) - len(names)
    return ", ".join([*names, *([f"{more} more"] if more else [])])


def told(role: Role) -> Record:
    """A role as the audit trail and the configuration tell it."""
    return {"name": role.name, "permissions": sorted(role.permissions)}


def _follow(before: Role, after: Role, now: int) -> list[Event]:
    """Consoles are told of new rights; who may not answer any more is shown out."""
    if before.permissions == after.permissions:
        return []
    having = [agent for agent in agent_store.of_account(after.account) if agent.role == after.id]
    lost = before.permissions - after.permissions
    if "chats.answer" in lost:
        return presence.show_out(having, now)
    return [event for agent in having for event in presence.told_of_rights(agent, lost)]


def _own(act: Act, role_id: str) -> Role:
    role = access.role(act.speaker.account, role_id)
    if role.built_in:
        raise NotAllowed(f"The role {role.name} is built in. Make a role of your own instead.")
    return role
