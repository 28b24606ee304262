"""Items read as DynamoDB tells them."""

from chalicelib.store import reads
from chalicelib.store.tables import QueueItem
from chalicelib.store.writes import Item
from tests.store.cast import an_account


def place(item: Item) -> str:
    """What a place is called."""
    return reads.text(item, "place")


def test_all_pages_are_read_or_as_many_as_are_asked_for() -> None:
    queue, text = an_account(), "x" * 300_000
    for number in range(5):
        # Four of these are more than one answer holds.
        QueueItem(queue, f"p{number}", chat=text).save()
    QueueItem(an_account(), "p9", chat="").save()

    assert list(reads.query(QueueItem, queue, place)) == ["p0", "p1", "p2", "p3", "p4"]
    assert list(reads.query(QueueItem, queue, place, 2)) == ["p0", "p1"]


def test_an_item_that_is_not_there_is_none() -> None:
    queue = an_account()
    QueueItem(queue, "p", chat="c").save()

    found = reads.get(QueueItem, queue, "p")

    assert found is not None
    assert reads.text(found, "chat") == "c"
    assert reads.get(QueueItem, queue, "q") is None


def test_what_is_not_there_is_nothing() -> None:
    item: Item = {"n": {"N": "7"}, "s": {"S": "seven"}, "ss": {"SS": ["a", "b"]}}

    assert (reads.whole(item, "n"), reads.whole(item, "m")) == (7, 0)
    assert (reads.text(item, "s"), reads.text(item, "t", "away")) == ("seven", "away")
    assert (reads.texts(item, "ss"), reads.texts(item, "tt")) == ({"a", "b"}, frozenset())
