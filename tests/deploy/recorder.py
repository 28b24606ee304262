"""A pytest plugin that notes which calls each function makes while tests play its handlers.

`pytest -p tests.deploy.recorder` writes them to the file that PARLEY_CALLS names; `calls.py` reads
it. A call is a function, an action and a resource, as a policy sees them."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import Any

import botocore.client
import chalice.app

from tests.deploy.calls import SESSION, Call, dynamodb_calls, other_call

_function: ContextVar[str] = ContextVar("function", default="")
_seen: set[Call] = set()
# What an event of the boundary becomes on AWS; on the stage it is delivered by hand.
_DELIVERED = {
    "Push": [("execute-api:ManageConnections", "connection/POST")],
    "Close": [("execute-api:ManageConnections", "connection/DELETE")],
    "Remind": [("sqs:SendMessage", "reminders")],
    "AvailabilityChanged": [("s3:PutObject", "availability")],
    "SignInSwitched": [
        ("cognito-idp:AdminEnableUser", "cognito-idp"),
        ("cognito-idp:AdminDisableUser", "cognito-idp"),
        ("cognito-idp:AdminUserGlobalSignOut", "cognito-idp"),
    ],
}


def pytest_configure(config: object) -> None:
    """Wraps the entry points, botocore and the boundary's delivery."""
    # Not before conftest.py has set the environment, which some modules read when imported.
    from chalicelib.handlers import jobs, socket

    for name in ("connect", "message", "disconnect"):
        setattr(socket, name, _named(f"websocket_{name}", getattr(socket, name)))
    for name in ("remind", "sweep", "expire"):
        setattr(jobs, name, _named(name, getattr(jobs, name)))
    _wrap(chalice.app.Chalice, "__call__", "api_handler")
    _wrap(chalice.app.ChaliceAuthorizer, "__call__", "authorize")
    _record_botocore()
    _record_delivery()


def pytest_sessionfinish(session: object) -> None:
    """Leaves what was noted."""
    Path(os.environ["PARLEY_CALLS"]).write_text(json.dumps(sorted(_seen)))


def _named(name: str, handler: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(handler, updated=())
    def call(*arguments: Any, **named: Any) -> Any:
        with _running(name):
            return handler(*arguments, **named)

    return call


def _wrap(owner: type, attribute: str, name: str) -> None:
    inner = getattr(owner, attribute)

    def call(self: Any, *arguments: Any, **named: Any) -> Any:
        with _running(name):
            return inner(self, *arguments, **named)

    setattr(owner, attribute, call)


@contextmanager
def _running(name: str) -> Iterator[None]:
    from chalicelib.outbound import publishing
    from chalicelib.services import access, routes
    from chalicelib.store import rules

    # As in a fresh process: what another function looked up is not known here.
    access._settings.clear()
    access._seated.clear()
    rules._packed.clear()
    routes.forget()
    publishing._template.cache_clear()
    token = _function.set(name)
    try:
        yield
    finally:
        _function.reset(token)


def _record_botocore() -> None:
    make = botocore.client.BaseClient._make_api_call

    def note(self: Any, operation: str, given: dict[str, Any]) -> Any:
        if _function.get():
            service = self.meta.service_model.service_name
            _seen.update(_calls(service, operation, given))
        return make(self, operation, given)

    botocore.client.BaseClient._make_api_call = note


def _calls(service: str, operation: str, given: dict[str, Any]) -> Iterator[Call]:
    function = _function.get()
    if service == "dynamodb":
        from chalicelib.store import wall

        # Once it is known whose request it is, the database is asked as that account's session.
        role = f"{function}{SESSION}" if wall.confined() else function
        yield from dynamodb_calls(role, operation, given)
    else:
        yield other_call(function, service, operation, given)


def _record_delivery() -> None:
    from chalicelib.handlers import boundary

    deliver = boundary._deliver

    def note(event: Any, now: int) -> Any:
        if _function.get():
            asked = _DELIVERED.get(type(event).__name__, [])
            _seen.update(Call(_function.get(), *each) for each in asked)
        return deliver(event, now)

    boundary._deliver = note
