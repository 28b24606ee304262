"""Roles of the account's own. Called by services."""

from pynamodb.expressions.update import Action

from chalicelib.domain.audit import Entry
from chalicelib.domain.role import Role
from chalicelib.store import audit
from chalicelib.store.admin_tables import RoleItem
from chalicelib.store.writes import Write, transact


def get(account: str, role: str) -> Role | None:
    """The role as it stands, or None."""
    try:
        return _role(RoleItem.get(account, role, consistent_read=True))
    except RoleItem.DoesNotExist:
        return None


def of_account(account: str) -> list[Role]:
    """All roles of the account's own, by id."""
    return [_role(item) for item in RoleItem.query(account, consistent_read=True)]


def create(role: Role, entry: Entry) -> None:
    """Keep a new role. Raises Conflict if there is one of this id."""
    transact([creating(role), audit.putting(entry)])


def change(before: Role, after: Role, entry: Entry) -> None:
    """Change name and permissions, if nobody changed it since. Raises Conflict."""
    transact([changing(before, after), audit.putting(entry)])


def remove(role: Role, entry: Entry) -> None:
    """Remove it, if nobody changed it since. Raises Conflict."""
    transact([removing(role), audit.putting(entry)])


def creating(role: Role) -> Write:
    """The write that keeps a new role, to be joined with others."""
    item = RoleItem(
        role.account,
        role.id,
        name=role.name,
        permissions=set(role.permissions) or None,
        version=role.version,
    )
    return lambda t: t.save(item, condition=RoleItem.id.does_not_exist())


def changing(before: Role, after: Role) -> Write:
    """The write that changes name and permissions."""
    held = RoleItem.permissions
    actions: list[Action] = [
        RoleItem.name.set(after.name),
        # A set is never empty in DynamoDB.
        held.set(set(after.permissions)) if after.permissions else held.remove(),
        RoleItem.version.set(before.version + 1),
    ]
    item = RoleItem(before.account, before.id)
    return lambda t: t.update(item, actions, condition=RoleItem.version == before.version)


def removing(role: Role) -> Write:
    """The write that removes it."""
    item = RoleItem(role.account, role.id)
    return lambda t: t.delete(item, condition=RoleItem.version == role.version)


def _role(item: RoleItem) -> Role:
    held = frozenset(item.permissions or ())
    return Role(item.account, item.id, item.name, held, int(item.version))
