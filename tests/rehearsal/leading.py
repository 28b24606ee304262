"""The leading keys of a request to DynamoDB, as IAM sees them: read from the request by the tables'
descriptions alone, not by the wall of the code. Used by aws.py and the tests of isolation."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_IN_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
_IN_BATCH = {"PutRequest": "Item", "DeleteRequest": "Key"}


class Part(NamedTuple):
    """What IAM decides on: an action on a table or `table/index`, and the item's leading key; None
    where the request names none, as a scan."""

    action: str
    resource: str
    key: str | None


def key_names() -> dict[str, str]:
    """The hash key of each table and `table/index`, by its name without the stage's prefix."""
    from chalicelib.store.schema import TABLES
    from chalicelib.store.table import PREFIX

    found = {}
    for table in TABLES:
        schema = table._get_schema()
        name = table.Meta.table_name.removeprefix(PREFIX)
        found[name] = _hash(schema["key_schema"])
        for index in schema["global_secondary_indexes"]:
            found[f"{name}/{index['index_name']}"] = _hash(index["key_schema"])
    return found


def parts(operation: str, request: dict[str, Any], prefix: str) -> list[Part]:
    """All that a request asks for, table by table and item by item."""
    names = key_names()

    def part(action: str, table: str, item: dict[str, Any]) -> Part:
        name = table.removeprefix(prefix)
        return Part(action, name, _value(item.get(names[name])))

    found = [
        part(_IN_TRANSACTION[kind], one["TableName"], one.get("Key", one.get("Item", {})))
        for write in request.get("TransactItems", ())
        for kind, one in write.items()
    ]
    for table, asked in request.get("RequestItems", {}).items():
        found += [part(operation, table, item) for item in _of_batch(asked)]
    if operation in ("Query", "Scan"):
        found.append(_query(operation, request, prefix, names))
    elif "TableName" in request:
        item = request.get("Key", request.get("Item", {}))
        found.append(part(operation, request["TableName"], item))
    return found


def by_resource(found: list[Part]) -> dict[str, list[str] | None]:
    """The leading keys on each table; None as soon as one part names none."""
    keys: dict[str, list[str] | None] = {}
    for one in found:
        before = keys.setdefault(one.resource, [])
        keys[one.resource] = None if before is None or one.key is None else [*before, one.key]
    return keys


def _of_batch(asked: Any) -> Iterator[dict[str, Any]]:
    if isinstance(asked, dict):
        yield from asked["Keys"]
        return
    for write in asked:
        for kind, one in write.items():
            yield one[_IN_BATCH[kind]]


def _query(operation: str, request: dict[str, Any], prefix: str, names: dict[str, str]) -> Part:
    name = request["TableName"].removeprefix(prefix)
    if "IndexName" in request:
        name += f"/{request['IndexName']}"
    aliases = request.get("ExpressionAttributeNames", {})
    condition = request.get("KeyConditionExpression", "")
    for alias, value in re.findall(r"(#?\w+) = (:\w+)", condition):
        if aliases.get(alias, alias) == names[name]:
            return Part(operation, name, _value(request["ExpressionAttributeValues"][value]))
    return Part(operation, name, None)


def _hash(schema: Any) -> str:
    return next(str(one["AttributeName"]) for one in schema if one["KeyType"] == "HASH")


def _value(attribute: dict[str, Any] | None) -> str | None:
    return str(next(iter(attribute.values()))) if attribute else None
