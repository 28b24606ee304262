"""What beacons write: one update of their visit's item. Called by services/visits.py.

The order in which beacons come is free, and each may come again: what is kept of a page has its
place by the page's number, what happened is in sets. Only a view that comes after a later one, or
more than a visit keeps, costs a second call.
"""

from collections.abc import Iterable
from typing import Any

from pynamodb.exceptions import VerboseClientError

from chalicelib.domain.error import NotAllowed, TooLarge
from chalicelib.domain.identity import Identity
from chalicelib.domain.visit import (
    LEFT_MS,
    MOST_CURRENT,
    MOST_EVENT,
    SILENCE_MS,
    Beside,
    PageView,
    browser,
    cart_of,
    fitting,
    packed,
    page_record,
)
from chalicelib.store import keys, reads
from chalicelib.store.visit_tables import VisitItem
from chalicelib.store.visits import KEPT_PAGES, slot
from chalicelib.store.writes import Item, Refused, dispatch

MOST_EVENTS = 100
# A view that was overtaken by the leave of its page comes within so long.
OVERTAKEN_MS = 10_000
# A visit is its visitor's alone.
_OWN = "(attribute_not_exists(#vr) OR #vr = :vr)"
# That what `:n` says is of the latest page.
_LATEST = "(attribute_not_exists(#n) OR #n <= :n)"
_STAYS = "(attribute_not_exists(#lp) OR #lp < :n OR #lf < :recent)"


class Update:
    """An UpdateItem of a visit, gathered."""

    def __init__(self, account: str, visit: str) -> None:
        self.key = {"key": {"S": keys.below(account, visit)}}
        self.names: dict[str, str] = {}
        self.values: dict[str, Any] = {}
        self.sets: list[str] = []
        self.removes: list[str] = []
        self.adds: list[str] = []
        self.conditions: list[str] = []

    def put(self, name: str, value: str | int, *, first: bool = False) -> None:
        """Set an attribute; `first`: unless it is there."""
        self.names[f"#{name}"] = name
        self.values[f":{name}"] = {"S": value} if isinstance(value, str) else {"N": str(value)}
        kept = f"if_not_exists(#{name}, :{name})" if first else f":{name}"
        self.sets.append(f"#{name} = {kept}")

    def remove(self, *names: str) -> None:
        """Remove attributes."""
        for name in names:
            self.names[f"#{name}"] = name
            self.removes.append(f"#{name}")

    def add(self, name: str, texts: Iterable[str], most: int) -> None:
        """Add to a set that holds fewer than `most`."""
        self.names[f"#{name}"] = name
        self.values |= {f":{name}": {"SS": sorted(set(texts))}, f":most{name}": {"N": str(most)}}
        self.adds.append(f"#{name} :{name}")
        self.conditions.append(f"(attribute_not_exists(#{name}) OR size(#{name}) < :most{name})")

    def request(self) -> Item:
        """As DynamoDB wants it, but for what it returns."""
        parts = (("SET", self.sets), ("REMOVE", self.removes), ("ADD", self.adds))
        made: Item = {
            "Key": self.key,
            "UpdateExpression": " ".join(f"{verb} {', '.join(of)}" for verb, of in parts if of),
            "ExpressionAttributeNames": self.names,
            "ExpressionAttributeValues": self.values,
        }
        if self.conditions:
            made["ConditionExpression"] = " AND ".join(self.conditions)
        return made


def put_view(account: str, visitor: str, visit: str, view: PageView, beside: Beside) -> Item:
    """Store a page view; the visit's item as it stands, as far as it was asked for. Raises
    NotAllowed for another's visit."""
    update = _begun(account, visitor, visit, view.at)
    _put_current(update, view, view.at + SILENCE_MS)
    _put_page(update, view)
    update.conditions += [_LATEST, _STAYS]
    update.values[":recent"] = {"N": str(view.at - OVERTAKEN_MS)}
    update.names["#lp"] = "lp"
    _put_beside(update, view.n, beside)
    try:
        return _written(update)
    except Refused as refused:
        stored = _own(refused, visitor)
        return _put_late(account, visitor, visit, view, beside, stored)


def put_leave(
    account: str, visitor: str, visit: str, told: tuple[int, int], beside: Beside, now: int
) -> Item:
    """Store how long a page was seen up to now (its number, ms), and that nobody looks at it.
    Raises NotAllowed for another's visit."""
    n, shown_ms = told
    update = _begun(account, visitor, visit, now)
    _put_left(update, n, now)
    _put_shown(update, n, shown_ms)
    update.conditions.append(_LATEST)
    update.names["#n"] = "n"
    update.values[":n"] = {"N": str(n)}
    _put_beside(update, n, beside)
    try:
        return _written(update)
    except Refused as refused:
        return _put_late_leave(account, visit, told, beside, _own(refused, visitor))


def _own(refused: Refused, visitor: str) -> Item:
    """The visit as it stands. Raises NotAllowed if it is another visitor's."""
    stored = refused.item or {}
    if reads.text(stored, "vr", visitor) != visitor:
        raise NotAllowed("This visit is another visitor's. Begin one of your own.")
    return stored


def _begun(account: str, visitor: str, visit: str, now: int) -> Update:
    """With what any beacon of a visit says, whichever comes first."""
    update = Update(account, visit)
    for name, value in (
        ("vr", visitor),
        ("t0", now),
        ("day", keys.day(account, now)),
        ("of_visitor", keys.below(account, visitor)),
        ("live", keys.live(account, visit)),
    ):
        update.put(name, value, first=True)
    update.put("ls", now)
    update.conditions.append(_OWN)
    return update


def _put_current(update: Update, view: PageView, until: int) -> None:
    """What is told of a visit by the latest of its pages."""
    place, known = view.source.place, browser(view.source.agent)
    for name, value in (
        ("until", until), ("n", view.n), ("ur", view.url), ("ti", view.title),
        ("lg", view.language), ("sc", view.screen), ("zo", view.zone), ("cn", view.connection),
        ("ip", view.source.ip), ("ua", view.source.agent), ("br", known.name),
        ("os", known.system), ("dv", known.device), ("co", place.country), ("re", place.region),
        ("ci", place.city), ("va", packed(fitting(view.variables, MOST_CURRENT))),
    ):  # fmt: skip
        update.put(name, value)
    # Where they came from is what the first page says, whenever its view comes.
    update.put("rf", view.referrer, first=view.n > 1)
    update.remove("lf")


def _put_page(update: Update, view: PageView) -> None:
    """A page, in the place of the one that was so many before it."""
    number, round_, other = slot(view.n)
    update.put(f"p{number}", page_record(view))
    update.put(f"a{number}{round_}", view.at, first=True)
    update.names["#ta"] = "ta"
    update.sets.append(f"#ta = if_not_exists(#a{number}{round_}, :a{number}{round_})")
    update.remove(f"a{number}{other}", f"s{number}{other}")


def _put_shown(update: Update, n: int, shown_ms: int) -> None:
    number, round_, _ = slot(n)
    update.put(f"s{number}{round_}", shown_ms)


def _put_left(update: Update, n: int, now: int) -> None:
    update.put("until", now + LEFT_MS)
    update.put("lf", now)
    update.put("lp", n)


def _put_beside(update: Update, n: int, beside: Beside) -> None:
    page, shown_ms = beside.before
    if n - KEPT_PAGES < page < n:
        _put_shown(update, page, shown_ms)
    _put_identity(update, beside.identity)
    if beside.events:
        cart = cart_of(beside.events)
        if cart is not None:
            update.put("ca", packed(cart))
        told = [
            packed([one.page, one.at, one.kind, fitting(one.told, MOST_EVENT)])
            for one in beside.events
        ]
        update.add("ev", told, MOST_EVENTS)


def _put_identity(update: Update, told: Identity | None) -> None:
    # Each in a place of its own: what is only said never takes that of what was verified.
    if told:
        update.put("id" if told.verified else "sd", packed([told.id, told.name, told.email]))


def _put_late(
    account: str, visitor: str, visit: str, view: PageView, beside: Beside, stored: Item
) -> Item:
    """A view that came after a later one, after the leave of its own page, or with more than is
    kept: what of it still says something."""
    update = _begun(account, visitor, visit, view.at)
    latest = reads.whole(stored, "n")
    left = reads.whole(stored, "lp") == view.n
    left = left and reads.whole(stored, "lf") >= view.at - OVERTAKEN_MS
    if latest <= view.n:
        until = view.at + (LEFT_MS if left else SILENCE_MS)
        _put_current(update, view, until)
        if left:
            update.removes.remove("#lf")
            update.names.pop("#lf")
    if latest - KEPT_PAGES < view.n:
        _put_page(update, view)
    _put_beside(update, view.n, _fitting(beside, stored))
    return _written(update)


def _put_late_leave(
    account: str, visit: str, told: tuple[int, int], beside: Beside, stored: Item
) -> Item:
    """A leave that came after a later view, or with more than is kept."""
    update = Update(account, visit)
    if reads.whole(stored, "n") - KEPT_PAGES < told[0]:
        _put_shown(update, *told)
    _put_beside(update, told[0], _fitting(beside, stored))
    return _written(update) if update.sets or update.adds else stored


def _fitting(beside: Beside, stored: Item) -> Beside:
    full = len(reads.texts(stored, "ev")) >= MOST_EVENTS
    return beside._replace(events=()) if full else beside


def _written(update: Update) -> Item:
    """Raises Refused with the item as it stands, TooLarge."""
    request = update.request()
    request["ReturnValues"] = "ALL_NEW"
    request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    try:
        return dispatch(VisitItem, request)
    except VerboseClientError as error:
        # No visit is that large by what is kept of it; should one be, it is not our fault.
        if "Item size" in str(error):
            raise TooLarge("This visit holds more than can be kept.") from None
        raise
