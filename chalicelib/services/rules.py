"""Rules: made, changed, put in order, removed, compiled. Called by handlers/rules.py, and for whole
configurations by services/documents.py. How a change comes to the tag: services/publishing.py."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.audit import Act
from chalicelib.domain.compilation import Compiled
from chalicelib.domain.error import BadConfig, BadFrame, BadRule, NoSuchRule, TooMany
from chalicelib.domain.event import Outcome
from chalicelib.domain.ids import seeded
from chalicelib.domain.publishing import Book, compiled_of, rule_kept, stored, told_of
from chalicelib.domain.record import Record
from chalicelib.domain.rule import Rule, rule_of, rule_record
from chalicelib.services import accounts, publishing, routes
from chalicelib.services.changes import fitting, insist, is_done
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
    part = fitting(book.rules[first : first + limit], lambda rule: len(json.dumps(rule)))
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
        rule = rule_of(account, rule_id, book.next, told, book.version + 1)
        routes.check(account, rule.actions)
        new = stored(rule)
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
        rule = rule_of(book.account, rule_id, int(str(before["number"])), told, book.version + 1)
        after = stored(rule)
        entry = act.entry("rule.change", rule_id, before, after)
        same = told_of(after) == told_of(before)
        if is_done(int(str(before["version"])), etag, entry) or same:
            return before
        # What was removed since must not keep a rule from being switched off.
        if after["actions"] != before["actions"]:
            routes.check(book.account, rule.actions)
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


def compiled(account: str, now: int) -> Compiled:
    """The account's rules as its tag gets them."""
    rules = [rule_kept(account, one) for one in rule_store.read(account).rules]
    return compiled_of(accounts.get(account), rules, now)


def drafted(account: str, drafts: Sequence[Mapping[str, Any]], now: int) -> Compiled:
    """Drafts as the tag would get them; who has no number yet gets one behind the others. Nothing
    is kept. Raises BadRule that says in which of them, and where."""
    top = max((number for one in drafts if (number := _number(one))), default=0)
    rules = []
    for place, told in enumerate(drafts):
        number = _number(told)
        top += not number
        rules.append(_draft(account, f"/rules/{place}", told, number or top))
    return compiled_of(accounts.get(account), rules, now)


def draft(account: str, told: Mapping[str, Any], now: int) -> Compiled:
    """One draft, as if it were enabled. Raises BadRule."""
    rule = _draft(account, "", told, _number(told) or 1)
    return compiled_of(accounts.get(account), [rule._replace(enabled=True)], now)


def document(rules: Sequence[Record]) -> Record:
    """Rules as a configuration tells them, by id: each with its place, without its number, which
    is the account's own."""
    return {str(rule["id"]): {"place": at, **told_of(rule)} for at, rule in enumerate(rules, 1)}


def completed(account: str, told: Mapping[str, Any]) -> Record:
    """Rules of a configuration, each told whole, in places from 1 on. Raises BadConfig."""
    order = sorted(told, key=lambda name: (told[name]["place"], name))
    return {
        name: {"place": place, **_complete(account, name, told[name])}
        for place, name in enumerate(order, 1)
    }


def book_of(before: Book, told: Mapping[str, Any]) -> Book:
    """The rules as a configuration has them, their blocks written; the same book if nothing
    differs. Those that are known keep their numbers."""
    if document(before.rules) == told:
        return before
    known = {str(rule["id"]): rule for rule in before.rules}
    top, rules = before.next, []
    for name in sorted(told, key=lambda name: int(told[name]["place"])):
        rule, new = known.get(name), _without_place(told[name])
        number = rule["number"] if rule else top
        top += rule is None
        if rule is None or told_of(rule) != new:
            rule = {"id": name, "number": number, "version": before.version + 1, **new}
        rules.append(rule)
    return rule_store.keep(before, rules)


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


def _complete(account: str, name: str, told: Mapping[str, Any]) -> Record:
    try:
        return rule_record(rule_of(account, name, 1, _without_place(told)))
    except BadRule as refused:
        raise BadConfig(f"rules.{name}{refused.place}: {refused.words}") from None


def _without_place(told: Mapping[str, Any]) -> Record:
    return {name: value for name, value in told.items() if name != "place"}


def _number(told: Mapping[str, Any]) -> int:
    number = told.get("number", 0)
    return number if type(number) is int and number > 0 else 0


def _draft(account: str, place: str, told: Mapping[str, Any], number: int) -> Rule:
    try:
        return rule_of(account, str(told.get("id", "")), number, told_of(dict(told)))
    except BadRule as refused:
        raise BadRule(f"{place}{refused.place}", refused.words) from None
