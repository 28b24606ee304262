"""Roles of the account's own. Called by services."""

from chalicelib.domain.audit import Entry
from chalicelib.domain.role import Role
from chalicelib.store import audit
from chalicelib.store.admin_tables import RoleItem
from chalicelib.store.writes import transact


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
    item = RoleItem(
        role.account,
        role.id,
        name=role.name,
        permissions=set(role.permissions) or None,
        version=role.version,
    )
    transact(
        [
            lambda t: t.save(item, condition=RoleItem.id.does_not_exist()),
            lambda t: audit.put_with(t, entry),
        ]
    )


def change(before: Role, after: Role, entry: Entry) -> None:
    """Change name and permissions, if nobody changed it since. Raises Conflict."""
    held = RoleItem.permissions
    actions = [
        RoleItem.name.set(after.name),
        # A set is never empty in DynamoDB.
        held.set(set(after.permissions)) if after.permissions else held.remove(),
        RoleItem.version.set(before.version + 1),
    ]
    item = RoleItem(before.account, before.id)
    transact(
        [
            lambda t: t.update(item, actions, condition=RoleItem.version == before.version),
            lambda t: audit.put_with(t, entry),
        ]
    )


def remove(role: Role, entry: Entry) -> None:
    """Remove it, if nobody changed it since. Raises Conflict."""
    item = RoleItem(role.account, role.id)
    transact(
        [
            lambda t: t.delete(item, condition=RoleItem.version == role.version),
            lambda t: audit.put_with(t, entry),
        ]
    )


def _role(item: RoleItem) -> Role:
    held = frozenset(item.permissions or ())
    return Role(item.account, item.id, item.name, held, int(item.version))
