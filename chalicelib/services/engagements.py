"""What became of rules' invitations: kept once for each visit and rule, and counted. Called by
services/visits.py, services/chats.py and handlers/engagements.py."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain import engagement
from chalicelib.domain.chat import Chat
from chalicelib.domain.engagement import BY_HAND, CHATTED, Conversion, Count, Engagement
from chalicelib.domain.error import Conflict
from chalicelib.domain.publishing import Book
from chalicelib.domain.visit import CONVERTED, PageEvent, Visit
from chalicelib.store import engagements as engagement_store
from chalicelib.store import rules as rule_store
from chalicelib.store import visits as visit_store
from chalicelib.store.writes import Item

ATTEMPTS = 4
# A conversion counts for invitations of so many visits.
MOST_VISITS = 20
MOST_DIGITS = 6
MOST_ACCOUNTS = 500
INVITATION = "iv_"
_known: dict[str, tuple[tuple[str, ...], dict[int, frozenset[str]]]] = {}


def note(
    account: str, visit: str, item: Item, told: Iterable[Engagement], now: int
) -> tuple[Engagement, ...]:
    """Keep and count what the visit, as it stands in `item`, does not know. What was new of it.

    Anybody may say anything: of rules and variants that the account does not have nothing is kept,
    and the server's clock is taken.
    """
    new = engagement.new([_plain(one)._replace(at=now) for one in told], ())
    new = _of_rules(account, new)
    known = engagement_store.known(item)
    for _ in range(ATTEMPTS):
        unknown = [one for one in new if engagement_store.known_as(one) not in known]
        new = tuple(unknown[: max(engagement_store.MOST - len(known), 0)])
        if not new:
            return ()
        try:
            engagement_store.add(account, visit, new, now)
        except Conflict:
            # Told by another beacon at the same time, or by this one with its answer lost.
            known = engagement_store.of_visit(account, visit)
        else:
            return new
    return ()


def convert(
    account: str, visitor: str, current: str, events: Iterable[PageEvent], now: int
) -> None:
    """Count a conversion for the rules whose invitation the visitor saw within their time, or from
    which they were kept; in the current visit and in earlier ones."""
    names = {str(one.told.get("name", "")) for one in events if one.kind == CONVERTED}
    wanted = _conversions(account) if names else []
    if not wanted:
        return
    rows = visit_store.of_visitor(account, visitor, MOST_VISITS)
    held = visit_store.get_many(account, [row.visit for row in rows if row.visit != current])
    # What this very beacon told may not be in other reads yet.
    now_held = visit_store.get(account, current)
    for visit in [*held.values(), *([now_held] if now_held else [])]:
        for name in sorted(names):
            found = engagement.converted(visit.engagements, wanted, name, now)
            if found:
                _note_in(visit, found, now)


def chatted(chat: Chat, rule: str, now: int) -> None:
    """Count that a chat began in its visit by an invitation: of the rule that its page names by its
    number, of an agent, or the one that was accepted last.

    That it was accepted may be told later than the chat begins.
    """
    visit = visit_store.get(chat.account, chat.visit)
    if visit is None or visit.visitor != chat.visitor:
        return
    number = _led_by(visit, rule)
    if number is None:
        return
    known = [one for one in visit.engagements if one.rule == number]
    variant = known[-1].variant if known else ""
    _note_in(visit, [Engagement(number, variant, CHATTED, now)], now)


def counts(account: str, first: datetime, last: datetime) -> list[Count]:
    """How often, by day, rule and variant, from the first day to the last."""
    return engagement_store.counts(account, first, last)


def forget() -> None:
    """What this process knows of rules: for tests."""
    _known.clear()


def _plain(one: Engagement) -> Engagement:
    """An invitation by hand is told with its id, by which nothing is counted."""
    by_hand = one.rule == BY_HAND and one.variant.startswith(INVITATION)
    return one._replace(variant="") if by_hand else one


def _of_rules(account: str, new: tuple[Engagement, ...]) -> tuple[Engagement, ...]:
    """Those of rules and variants that there are, or by hand."""
    blocks, variants = _known.get(account, ((), _BY_HAND))
    if not all(_is_of(variants, one) for one in new):
        # Rules that were made a moment ago are looked up; no others cost a read.
        book = rule_store.head(account)
        if book.blocks != blocks:
            variants = _variants(book)
            _known[account] = (book.blocks, variants)
            while len(_known) > MOST_ACCOUNTS:
                del _known[next(iter(_known))]
    return tuple(one for one in new if _is_of(variants, one))


def _is_of(variants: Mapping[int, frozenset[str]], one: Engagement) -> bool:
    return one.variant in variants.get(one.rule, ())


def _variants(book: Book) -> dict[int, frozenset[str]]:
    """The variants of each rule by its number; `""` is none."""
    found = dict(_BY_HAND)
    for rule in rule_store.of_blocks(book.account, book.blocks):
        experiment: Any = rule.get("experiment") or {}
        names = (str(one["name"]) for one in experiment.get("variants", ()))
        found[int(str(rule["number"]))] = frozenset(("", *names))
    return found


_BY_HAND: dict[int, frozenset[str]] = {BY_HAND: frozenset(("",))}


def _led_by(visit: Visit, rule: str) -> int | None:
    """The number of the rule whose invitation led to a chat, 0 for an agent's."""
    if rule.isascii() and rule.isdigit() and len(rule) <= MOST_DIGITS:
        return int(rule)
    accepted = engagement.invited(visit.engagements)
    if accepted:
        return accepted.rule
    return BY_HAND if visit.invitation and not rule else None


def _note_in(visit: Visit, found: Sequence[Engagement], now: int) -> None:
    known = {"en": {"SS": [engagement_store.known_as(one) for one in visit.engagements]}}
    note(visit.account, visit.id, known if visit.engagements else {}, found, now)


def _conversions(account: str) -> list[Conversion]:
    """What counts as success, by the account's rules."""
    found = []
    for rule in rule_store.read(account).rules:
        wanted: Any = rule.get("conversion")
        if wanted:
            within = int(wanted["within_s"]) * 1_000
            found.append(Conversion(int(str(rule["number"])), str(wanted["name"]), within))
    return found
