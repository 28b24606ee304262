"""Versions of an account's configuration, packed. Called by services/config.py."""

import json
import zlib

from chalicelib.domain.config import Document, Version
from chalicelib.store.admin_tables import ConfigVersionItem
from chalicelib.store.writes import Write


def latest(account: str) -> Version | None:
    """The last version, or None."""
    found = listed(account, 0, 1)
    return found[0] if found else None


def listed(account: str, before: int, limit: int) -> list[Version]:
    """Versions, the newest first; those before a number if it is not 0."""
    condition = ConfigVersionItem.version < before if before else None
    items = ConfigVersionItem.query(
        account, condition, scan_index_forward=False, limit=limit, consistent_read=True
    )
    return [_version(item) for item in items]


def document(account: str, number: int) -> Document | None:
    """A version's document, or None."""
    try:
        item = ConfigVersionItem.get(account, number, consistent_read=True)
    except ConfigVersionItem.DoesNotExist:
        return None
    unpacked: Document = json.loads(zlib.decompress(item.packed))
    return unpacked


def putting(version: Version, document: Document) -> Write:
    """The write that keeps a version; of two with one number one stands."""
    packed = zlib.compress(json.dumps(document).encode())
    item = ConfigVersionItem(
        version.account,
        version.number,
        at=version.at,
        by=version.by,
        by_name=version.by_name,
        changes=version.changes,
        packed=packed,
    )
    return lambda t: t.save(item, condition=ConfigVersionItem.account.does_not_exist())


def _version(item: ConfigVersionItem) -> Version:
    return Version(
        item.account,
        int(item.version),
        int(item.at),
        item.by,
        item.by_name,
        int(item.changes),
    )
