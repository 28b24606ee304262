"""Rules: made, changed, put in order, removed, compiled. Called by handlers/rules.py, and for whole
configurations by services/documents.py. How a change comes to the tag: services/publishing.py."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.audit import Act
from chalicelib.domain.compilation import Compiled
from chalicelib.domain.error import BadFrame, BadRule, NoSuchRule, TooMany
from chalicelib.domain.event import Outcome
from chalicelib.domain.ids import seeded
from chalicelib.domain.publishing import Book, compiled_of, rule_kept, stored, told_of
from chalicelib.domain.record import Record
from chalicelib.domain.rule import Rule, rule_of
from chalicelib.services import accounts, publishing
from chalicelib.services.changes import insist, is_done
from chalicelib.store import audit as audit_store
from chalicelib.store import rules as rule_store

# Far above what anybody keeps in order; a head that names their blocks stays a small item.
MOST_RULES = 50_000


class Listed(NamedTuple):
    """A part of an account's rules in their order; `next` is where it goes on (`""`: nowhere),
    `total` how many there are, `version` that of the whole."""

    rules: Sequence[Record]
    next: str
    total: int
    version: int


def listed(account: str, after: str, limit: int) -> Listed:
    """The rules behind a cursor. Raises BadFrame for what is none."""
    book = rule_store.read(account)
    first = _behind(book, after)
    part = book.rules[first : first + limit]
    last = first + len(part)
    cursor = f"{last}.{part[-1]['id']}" if part and last < book.total else ""
    return Listed(part, cursor, book.total, book.version)


def get(account: str, rule_id: str) -> Record:
    """A rule. Raises NoSuchRule."""
    return _of(rule_store.read(account), rule_id)


def create(act: Act, told: Mapping[str, Any]) -> Outcome[Record]:
    """A new rule, behind the others; asked twice with one seed it is one. Raises BadRule, TooMany,
    Conflict."""
    account, rule_id = act.speaker.account, seeded("ru", act.seed)

    def attempt() -> Record:
        book = rule_store.read(account)
        known = book.find(rule_id)
        if known:
            return known
        if book.total >= MOST_RULES:
            raise TooMany(f"An account has {MOST_RULES:,} rules at most. Remove some first.")
        new = stored(rule_of(account, rule_id, book.next, told, book.version + 1))
        entry = act.entry("rule.create", rule_id, after=new)
        publishing.save(book, [*book.rules, new], entry)
        return new

    return _published(act, attempt)


def change(act: Act, rule_id: str, etag: str, given: Mapping[str, Any]) -> Outcome[Record]:
    """Change a rule; what is not given stays. Raises NoSuchRule, Outdated, BadRule, Conflict."""

    def attempt() -> Record:
        book = rule_store.read(act.speaker.account)
        before = _of(book, rule_id)
        told = {**told_of(before), **given}
        after = stored(
            rule_of(book.account, rule_id, int(str(before["number"])), told, book.version + 1)
        )
        entry = act.entry("rule.change", rule_id, before, after)
        same = told_of(after) == told_of(before)
        if is_done(int(str(before["version"])), etag, entry) or same:
            return before
        rules = [after if rule is before else rule for rule in book.rules]
        publishing.save(book, rules, entry)
        return after

    return _published(act, attempt)


def remove(act: Act, rule_id: str) -> Outcome[None]:
    """Remove a rule. Raises NoSuchRule, Conflict."""

    def attempt() -> None:
        if audit_store.stands(act.entry("rule.remove", rule_id)):
            return
        book = rule_store.read(act.speaker.account)
        gone = _of(book, rule_id)
        entry = act.entry("rule.remove", rule_id, gone)
        publishing.save(book, [rule for rule in book.rules if rule is not gone], entry)

    return _published(act, attempt)


def reorder(act: Act, etag: str, order: Sequence[str]) -> Outcome[int]:
    """Put the rules in another order; the version that this made. Raises Outdated, Conflict,
    BadFrame if it does not name each once."""

    def attempt() -> int:
        book = rule_store.read(act.speaker.account)
        before = [str(rule["id"]) for rule in book.rules]
        entry = act.entry("rule.order", book.account, {"order": before}, {"order": [*order]})
        if is_done(book.version, etag, entry) or before == [*order]:
            return book.version
        if sorted(order) != sorted(before):
            raise BadFrame("`order` has to name each rule once. Read them again.")
        rules = {rule["id"]: rule for rule in book.rules}
        publishing.save(book, [rules[name] for name in order], entry)
        return book.version + 1

    return _published(act, attempt)


def compiled(account_id: str, drafts: Sequence[Mapping[str, Any]] | None, now: int) -> Compiled:
    """Rules as the tag gets them: drafts, or if there are none those of the account. Nothing is
    kept. Raises BadRule that says where."""
    if drafts is None:
        rules = [rule_kept(account_id, one) for one in rule_store.read(account_id).rules]
    else:
        rules = [_draft(account_id, place, one) for place, one in enumerate(drafts)]
    return compiled_of(accounts.get(account_id), rules, now)


def _published(act: Act, attempt: Callable[[], Any]) -> Outcome[Any]:
    return Outcome(insist(attempt), publishing.follow(act.speaker.account, act.at))


def _of(book: Book, rule_id: str) -> Record:
    found = book.find(rule_id)
    if found is None:
        raise NoSuchRule(f"There is no rule {rule_id[:40]} in your account.")
    return found


def _behind(book: Book, after: str) -> int:
    """Where a list goes on: behind the rule that was shown last, wherever that is by now; if it is
    gone, where it was."""
    if not after:
        return 0
    place, _, rule_id = after.partition(".")
    if not place.isdecimal() or len(place) > 9:
        raise BadFrame("`after` is not a cursor. Take `next` of an earlier answer.")
    ids = [rule["id"] for rule in book.rules]
    # Where one was taken out, what followed has moved up.
    return ids.index(rule_id) + 1 if rule_id in ids else max(int(place) - 1, 0)


def _draft(account: str, place: int, told: Mapping[str, Any]) -> Rule:
    """A rule that may have no id nor number yet. Raises BadRule."""
    given = dict(told)
    rule_id, number = str(given.pop("id", "")), given.pop("number", 0)
    given.pop("version", 0)
    try:
        return rule_of(account, rule_id, number if isinstance(number, int) else 0, given)
    except BadRule as refused:
        raise BadRule(f"/rules/{place}{refused.place}", refused.words) from None
