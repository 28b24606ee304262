"""The second wall between accounts: while a request of an account is served, no call to the
database leaves with another account's key, whatever the code above got wrong. Used by client.py."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, NamedTuple

from pynamodb.connection import Connection

from chalicelib.domain.error import NotAllowed
from chalicelib.settings import settings

# Their keys are random or hashes, given out by ourselves: who holds one, holds the right.
SHARED = frozenset(("connections", "deadlines", "key-secrets", "sign-ins", "socket-tickets"))
_account: ContextVar[str] = ContextVar("account", default="")


class Touched(NamedTuple):
    """A key that a call reads or writes."""

    table: str
    key: str


def confine(account: str) -> None:
    """From here on this request is that account's; "" is nobody's in particular."""
    _account.set(account)


def confined() -> str:
    """Whose request this is; "" if nobody's in particular."""
    return _account.get()


def check(connection: Connection, operation: str, request: dict[str, Any]) -> None:
    """Raises NotAllowed if the call would leave the account."""
    account = _account.get()
    if not account:
        return
    for touched in touches(connection, operation, request):
        if not allows(account, touched):
            raise NotAllowed("This belongs to another account.")


def allows(account: str, touched: Touched) -> bool:
    """The rule, as `dynamodb:LeadingKeys` would say it: `ACCOUNT` or `ACCOUNT#*`."""
    if touched.table.removeprefix(settings().tables) in SHARED:
        return True
    return touched.key == account or touched.key.startswith(f"{account}#")


def touches(connection: Connection, operation: str, request: dict[str, Any]) -> list[Touched]:
    """All that a call reads or writes. A scan touches everybody's."""
    if operation in _PARTS:
        return [_item(connection, part) for part in _PARTS[operation](request)]
    if operation == "Query":
        return [_query(connection, request)]
    return [Touched(str(request.get("TableName", "")), "*")]


def _one(request: dict[str, Any]) -> list[dict[str, Any]]:
    return [request]


def _of_transaction(request: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for write in request["TransactItems"] for part in write.values()]


def _of_batch_read(request: dict[str, Any]) -> list[dict[str, Any]]:
    asked = request["RequestItems"].items()
    return [{"TableName": table, "Key": key} for table, one in asked for key in one["Keys"]]


def _of_batch_write(request: dict[str, Any]) -> list[dict[str, Any]]:
    writes = [(table, one) for table, all_ in request["RequestItems"].items() for one in all_]
    return [{"TableName": table, **part} for table, one in writes for part in one.values()]


_PARTS: dict[str, Callable[[dict[str, Any]], list[dict[str, Any]]]] = {
    "GetItem": _one,
    "PutItem": _one,
    "UpdateItem": _one,
    "DeleteItem": _one,
    "TransactWriteItems": _of_transaction,
    "TransactGetItems": _of_transaction,
    "BatchGetItem": _of_batch_read,
    "BatchWriteItem": _of_batch_write,
}


def _item(connection: Connection, one: dict[str, Any]) -> Touched:
    table = one["TableName"]
    name = connection.get_meta_table(table).hash_keyname
    return Touched(table, str(one.get("Key", one.get("Item", {}))[name]["S"]))


def _query(connection: Connection, request: dict[str, Any]) -> Touched:
    table, index = request["TableName"], request.get("IndexName")
    meta = connection.get_meta_table(table)
    name = meta.get_index_hash_keyname(index) if index else meta.hash_keyname
    names = request["ExpressionAttributeNames"]
    (placeholder,) = (short for short, long in names.items() if long == name)
    found = re.search(rf"{placeholder} = (:\w+)", request["KeyConditionExpression"])
    key = request["ExpressionAttributeValues"][found[1]]["S"] if found else "*"
    return Touched(table, str(key))
