"""What is in accounts' archives, and how far they are. Called by services/archive.py."""

import json
from collections.abc import Sequence
from typing import NamedTuple

from pynamodb.expressions.update import Action

from chalicelib.domain.ids import account_of
from chalicelib.domain.manifest import Entry, Link
from chalicelib.store import keys
from chalicelib.store.archive_tables import ArchivedItem, ArchiveItem
from chalicelib.store.writes import transact


class Head(NamedTuple):
    """How far an archive is: `last` is the last part of its manifest; `chats` and `size` (bytes)
    are sums; `run_at` says when nothing was left to do, `cleared` until when that was true."""

    account: str
    last: Link = Link()
    chats: int = 0
    size: int = 0
    run_at: int = 0
    cleared: int = 0


class Archived(NamedTuple):
    """A transcript in the archive, and the part of the manifest that names it."""

    entry: Entry
    part: str


def head(account: str) -> Head:
    """How far an account's archive is."""
    try:
        item = ArchiveItem.get(account, consistent_read=True)
    except ArchiveItem.DoesNotExist:
        return Head(account)
    last = Link(item.last_key, item.last_sha256)
    sums = (int(item.chats), int(item.size), int(item.run_at), int(item.cleared))
    return Head(account, last, *sums)


def keep(before: Head, last: Link, entries: Sequence[Entry]) -> None:
    """The archive has one part more, with these in it. Raises Conflict if somebody else said of
    another part, or of this, that it is the last."""
    size = sum(entry.bytes for entry in entries)
    item = ArchiveItem(before.account)
    unchanged = (
        ArchiveItem.last_key == before.last.key
        if before.last.key
        else ArchiveItem.last_key.does_not_exist() | (ArchiveItem.last_key == "")
    )
    actions: list[Action] = [
        ArchiveItem.last_key.set(last.key),
        ArchiveItem.last_sha256.set(last.sha256),
        ArchiveItem.chats.set(before.chats + len(entries)),
        ArchiveItem.size.set(before.size + size),
    ]
    kept = [_item(Archived(entry, last.key)) for entry in entries]
    transact(
        [
            lambda t: t.update(item, actions, condition=unchanged),
            *(lambda t, one=one: t.save(one) for one in kept),
        ]
    )


def note_run(account: str, run_at: int, cleared: int) -> None:
    """That nothing was left to do then."""
    done: list[Action] = [ArchiveItem.run_at.set(run_at), ArchiveItem.cleared.set(cleared)]
    ArchiveItem(account).update(done)


def get(chat: str) -> Archived | None:
    """What the archive has of a chat, or None."""
    try:
        item = ArchivedItem.get(keys.below(account_of(chat), chat), consistent_read=True)
    except ArchivedItem.DoesNotExist:
        return None
    return _archived(item)


def of_month(account: str, at: int, after: str, limit: int) -> list[Archived]:
    """What ended in the month of a moment, the first first; behind a cursor."""
    condition = ArchivedItem.moment > after if after else None
    found = ArchivedItem.by_month.query(keys.month(account, at), condition, limit=limit)
    return [_archived(item) for item in found]


def of_visitor(account: str, visitor: str, limit: int) -> list[Archived]:
    """What there is of a visitor, the first first."""
    found = ArchivedItem.by_visitor.query(keys.below(account, visitor), limit=limit)
    return [_archived(item) for item in found]


def forget(gone: Sequence[Archived]) -> None:
    """The catalogue tells of these no more."""
    with ArchivedItem.batch_write() as batch:
        for one in gone:
            batch.delete(_item(one))


def cursor(archived: Archived) -> str:
    """Where a list goes on behind this one."""
    return keys.moment(archived.entry.ended, archived.entry.chat)


def _item(told: Archived) -> ArchivedItem:
    entry = told.entry
    account = account_of(entry.chat)
    return ArchivedItem(
        keys.below(account, entry.chat),
        month=keys.month(account, entry.ended),
        of_visitor=keys.below(account, entry.visitor),
        moment=keys.moment(entry.ended, entry.chat),
        entry=json.dumps(entry._asdict(), separators=(",", ":")),
        part=told.part,
    )


def _archived(item: ArchivedItem) -> Archived:
    return Archived(Entry(**json.loads(item.entry)), item.part)
