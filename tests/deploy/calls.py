"""Calls as a policy sees them, read out of what was recorded. Used by recorder.py and the tests of
policies."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from infra.aws.deploy.policies import Place, account_role, role
from tests.rehearsal.calls import Asked


class Call(NamedTuple):
    """Who did what to which resource; a table's name is without its stage's prefix."""

    function: str
    action: str
    resource: str


# What follows a function's name where it asks as an account's session.
SESSION = "-account"
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


def other_call(function: str, service: str, operation: str, given: dict[str, Any]) -> Call:
    """What a request to another service needs."""
    key = given.get("Key", "")
    # Looking at a file asks for the right to read it.
    operation = "GetObject" if operation == "HeadObject" else operation
    # The tests' buckets are called test-cdn and test-archive.
    kind = str(given.get("Bucket", "")).rpartition("-")[2]
    return Call(function, f"{service}:{operation}", f"{kind}/{key}" if service == "s3" else service)


def as_asked(call: Call, place: Place) -> Asked:
    """A call as it would be asked in a stage."""
    kind, _, rest = call.resource.partition("/")
    resources = {
        "table": place.arn("dynamodb", f"table/parley-{place.stage}-{rest}"),
        "connection": place.arn("execute-api", f"{place.socket_api}/api/{rest}/@connections/x"),
        "reminders": place.arn("sqs", f"parley-{place.stage}-reminders"),
        "availability": f"arn:aws:s3:::{bucket(place)}/tag/x/availability.json",
        "cdn": f"arn:aws:s3:::{bucket(place)}/{rest}",
        "archive": f"arn:aws:s3:::{bucket(place, 'archive')}/{rest}",
        "kms": place.arn("kms", f"key/{place.key}"),
        "cognito-idp": place.arn("cognito-idp", f"userpool/{place.user_pool}"),
    }
    function, session, _ = call.function.partition(SESSION)
    named = account_role if session else role
    return Asked(named(place.stage, function), call.action, resources[kind])


def bucket(place: Place, name: str = "cdn") -> str:
    """A bucket of the stage."""
    return f"parley-{place.stage}-{name}-{place.aws_account}"
