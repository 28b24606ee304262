"""Items read as DynamoDB tells them, for what is read by the hundred: PynamoDB's own objects cost
more than all else of a look. Called by store."""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from chalicelib.store.writes import Item

T = TypeVar("T")


def get(model: type[Model], hash_key: str, range_key: str) -> Item | None:
    """An item as it stands, or None."""
    found = model._get_connection().get_item(hash_key, range_key, consistent_read=True)
    item: Item | None = found.get("Item")
    return item


def query(
    model: type[Model], hash_key: str, read: Callable[[Item], T], limit: int | None = None
) -> Iterator[T]:
    """All items below a key as they stand, or the first of them, each as `read` makes of it."""
    asked = {"consistent_read": True, "limit": limit}
    operation = model._get_connection().query
    found: Iterator[T] = ResultIterator(operation, (hash_key,), asked, map_fn=read, limit=limit)
    return found


def text(item: Item, name: str, default: str = "") -> str:
    """A string of an item."""
    held: str = item.get(name, _NOTHING).get("S", default)
    return held


def whole(item: Item, name: str) -> int:
    """A whole number of an item, 0 if it is not there."""
    return int(item.get(name, _NOTHING).get("N", 0))


def texts(item: Item, name: str) -> frozenset[str]:
    """A set of strings of an item."""
    return frozenset(item.get(name, _NOTHING).get("SS", ()))


_NOTHING: dict[str, Any] = {}
