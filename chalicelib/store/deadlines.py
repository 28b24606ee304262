"""Deadlines, in shards, in the order in which they fall due. Called by services."""

from collections.abc import Iterator

from chalicelib.domain.deadline import Deadline
from chalicelib.store import keys
from chalicelib.store.tables import DeadlineItem
from chalicelib.store.writes import Write


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
    """All deadlines that have passed."""
    until = DeadlineItem.key < keys.moment(now + 1, "")
    for shard in range(keys.SHARDS):
        for item in DeadlineItem.query(f"due#{shard}", until, consistent_read=True):
            at, kind, account, subject = item.key.split("#")
            yield Deadline(int(at), kind, account, subject)


def _item(deadline: Deadline) -> DeadlineItem:
    thing = f"{deadline.kind}#{deadline.account}#{deadline.subject}"
    return DeadlineItem(keys.shard(deadline.subject), keys.moment(deadline.due, thing))
