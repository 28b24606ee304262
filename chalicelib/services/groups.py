"""Groups of agents. Called by handlers/people.py and services/config.py."""

from chalicelib.domain.audit import Act
from chalicelib.domain.error import Conflict
from chalicelib.domain.group import Group
from chalicelib.domain.ids import seeded
from chalicelib.services import access, accounts, routing_rules
from chalicelib.services.changes import Page, insist, is_done, page
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import groups as group_store


def listed(account: str, after: str, limit: int) -> Page[Group]:
    """The account's groups."""
    return page(group_store.of_account(account), lambda group: group.id, after, limit)


def create(act: Act, name: str) -> Group:
    """A new group; asked twice with one seed it is one."""
    group = Group(act.speaker.account, seeded("gr", act.seed), name)
    try:
        group_store.create(group, act.entry("group.create", group.id, after={"name": name}))
    except Conflict:
        return access.group(group.account, group.id)
    return group


def rename(act: Act, group_id: str, etag: str, name: str) -> Group:
    """Name it anew. Raises NoSuchGroup, Outdated."""

    def attempt() -> Group:
        before = access.group(act.speaker.account, group_id)
        told = {"name": before.name}
        entry = act.entry("group.change", group_id, told, {"name": name})
        if is_done(before.version, etag, entry) or before.name == name:
            return before
        group_store.change(before, name, entry)
        return before._replace(name=name, version=before.version + 1)

    return insist(attempt)


def remove(act: Act, group_id: str) -> None:
    """Remove a group, and its agents' being in it. Raises NoSuchGroup, InUse."""
    account = act.speaker.account

    def attempt() -> None:
        if audit_store.stands(act.entry("group.remove", group_id)):
            return
        ruled = accounts.get(account)
        group = access.group(account, group_id)
        routing_rules.refuse_named(ruled, group_id)
        entry = act.entry("group.remove", group_id, {"name": group.name})
        group_store.remove(group, account_store.ordering(ruled, ruled.rules), entry)

    insist(attempt)
    agent_store.take_group(account, group_id)
