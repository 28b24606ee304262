"""The account's tag: each change of its rules or settings is a version, published at once; what
differs between two, and the way back. Called by services/rules.py, accounts.py, config.py,
deadlines.py and handlers/publishing.py."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chalicelib.domain.account import Account, tag_settings
from chalicelib.domain.audit import Act, Entry
from chalicelib.domain.config import Change
from chalicelib.domain.deadline import PUBLISHING, Deadline
from chalicelib.domain.error import NoSuchVersion, Unauthenticated
from chalicelib.domain.event import Event, Outcome, Remind, TagChanged
from chalicelib.domain.publishing import Book, RuleChange, TagVersion, difference
from chalicelib.domain.record import Record
from chalicelib.services.changes import Page, insist
from chalicelib.store import accounts as account_store
from chalicelib.store import audit as audit_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import rules as rule_store
from chalicelib.store.writes import Write, transact

# By then whoever saved has published, or has died.
LOOK_MS = 10_000
LOOK_AGAIN_MS = 60_000
_SETTINGS = frozenset(tag_settings(Account("", "", frozenset())))


class Compared(NamedTuple):
    """A version beside another (number 0: with no rules at all): what was changed since that."""

    version: TagVersion
    other: int
    rules: list[RuleChange]
    settings: list[Change]


def advancing(before: Book, after: Book, account: Account, entry: Entry) -> list[Write]:
    """The writes by which the account's tag is made of the rules of `after` and of the account's
    settings from now on, if nobody changed them since `before`; to be joined with what else is
    written.

    With them goes a deadline: whoever dies before the CDN has it is made good for.
    """
    after = after._replace(version=before.version + 1)
    version = TagVersion(
        account.id,
        after.version,
        entry.at,
        entry.kind,
        entry.by,
        entry.by_name,
        entry.action,
        entry.object,
        after.blocks,
        after.total,
        tag_settings(account),
    )
    look = deadline_store.putting(_look(account.id, entry.at + LOOK_MS))
    return [*rule_store.saving(before, after, version), look]


def of_settings(before: Account, after: Account, entry: Entry) -> list[Write]:
    """What goes with a change of an account's settings, if the tag is made of them."""
    if tag_settings(before) == tag_settings(after):
        return []
    book = rule_store.head(before.id)
    return advancing(book, book, after, entry)


def save(before: Book, rules: Sequence[Record], entry: Entry) -> None:
    """Keep these rules in place of those before, as the next version. Raises Conflict."""
    account = account_store.get(before.account, consistent=True)
    if account is None:
        raise Unauthenticated("There is no such account.")
    after = rule_store.keep(before, rules)
    transact([*advancing(before, after, account, entry), audit_store.putting(entry)])


def follow(account: str, now: int) -> tuple[Event, ...]:
    """What follows a change of the tag: its files, and a look whether they came."""
    return TagChanged(account), Remind(_look(account, now + LOOK_MS))


def changes_any(names: Iterable[str]) -> bool:
    """Whether the tag is made of any of these settings."""
    return not _SETTINGS.isdisjoint(names)


def settle(account: str, now: int) -> list[Event]:
    """Publish the tag if the CDN lags behind, and look again. Safe to repeat."""
    head = rule_store.head(account)
    if head.published >= head.version:
        return []
    again = _look(account, now + LOOK_AGAIN_MS)
    deadline_store.put(again)
    return [TagChanged(account), Remind(again)]


def versions(account: str, before: int, limit: int) -> Page[TagVersion]:
    """The versions of the account's tag, the newest first; those before a number if it is not 0."""
    found = rule_store.versions(account, before, limit + 1)
    more = len(found) > limit
    return Page(found[:limit], str(found[limit - 1].number) if more else "")


def compare(account: str, number: int, other: int) -> Compared:
    """What differs between a version and another: -1 is the one before it, 0 an empty one. Raises
    NoSuchVersion."""
    version = _kept(account, number)
    other = number - 1 if other < 0 else other
    against = _kept(account, other) if other else None
    before = rule_store.of_blocks(account, against.blocks) if against else ()
    after = rule_store.of_blocks(account, version.blocks)
    return Compared(
        version,
        other,
        difference(before, after),
        _settings(against.settings if against else {}, version.settings),
    )


def restore(act: Act, number: int) -> Outcome[TagVersion]:
    """The rules as they were in a version, as a new one. Settings stay. Raises NoSuchVersion,
    Conflict."""
    account = act.speaker.account

    def attempt() -> TagVersion:
        wanted = _kept(account, number)
        before = rule_store.read(account)
        entry = act.entry("tag.restore", f"version {number}")
        if audit_store.stands(entry):
            return _kept(account, before.version)
        rules = _as_they_were(before, rule_store.of_blocks(account, wanted.blocks))
        save(before, rules, entry)
        return _kept(account, before.version + 1)

    return Outcome(insist(attempt), follow(account, act.at))


def _as_they_were(before: Book, wanted: Iterable[Record]) -> list[Record]:
    """Rules of a former version; those that differ by now are of the next version, so that no
    form that was opened meanwhile takes them for what it knows."""
    now = {rule["id"]: rule for rule in before.rules}
    return [
        same if (same := now.get(rule["id"])) and _told(same) == _told(rule)
        else {**rule, "version": before.version + 1}
        for rule in wanted
    ]  # fmt: skip


def _told(rule: Record) -> Record:
    return {**rule, "version": 0}


def _settings(before: Record, after: Record) -> list[Change]:
    return [
        Change(name, before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    ]


def _kept(account: str, number: int) -> TagVersion:
    found = rule_store.version(account, number) if number > 0 else None
    if found is None:
        raise NoSuchVersion(f"The tag has no version {number}. The list of versions names them.")
    return found


def _look(account: str, due: int) -> Deadline:
    return Deadline(due, PUBLISHING, account, account)
