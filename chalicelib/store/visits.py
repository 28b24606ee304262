"""Visits, an item each. What beacons write is in store/beacons.py. Called by services.

Some attributes are numbered: of page n, at place `n % 32`, `p` is what it is, `a` when it was
first shown, `s` for how long; the latter two bear the round (`x`, `y`), so that a page never gets
those of the one that stood in its place before.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from chalicelib.domain.engagement import BY_HAND, STATES, Engagement
from chalicelib.domain.identity import Identity
from chalicelib.domain.invitation import EXPIRES_MS, Invitation
from chalicelib.domain.visit import (
    Browser,
    PageEvent,
    Place,
    SeenPage,
    Source,
    Visit,
    packed,
)
from chalicelib.store import keys, reads
from chalicelib.store.visit_tables import VisitItem
from chalicelib.store.writes import Item, Refused, dispatch

KEPT_PAGES = 32


class Row(NamedTuple):
    """Which visit, and when it began."""

    visit: str
    started: int


def slot(n: int) -> tuple[int, str, str]:
    """The place of a page, its round, and the other round."""
    mine, other = ("x", "y") if n // KEPT_PAGES % 2 else ("y", "x")
    return n % KEPT_PAGES, mine, other


def get(account: str, visit: str) -> Visit | None:
    """A visit as it stands, or None."""
    item = reads.get(VisitItem, keys.below(account, visit))
    return to_visit(item) if item else None


def get_many(account: str, visits: Iterable[str]) -> dict[str, Visit]:
    """Visits by id, those that exist; not necessarily their very latest state."""
    items = reads.batch(VisitItem, (keys.below(account, visit) for visit in visits))
    return {one.id: one for one in map(to_visit, items)}


def live(account: str, shard: int, now: int, before: int, limit: int) -> list[Visit]:
    """Of a shard those who are here, the latest first, as far as the index tells of them."""
    condition = VisitItem.until.between(now + 1, before)
    key = keys.live_shard(account, shard)
    return [to_visit(one) for one in reads.listed(VisitItem, key, condition, limit, index="live")]


def of_visitor(account: str, visitor: str, limit: int) -> list[Row]:
    """A visitor's visits, the latest first."""
    key = keys.below(account, visitor)
    return [_row(one) for one in reads.listed(VisitItem, key, None, limit, index="of-visitor")]


def of_day(account: str, day: int, before: int, limit: int) -> list[Row]:
    """The visits that began on the day of a moment and before another, the latest first."""
    condition = VisitItem.started < before
    key = keys.day(account, day)
    return [_row(one) for one in reads.listed(VisitItem, key, condition, limit, index="day")]


def delete(account: str, rows: Iterable[Row]) -> None:
    """Delete visits."""
    with VisitItem.batch_write() as batch:
        for row in rows:
            batch.delete(VisitItem(keys.below(account, row.visit)))


def invite(account: str, visit: str, invitation: Invitation) -> Visit | None:
    """Offer something to who is in a visit; None if there is no such visit."""
    hand = [f"{BY_HAND}:{state}" for state in STATES]
    told = packed(list(invitation))
    values = {":in": {"S": told}, ":hand": {"SS": hand}}
    return _set(account, visit, told, "attribute_exists(vr)", values)


def withdraw(account: str, visit: str, invitation: str) -> Visit | None:
    """Take an invitation back; None if it is not there (any more)."""
    held = {":id": {"S": f'["{invitation}"'}}
    return _set(account, visit, "", "begins_with(#in, :id)", held)


def to_visit(item: Item) -> Visit:
    """A visit from DynamoDB's own form: of the whole item, or of an index."""
    account, visit = reads.text(item, "key").split("#")
    said = reads.text(item, "id") or reads.text(item, "sd")
    cart, invited = reads.text(item, "ca"), reads.text(item, "in")
    texts: dict[str, Any] = {name: reads.text(item, short) for name, short in _TEXTS.items()}
    numbers: dict[str, Any] = {name: reads.whole(item, short) for name, short in _NUMBERS.items()}
    return Visit(
        account,
        visit,
        visitor=reads.text(item, "vr"),
        **numbers,
        **texts,
        browser=Browser(*(reads.text(item, name) for name in ("br", "os", "dv"))),
        source=_source(item),
        variables=json.loads(reads.text(item, "va", "{}")),
        cart=json.loads(cart) if cart else None,
        identity=_identity(said, verified="id" in item) if said else None,
        # No index holds pages: of the thousands that a look reads none is sought.
        pages=tuple(_pages(item)) if "of_visitor" in item else (),
        events=tuple(_events(item)),
        engagements=tuple(Engagement(*json.loads(one)) for one in sorted(reads.texts(item, "ed"))),
        invitation=Invitation(*json.loads(invited)) if invited else None,
    )


def open_invitation(item: Item, now: int) -> Invitation | None:
    """The invitation by hand in a visit's item, if its visitor may still see it and was not told
    that they did."""
    kept = reads.text(item, "in")
    if not kept or f"{BY_HAND}:shown" in reads.texts(item, "en"):
        return None
    found = Invitation(*json.loads(kept))
    return found if now - found.at < EXPIRES_MS else None


_TEXTS = {
    "url": "ur",
    "title": "ti",
    "referrer": "rf",
    "language": "lg",
    "screen": "sc",
    "zone": "zo",
    "connection": "cn",
}


_NUMBERS = {
    "started": "t0",
    "seen": "ls",
    "left": "lf",
    "until": "until",
    "page": "n",
    "page_at": "ta",
}


def _identity(kept: str, *, verified: bool) -> Identity:
    id_, name, email = json.loads(kept)
    return Identity(id_, name, email, verified)


def _source(item: Item) -> Source:
    place = Place(*(reads.text(item, name) for name in ("co", "re", "ci")))
    return Source(reads.text(item, "ip"), reads.text(item, "ua"), place)


def _pages(item: Item) -> Iterator[SeenPage]:
    """The pages that are kept, in order; one of which only the leave came is not shown."""
    told = [
        json.loads(item[f"p{number}"]["S"]) for number in range(KEPT_PAGES) if f"p{number}" in item
    ]
    for n, url, title, *variables in sorted(told, key=lambda one: int(one[0])):
        number, round_, _ = slot(n)
        yield SeenPage(
            n,
            url,
            title,
            reads.whole(item, f"a{number}{round_}"),
            reads.whole(item, f"s{number}{round_}"),
            variables[0] if variables else {},
        )


def _events(item: Item) -> Iterator[PageEvent]:
    """What happened, in order; whatever a visitor's clock says, it was within the visit."""
    first, last = reads.whole(item, "t0"), reads.whole(item, "ls")
    told = sorted((json.loads(one) for one in reads.texts(item, "ev")), key=lambda one: one[:3])
    for page, at, kind, fields in told:
        yield PageEvent(page, min(max(at, first), last), kind, fields)


def _set(
    account: str, visit: str, invitation: str, condition: str, values: dict[str, Any]
) -> Visit | None:
    """Change the invitation of a visit; if there is none of the kind, None."""
    request: Item = {
        "Key": {"key": {"S": keys.below(account, visit)}},
        # What became of one before it says nothing of this one.
        "UpdateExpression": "SET #in = :in DELETE en :hand" if invitation else "REMOVE #in",
        "ConditionExpression": condition,
        "ExpressionAttributeNames": {"#in": "in"},
        "ExpressionAttributeValues": values,
        "ReturnValues": "ALL_NEW",
    }
    try:
        return to_visit(dispatch(VisitItem, request))
    except Refused:
        return None


def _row(item: Item) -> Row:
    return Row(reads.text(item, "key").split("#")[1], reads.whole(item, "t0"))
