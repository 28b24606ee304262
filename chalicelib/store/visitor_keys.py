"""Visitors' keys, as they are kept: sealed. Called by services/visitor_keys.py."""

from typing import NamedTuple

from chalicelib.domain.error import Conflict
from chalicelib.store import keys
from chalicelib.store.archive_tables import VisitorKeyItem
from chalicelib.store.writes import transact


class Sealed(NamedTuple):
    """A visitor's key by its id, sealed by a version of the account's data key."""

    id: str
    version: int
    sealed: bytes


def get(account: str, visitor: str) -> Sealed | None:
    """The visitor's key, or None."""
    try:
        item = VisitorKeyItem.get(keys.below(account, visitor), consistent_read=True)
    except VisitorKeyItem.DoesNotExist:
        return None
    return Sealed(item.id, int(item.version), item.sealed)


def add(account: str, visitor: str, new: Sealed) -> bool:
    """Keep a key; False if the visitor has one."""
    item = VisitorKeyItem(keys.below(account, visitor), **new._asdict())
    try:
        transact([lambda t: t.save(item, condition=VisitorKeyItem.id.does_not_exist())])
    except Conflict:
        return False
    return True


def remove(account: str, visitor: str) -> None:
    """Destroy it: what it sealed is not to be read again."""
    VisitorKeyItem(keys.below(account, visitor)).delete()
