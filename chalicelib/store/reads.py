"""Items read as DynamoDB tells them, for what is read by the hundred: PynamoDB's own objects cost
more than all else of a look. Called by store."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pynamodb.constants import BATCH_GET_ITEM
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model
from pynamodb.pagination import ResultIterator

from chalicelib.store.table import connection
from chalicelib.store.writes import Item, known

T = TypeVar("T")
MOST_BATCH = 100


def get(model: type[Model], hash_key: str, range_key: str | None = None) -> Item | None:
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


def listed(
    model: type[Model],
    hash_key: str,
    condition: Condition | None = None,
    limit: int | None = None,
    *,
    index: str | None = None,
) -> list[Item]:
    """Items below a key, of an index if one is named, in descending order of the range key; not
    necessarily their very latest state."""
    asked = {
        "range_key_condition": condition,
        "index_name": index,
        "scan_index_forward": False,
        "limit": limit,
    }
    operation = model._get_connection().query
    return list(ResultIterator(operation, (hash_key,), asked, limit=limit))


def batch(model: type[Model], keys: Iterable[str]) -> list[Item]:
    """The items of these keys that exist; not necessarily their very latest state."""
    wanted, found = [_key(model, key) for key in dict.fromkeys(keys)], []
    table = known(model)
    while wanted:
        part, wanted = wanted[:MOST_BATCH], wanted[MOST_BATCH:]
        answer = connection().dispatch(BATCH_GET_ITEM, {"RequestItems": {table: {"Keys": part}}})
        found += answer["Responses"].get(table, [])
        wanted += answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
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


def _key(model: type[Model], key: str) -> Item:
    return {str(model._hash_key_attribute().attr_name): {"S": key}}


_NOTHING: dict[str, Any] = {}
