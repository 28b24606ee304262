"""Deadlines, in shards, in the order in which they fall due. Called by services."""

from collections.abc import Iterator

from chalicelib.domain.deadline import RETENTION, Deadline
from chalicelib.store import keys
from chalicelib.store.tables import DeadlineItem
from chalicelib.store.writes import Write

_LONG = "long"


def put(deadline: Deadline) -> None:
    """Keep a deadline; keeping it twice is keeping it once."""
    _item(deadline).save()


def putting(deadline: Deadline) -> Write:
    """The write that keeps a deadline, to be joined with what it is about."""
    item = _item(deadline)
    return lambda t: t.save(item)


def is_kept(deadline: Deadline) -> bool:
    """Whether the deadline still waits to be met."""
    item = _item(deadline)
    try:
        DeadlineItem.get(item.shard, item.key, consistent_read=True)
    except DeadlineItem.DoesNotExist:
        return False
    return True


def remove(deadline: Deadline) -> None:
    """Forget a deadline that was met."""
    _item(deadline).delete()


def due(now: int) -> Iterator[Deadline]:
    """All deadlines that have passed, but those of what takes long."""
    for shard in range(keys.SHARDS):
        yield from _due(f"due#{shard}", now)


def long_due(now: int) -> Iterator[Deadline]:
    """Those of what takes long."""
    return _due(_LONG, now)


def _due(shard: str, now: int) -> Iterator[Deadline]:
    until = DeadlineItem.key < keys.moment(now + 1, "")
    for item in DeadlineItem.query(shard, until, consistent_read=True):
        at, kind, account, subject = item.key.split("#")
        yield Deadline(int(at), kind, account, subject)


def _item(deadline: Deadline) -> DeadlineItem:
    thing = f"{deadline.kind}#{deadline.account}#{deadline.subject}"
    # Of what takes long an account has one a day: a shard is enough.
    shard = _LONG if deadline.kind == RETENTION else keys.shard(deadline.subject)
    return DeadlineItem(shard, keys.moment(deadline.due, thing))
