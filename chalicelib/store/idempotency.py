"""Requests with an Idempotency-Key and their answers. Called by services/idempotency.py."""

from datetime import UTC, datetime

from pynamodb.expressions.condition import Condition

from chalicelib.domain.idempotency import DEAD_MS, KEPT_MS, Kept
from chalicelib.store.tables import IdempotencyItem
from chalicelib.store.writes import Refused, update


def begin(key: str, kept: Kept) -> Kept | None:
    """Note that a request begins; None if it may run, else what is kept of the one before.

    One that is over, or died without an answer, is taken over if it was the same request.
    """
    item = IdempotencyItem
    free = item.digest.does_not_exist() | (item.at < kept.at - KEPT_MS)
    dead = (item.status == 0) & (item.at < kept.at - DEAD_MS) & (item.digest == kept.digest)
    try:
        _put(key, kept, free | dead)
    except Refused as refused:
        return _kept(IdempotencyItem.from_raw_data(refused.item or {}))
    return None


def finish(key: str, kept: Kept) -> None:
    """Keep the answer."""
    _put(key, kept, None)


def forget(key: str) -> None:
    """The request changed nothing: it may come again."""
    IdempotencyItem(key).delete()


def _put(key: str, kept: Kept, condition: Condition | None) -> None:
    item = IdempotencyItem
    actions = [
        item.digest.set(kept.digest),
        item.at.set(kept.at),
        item.status.set(kept.status),
        item.body.set(kept.body),
        item.etag.set(kept.etag),
        item.ttl.set(datetime.fromtimestamp((kept.at + KEPT_MS) / 1000, UTC)),
    ]
    update(IdempotencyItem, (key, None), actions, condition)


def _kept(item: IdempotencyItem) -> Kept:
    return Kept(item.digest, int(item.at), int(item.status), item.body, item.etag)
