"""The second wall as AWS keeps it, played on the stage: each request to the database is weighed
against the function's role and the session's policy, in place of the wall in the process.

Used by test_isolation.py and `make bench-authz`. What a request touches is read by
tests/rehearsal/leading.py, what a policy allows by tests/rehearsal/calls.py: by nothing of the code
that is tried."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any, NamedTuple
from unittest import mock

from chalicelib.domain.error import NotAllowed
from chalicelib.domain.speaker import Speaker
from chalicelib.handlers import socket
from chalicelib.services import access
from chalicelib.settings import settings
from chalicelib.store import chats as chat_store
from chalicelib.store import sessions, wall
from infra.aws.deploy.policies import Place, account_policy, account_role, policy
from tests.rehearsal import leading
from tests.rehearsal.calls import allows

PLACE = Place("dev", "us-east-1", "123456789012", tables="test-")
OURS = "demo"
_function: ContextVar[str] = ContextVar("function", default="api_handler")
Statements = list[dict[str, Any]]


class Reached(NamedTuple):
    """What IAM let through: for whom, and what."""

    account: str
    part: leading.Part


class Weighing:
    """What was asked for and what IAM says to it. `change` alters a session's policy: to see what
    the tests see."""

    def __init__(self, change: Callable[[Statements], Statements] = lambda found: found) -> None:
        self.change = change
        self.reached: set[Reached] = set()
        self.refused: set[Reached] = set()

    def check(self, connection: object, operation: str, request: dict[str, Any]) -> None:
        """In place of `wall.check`. Raises NotAllowed, where AWS would refuse the request."""
        account, function = wall.confined(), _function.get()
        granted = roles(function, account, self.change)
        parts = leading.parts(operation, request, PLACE.prefix)
        refused = [part for part in parts if not all(one(part) for one in granted)]
        (self.refused if refused else self.reached).update(
            Reached(account, part) for part in refused or parts
        )
        if refused:
            raise NotAllowed("IAM refuses this.")

    def foreign(self) -> list[Reached]:
        """What was reached of another account than that of the request; of none, if all is well."""
        return sorted(one for one in self.reached if one.account and not is_own(one))


def is_own(one: Reached) -> bool:
    """As the data model spells keys; tables without an account in their key are everybody's."""
    if one.part.resource in wall.SHARED:
        return True
    return one.part.key is not None and one.part.key.split("#")[0] == one.account


def roles(
    function: str, account: str, change: Callable[[Statements], Statements]
) -> list[Callable[[leading.Part], bool]]:
    """What has to allow a part: the function's own role, or role and session of an account."""
    if not account:
        return [_allowing(policy(function, PLACE)["Statement"])]
    session = change(json.loads(_session(function, account))["Statement"])
    return [_allowing(account_policy(function, PLACE)["Statement"]), _allowing(session)]


@contextmanager
def weighed(weighing: Weighing) -> Iterator[Weighing]:
    """The wall in the process is off; policies decide."""
    with mock.patch.object(wall, "check", weighing.check):
        yield weighing


@contextmanager
def unchecked() -> Iterator[None]:
    """Nothing in the code asks whose a thing is, nor who asks."""
    patches: list[tuple[Any, str, Any]] = [
        (Speaker, "need", lambda *_: None),
        (Speaker, "may", lambda *_: True),
        (access, "chat_of_account", lambda _, chat: chat_store.get(chat)),
        (access, "chat_of", lambda _, chat: chat_store.get(chat)),
        (access, "seat_in", lambda chat, client, _: _seat(chat_store.get_seats(chat), client)),
        (access, "whole_seat_in", lambda chat, client, _: _seat(chat_store.get(chat), client)),
        (socket, "account_of", lambda _: OURS),
    ]
    with ExitStack() as stack:
        for owner, name, instead in patches:
            stack.enter_context(mock.patch.object(owner, name, instead))
        yield


@contextmanager
def by(function: str) -> Iterator[None]:
    """Whose role it is asked by: of routes it is the API's."""
    token = _function.set(function)
    try:
        yield
    finally:
        _function.reset(token)


def _seat(chat: Any, client: str) -> Any:
    """Anybody sits in the first seat."""
    return chat, chat.seat(client) or chat.seats[0]


def _session(function: str, account: str) -> str:
    name = account_role(PLACE.stage, function)
    known = SimpleNamespace(
        account_role=f"arn:aws:iam::{PLACE.aws_account}:role/{name}",
        tables=settings().tables,
        region=PLACE.region,
    )
    with mock.patch.object(sessions, "settings", return_value=known):
        return sessions.policy(account)


def _allowing(statements: Statements) -> Callable[[leading.Part], bool]:
    def allowed(part: leading.Part) -> bool:
        table, _, index = part.resource.partition("/")
        name = f"table/{PLACE.prefix}{table}" + (f"/index/{index}" if index else "")
        keys = None if part.key is None else [part.key]
        context = {"dynamodb:LeadingKeys": keys}
        resource = PLACE.arn("dynamodb", name)
        return allows(statements, f"dynamodb:{part.action}", resource, context)

    return allowed
