"""What each function may do, and nothing else. The one reviewed source of the roles' policies;
project.py writes them for Chalice and sessions.py, `make rehearse` proves that no grant is missing
or unused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Statement = dict[str, Any]
Policy = dict[str, Any]
# What a function does with a table or one of its indexes, `table/index`, before it is known whose
# request it is. Nothing here has an account in its key but `accounts`: an id that an outsider named
# is looked up before anything is lent for it.
BEFORE: dict[str, dict[str, str]] = {
    "api_handler": {"accounts": "GetItem"},
    "authorize": {"key-secrets": "GetItem", "sign-ins": "GetItem"},
    "websocket_connect": {"socket-tickets": "DeleteItem GetItem"},
    "websocket_message": {"connections": "GetItem"},
    "websocket_disconnect": {"connections": "GetItem"},
    "remind": {},
    "sweep": {"deadlines": "Query"},
    "expire": {"deadlines": "Query"},
}
# What it does from then on, in the session of that account.
TABLES: dict[str, dict[str, str]] = {
    "api_handler": {
        "accounts": "GetItem UpdateItem",
        "agents": "GetItem PutItem Query UpdateItem",
        "archived": "BatchWriteItem GetItem",
        "archived/month": "Query",
        "archived/visitor": "Query",
        "archives": "GetItem",
        "audit": "GetItem PutItem Query",
        "chats": "BatchGetItem BatchWriteItem DeleteItem GetItem PutItem Query UpdateItem",
        "chats/earlier": "Query",
        "chats/ended": "Query",
        "config-versions": "GetItem PutItem Query",
        "connections": "DeleteItem GetItem",
        "days": "Query UpdateItem",
        "deadlines": "PutItem",
        "engagements": "Query UpdateItem",
        "groups": "DeleteItem GetItem PutItem Query UpdateItem",
        "idempotency": "DeleteItem UpdateItem",
        "key-secrets": "DeleteItem PutItem",
        "keys": "DeleteItem GetItem PutItem Query",
        "limits": "UpdateItem",
        "messages": "BatchWriteItem GetItem PutItem UpdateItem",
        "messages/state": "Query",
        "queue": "DeleteItem PutItem Query",
        "roles": "DeleteItem GetItem PutItem Query UpdateItem",
        "routing-rules": "DeleteItem PutItem Query UpdateItem",
        "rules": "BatchGetItem BatchWriteItem GetItem PutItem Query UpdateItem",
        "sign-ins": "GetItem PutItem",
        "skills": "DeleteItem GetItem PutItem Query UpdateItem",
        "socket-tickets": "PutItem",
        "visitor-keys": "DeleteItem GetItem",
        "visitors": "BatchGetItem DeleteItem GetItem",
        "visits": "BatchGetItem BatchWriteItem GetItem UpdateItem",
        "visits/day": "Query",
        "visits/live": "Query",
        "visits/of-visitor": "Query",
    },
    "authorize": {
        "accounts": "GetItem",
        "agents": "GetItem UpdateItem",
    },
    "websocket_connect": {
        "accounts": "GetItem",
        "connections": "PutItem",
    },
    "websocket_message": {
        "accounts": "GetItem UpdateItem",
        "agents": "GetItem Query UpdateItem",
        "chats": "BatchGetItem GetItem PutItem Query UpdateItem",
        "connections": "DeleteItem GetItem UpdateItem",
        "days": "UpdateItem",
        "deadlines": "DeleteItem PutItem",
        "engagements": "UpdateItem",
        "groups": "GetItem",
        "limits": "UpdateItem",
        "queue": "DeleteItem PutItem Query",
        "roles": "GetItem",
        "routing-rules": "Query UpdateItem",
        "rules": "BatchGetItem GetItem",
        "skills": "GetItem Query",
        "visitors": "GetItem UpdateItem",
        "visits": "GetItem UpdateItem",
        "visits/of-visitor": "Query",
    },
    "websocket_disconnect": {
        "accounts": "GetItem",
        "agents": "GetItem UpdateItem",
        "chats": "UpdateItem",
        "connections": "DeleteItem GetItem",
        "deadlines": "PutItem",
    },
    "remind": {
        "accounts": "GetItem UpdateItem",
        "agents": "GetItem Query UpdateItem",
        "chats": "BatchGetItem GetItem PutItem Query UpdateItem",
        "days": "UpdateItem",
        "deadlines": "DeleteItem GetItem PutItem",
        "groups": "Query",
        "queue": "DeleteItem PutItem Query",
        "routing-rules": "Query UpdateItem",
        "rules": "BatchGetItem GetItem UpdateItem",
        "skills": "Query",
    },
    "sweep": {
        "accounts": "GetItem UpdateItem",
        "agents": "GetItem Query UpdateItem",
        "chats": "BatchGetItem GetItem PutItem Query UpdateItem",
        "connections": "DeleteItem GetItem",
        "days": "UpdateItem",
        "deadlines": "DeleteItem GetItem PutItem",
        "groups": "Query",
        "queue": "DeleteItem PutItem Query",
        "routing-rules": "Query UpdateItem",
        "rules": "BatchGetItem GetItem UpdateItem",
        "skills": "Query",
    },
    "expire": {
        "accounts": "GetItem UpdateItem",
        "agents": "Query",
        "archived": "GetItem PutItem",
        "archives": "GetItem UpdateItem",
        "chats": "BatchWriteItem DeleteItem Query",
        "chats/ended": "Query",
        "deadlines": "DeleteItem PutItem",
        "groups": "Query",
        "routing-rules": "Query",
        "skills": "Query",
        "visitor-keys": "GetItem PutItem",
        "visitors": "DeleteItem",
        "visits": "BatchWriteItem GetItem",
        "visits/day": "Query",
    },
}
# What a function delivers: frames, delayed reminders, availability files.
FRAMES = {"api_handler", "websocket_message", "websocket_disconnect", "remind", "sweep"}
REMINDERS = FRAMES
# An agent who may not go on is shown out: by an admin, where many are by a delayed look, or when a
# sweep finds it half done.
CLOSING = {"api_handler", "remind", "sweep"}
AVAILABILITY = {"api_handler", "websocket_message", "remind", "sweep"}
# Agents' sign-ins: made, invited again, switched off and on; a second factor, an old password.
# Who brings accounts' tags to the CDN: what is looked at and read, what is written.
PUBLISHING = {"api_handler", "remind", "sweep"}
_READ_TO_PUBLISH = (
    ("Engine", "engine.json"),
    ("Template", "template.*.js"),
    ("Standing", "*/parley.js"),
    ("Published", "*/published.json"),
)
_PUBLISHED = (
    ("Offers", "*/offers.json"),
    ("Tag", "*/parley.js"),
    ("Publishing", "*/published.json"),
)
SIGN_INS = {
    "api_handler": "AdminCreateUser AdminDisableUser AdminEnableUser AdminGetUser"
    " AdminResetUserPassword AdminUserGlobalSignOut",
    "authorize": "AdminGetUser AdminResetUserPassword",
}
# What is kept of masked texts: an account's data key is made by who changes settings, and opened to
# seal a line or to reveal one.
SEALING = {
    "api_handler": "Decrypt GenerateDataKeyWithoutPlaintext",
    "websocket_message": "Decrypt",
    "expire": "Decrypt GenerateDataKeyWithoutPlaintext",
}
# Who reads the archive's files, and who writes them too.
ARCHIVE = {
    "api_handler": ["s3:GetObject", "s3:PutObject"],
    "expire": ["s3:GetObject", "s3:PutObject"],
}
FUNCTIONS = tuple(TABLES)


class Place(NamedTuple):
    """Where a stage is, as far as names of its resources need it."""

    stage: str
    region: str
    aws_account: str
    # Only known once Chalice has made it; until settle.py, moments later, any of the account.
    socket_api: str = "*"
    user_pool: str = "*"
    partition: str = "aws"
    # The prefix of the tables in use, if it is not the stage's own: after a restore.
    tables: str = ""
    # The id of the stage's key.
    key: str = "*"

    @property
    def prefix(self) -> str:
        return self.tables or f"parley-{self.stage}-"

    def arn(self, service: str, resource: str) -> str:
        """An ARN in this account and region."""
        return f"arn:{self.partition}:{service}:{self.region}:{self.aws_account}:{resource}"


def policy(function: str, place: Place) -> Policy:
    """The policy of one function's role."""
    return {"Version": "2012-10-17", "Statement": _statements(function, place)}


def account_policy(function: str, place: Place) -> Policy:
    """The policy of the role that a function takes on for one account. Each session narrows it to
    the account's items (`chalicelib/store/sessions.py`)."""
    return {"Version": "2012-10-17", "Statement": _on_tables(_tables(TABLES, function), place)}


def narrowed(document: Policy, place: Place) -> Policy:
    """The policy with the stage's own socket API, where it was made before that was known."""
    open_, own = (_sockets(made, "") for made in (place._replace(socket_api="*"), place))
    return {**document, "Statement": [_narrowed(s, open_, own) for s in document["Statement"]]}


def account_role(stage: str, function: str) -> str:
    """The name of that role: the function's, and what PARLEY_ACCOUNT_ROLE puts after it."""
    return f"{lambda_name(stage, function)}-account"


def role(stage: str, function: str) -> str:
    """What Chalice calls a function's own role."""
    return f"parley-{stage}-{function}"


def table_name(place: Place, name: str) -> str:
    """The resource of a table, or of an index written `table/index`."""
    table, _, index = name.partition("/")
    return f"table/{place.prefix}{table}" + (f"/index/{index}" if index else "")


def _statements(function: str, place: Place) -> list[Statement]:
    found = [*_on_tables(_tables(BEFORE, function), place), _sessions(function, place)]
    found += [make(place) for wanting, make in _DELIVERIES if function in wanting]
    if function == "remind":
        found.append(_queue(place))
    if function in PUBLISHING:
        found += _publishing(place)
    if function in ARCHIVE:
        found.append(_archive(ARCHIVE[function], place))
    if function in SIGN_INS:
        found.append(_sign_ins(SIGN_INS[function], place))
    if function in SEALING:
        found.append(_sealing(SEALING[function], place))
    return [*found, _logs(function, place)]


def _on_tables(tables: dict[str, set[str]], place: Place) -> list[Statement]:
    return [
        _allow(
            "Table" + name.title().replace("-", "").replace("/", ""),
            [f"dynamodb:{action}" for action in sorted(actions)],
            place.arn("dynamodb", table_name(place, name)),
        )
        for name, actions in tables.items()
    ]


def _sessions(function: str, place: Place) -> Statement:
    name = account_role(place.stage, function)
    return _allow(
        "Sessions",
        "sts:AssumeRole",
        f"arn:{place.partition}:iam::{place.aws_account}:role/{name}",
    )


def _tables(granted: dict[str, dict[str, str]], function: str) -> dict[str, set[str]]:
    """Whoever sends a frame may find the socket gone, and then does what `$disconnect` does."""
    found = {name: set(actions.split()) for name, actions in granted[function].items()}
    if function in FRAMES:
        for name, actions in granted["websocket_disconnect"].items():
            found.setdefault(name, set()).update(actions.split())
    return dict(sorted(found.items()))


def _frames(place: Place) -> Statement:
    return _connections("Frames", "POST", place)


def _closing(place: Place) -> Statement:
    return _connections("Closing", "DELETE", place)


def _connections(sid: str, method: str, place: Place) -> Statement:
    resource = _sockets(place, f"{method}/@connections/*")
    return _allow(sid, "execute-api:ManageConnections", resource)


def _sockets(place: Place, resource: str) -> str:
    return place.arn("execute-api", f"{place.socket_api}/api/{resource}")


def _narrowed(statement: Statement, before: str, after: str) -> Statement:
    """Whose resource begins so begins otherwise; all others stay as they are."""
    resource = statement["Resource"]
    if not isinstance(resource, str) or not resource.startswith(before):
        return statement
    return {**statement, "Resource": after + resource.removeprefix(before)}


def _reminders(place: Place) -> Statement:
    return _allow("Reminders", "sqs:SendMessage", place.arn("sqs", _queue_name(place)))


def _files(place: Place) -> Statement:
    return _allow("Availability", "s3:PutObject", _at(place, "*/availability.json"))


def _publishing(place: Place) -> list[Statement]:
    """An account's tag, each time it changes. A write on the condition of what stands there asks
    for the right to read that."""
    read = [_allow(sid, "s3:GetObject", _at(place, path)) for sid, path in _READ_TO_PUBLISH]
    return read + [_allow(sid, "s3:PutObject", _at(place, path)) for sid, path in _PUBLISHED]


def _at(place: Place, path: str) -> str:
    bucket = f"parley-{place.stage}-cdn-{place.aws_account}"
    return f"arn:{place.partition}:s3:::{bucket}/tag/{path}"


def _archive(actions: list[str], place: Place) -> Statement:
    """Nothing there is written over or deleted: the bucket refuses the first, the second is not
    granted."""
    bucket = f"parley-{place.stage}-archive-{place.aws_account}"
    objects = f"arn:{place.partition}:s3:::{bucket}/*"
    return _allow("Archive", actions, objects)


def _sign_ins(names: str, place: Place) -> Statement:
    actions = [f"cognito-idp:{action}" for action in names.split()]
    return _allow("SignIns", actions, place.arn("cognito-idp", f"userpool/{place.user_pool}"))


def _sealing(names: str, place: Place) -> Statement:
    """The stage's key for data keys of its accounts alone, not for what AWS encrypts with it."""
    actions = [f"kms:{action}" for action in names.split()]
    named = {
        "StringLike": {"kms:EncryptionContext:stage": place.stage},
        "Null": {"kms:EncryptionContext:account": "false"},
    }
    resource = place.arn("kms", f"key/{place.key}")
    return {**_allow("Sealing", actions, resource), "Condition": named}


def _queue(place: Place) -> Statement:
    """Lambda reads the queue with the function's own rights."""
    actions = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    return _allow("Queue", actions, place.arn("sqs", _queue_name(place)))


def _logs(function: str, place: Place) -> Statement:
    """The group is made by the deployment; a function writes to its own alone."""
    group = f"log-group:/aws/lambda/{lambda_name(place.stage, function)}:*"
    return _allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], place.arn("logs", group))


def lambda_name(stage: str, function: str) -> str:
    """What Chalice calls a function on AWS."""
    return f"parley-{stage}" if function == "api_handler" else f"parley-{stage}-{function}"


def _queue_name(place: Place) -> str:
    return f"parley-{place.stage}-reminders"


def _allow(sid: str, action: str | list[str], resource: str) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


_DELIVERIES: tuple[tuple[set[str], Callable[[Place], Statement]], ...] = (
    (FRAMES, _frames),
    (CLOSING, _closing),
    (REMINDERS, _reminders),
    (AVAILABILITY, _files),
)
