"""Groups of agents. Called by services."""

from pynamodb.expressions.update import Action

from chalicelib.domain.audit import Entry
from chalicelib.domain.group import Group
from chalicelib.store import audit
from chalicelib.store.admin_tables import GroupItem
from chalicelib.store.writes import Write, transact


def get(account: str, group: str) -> Group | None:
    """The group as it stands, or None."""
    try:
        return _group(GroupItem.get(account, group, consistent_read=True))
    except GroupItem.DoesNotExist:
        return None


def of_account(account: str) -> list[Group]:
    """All groups of an account, by id."""
    return [_group(item) for item in GroupItem.query(account, consistent_read=True)]


def create(group: Group, entry: Entry) -> None:
    """Keep a new group. Raises Conflict if there is one of this id."""
    transact([creating(group), audit.putting(entry)])


def change(before: Group, name: str, entry: Entry) -> None:
    """Name it anew, if nobody changed it since. Raises Conflict."""
    transact([changing(before, name), audit.putting(entry)])


def remove(group: Group, unnamed: Write, entry: Entry) -> None:
    """Remove it, if `unnamed` can be written: no routing rule came to name it meanwhile. Raises
    Conflict."""
    transact([removing(group), unnamed, audit.putting(entry)])


def creating(group: Group) -> Write:
    """The write that keeps a new group, to be joined with others."""
    item = GroupItem(group.account, group.id, name=group.name, version=group.version)
    return lambda t: t.save(item, condition=GroupItem.id.does_not_exist())


def changing(before: Group, name: str) -> Write:
    """The write that names it anew."""
    actions: list[Action] = [GroupItem.name.set(name), GroupItem.version.set(before.version + 1)]
    item = GroupItem(before.account, before.id)
    return lambda t: t.update(item, actions, condition=GroupItem.version == before.version)


def removing(group: Group) -> Write:
    """The write that removes it."""
    item = GroupItem(group.account, group.id)
    return lambda t: t.delete(item, condition=GroupItem.id.exists())


def _group(item: GroupItem) -> Group:
    return Group(item.account, item.id, item.name, int(item.version))
