"""Calls as a policy sees them, read out of what was recorded. Used by recorder.py and the tests of
policies."""

from collections.abc import Iterator
from typing import Any, NamedTuple


class Call(NamedTuple):
    """Who did what to which resource; a table's name is without its stage's prefix."""

    function: str
    action: str
    resource: str


_IN_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}


def dynamodb_calls(function: str, operation: str, given: dict[str, Any]) -> Iterator[Call]:
    """What one request to DynamoDB needs; a transaction needs the right to each of its parts."""
    for part in given.get("TransactItems", ()):
        for kind, fields in part.items():
            yield _call(function, _IN_TRANSACTION[kind], fields)
    for table in given.get("RequestItems", ()):
        yield _call(function, operation, {"TableName": table})
    if "TableName" in given:
        yield _call(function, operation, given)


def _call(function: str, operation: str, fields: dict[str, Any]) -> Call:
    table = "table/" + fields["TableName"].rpartition("test-")[2]
    index = fields.get("IndexName")
    return Call(function, f"dynamodb:{operation}", f"{table}/index/{index}" if index else table)
