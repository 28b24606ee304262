"""Lambda calls each packaged handler by its name, in a process that imported nothing else."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from chalice.app import Blueprint, WebsocketAPI, WebsocketEvent
from chalice.config import Config
from chalice.deploy.appgraph import ApplicationGraphBuilder
from chalice.deploy.models import LambdaFunction, Model

from app import app
from tests.contracts.platform import REPOSITORY, Platform, platform
from tests.stage import golden, rest_event, socket_event

LEASE = '[1800000000000, "lease", "demo", "ag_nobody"]'
EVENTS: dict[str, dict[str, Any]] = {
    "app.app": rest_event(
        "GET",
        "/v1/agent",
        context={"authorizer": {"account": "demo", "kind": "agent", "id": "ag_nobody"}},
    ),
    "chalicelib.handlers.auth.authorize": {
        "type": "TOKEN",
        "authorizationToken": "Basic x",
        "methodArn": "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/api/GET/v1/agent",
    },
    "chalicelib.handlers.socket.connect": socket_event("connect", "s1="),
    "chalicelib.handlers.socket.message": socket_event("message", "s1=", body='{"ref":"r"}'),
    "chalicelib.handlers.socket.disconnect": socket_event("disconnect", "s1="),
    "chalicelib.handlers.jobs.remind": {
        "Records": [{**golden("sqs")["Records"][0], "body": LEASE}]
    },
    "chalicelib.handlers.jobs.sweep": golden("schedule"),
    "chalicelib.handlers.jobs.expire": golden("schedule"),
}
# Each costs a cold start 25 to 340 ms.
HEAVY = {"boto3", "aws_lambda_powertools", "jwt", "cryptography", "requests", "pydantic"}
Runs = tuple[Platform, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def runs() -> Iterator[Runs]:
    """What each handler answered, in a process of its own."""
    with platform() as here, ThreadPoolExecutor(2) as pool:
        answers = dict(
            zip(EVENTS, pool.map(lambda h: here.invoke(h, EVENTS[h]), EVENTS), strict=True)
        )
        yield here, answers


def answer(runs: Runs, handler: str) -> Any:
    """What a handler answered."""
    return runs[1][handler]["answer"]


def modules(runs: Runs, handler: str) -> set[str]:
    """The packages that its process imported."""
    return {name.partition(".")[0] for name in runs[1][handler]["modules"]}


def test_the_package_names_exactly_these_handlers() -> None:
    assert {function.handler for function in packaged()} == set(EVENTS)


def test_a_route_answers_in_a_fresh_process(runs: Runs) -> None:
    found = answer(runs, "app.app")

    assert found["statusCode"] == 401
    assert '"code":"unauthenticated"' in found["body"]


def test_the_authorizer_answers_in_a_fresh_process(runs: Runs) -> None:
    found = answer(runs, "chalicelib.handlers.auth.authorize")

    assert found["principalId"] == "nobody"
    assert "jwt" not in modules(runs, "chalicelib.handlers.auth.authorize")


def test_socket_handlers_are_wrapped_in_a_fresh_process(runs: Runs) -> None:
    frame = json.loads(answer(runs, "chalicelib.handlers.socket.message")["body"])

    assert (frame["event"], frame["code"], frame["ref"]) == ("error", "bad_frame", "r")
    assert answer(runs, "chalicelib.handlers.socket.connect")["statusCode"] == 401
    assert answer(runs, "chalicelib.handlers.socket.disconnect") == {"statusCode": 200}


def test_jobs_run_in_a_fresh_process(runs: Runs) -> None:
    assert answer(runs, "chalicelib.handlers.jobs.remind") == {"batchItemFailures": []}
    assert answer(runs, "chalicelib.handlers.jobs.sweep") is None
    assert answer(runs, "chalicelib.handlers.jobs.expire") is None
    # Eight shards of the sweep, and the one of what takes long.
    assert runs[0].calls.count("Query") == 9


@pytest.mark.parametrize("handler", ["connect", "message", "disconnect"])
def test_a_socket_function_imports_only_what_a_line_needs(runs: Runs, handler: str) -> None:
    imported = modules(runs, f"chalicelib.handlers.socket.{handler}")

    assert imported & HEAVY == set()
    assert "app" not in imported


def test_a_frame_to_others_needs_no_more_than_that_either(runs: Runs) -> None:
    imported = runs[0].imported_with("chalicelib.handlers.socket", "chalicelib.outbound.sockets")

    assert imported & HEAVY == set()
    assert {"botocore", "urllib3"} <= imported


@pytest.mark.parametrize("handler", [name for name in EVENTS if name != "app.app"])
def test_only_the_api_function_imports_the_app(runs: Runs, handler: str) -> None:
    assert "app" not in modules(runs, handler)


def test_a_blueprints_socket_handler_is_unwrapped_unless_it_has_an_api() -> None:
    bare, given = Blueprint("bare"), Blueprint("given")
    given.websocket_api = WebsocketAPI()

    assert list(map(callable_with_two, (socket_handler(bare), socket_handler(given)))) == [
        False,
        True,
    ]


def socket_handler(blueprint: Blueprint) -> Any:
    """A handler declared on a blueprint."""

    @blueprint.on_ws_message()
    def message(event: WebsocketEvent) -> None:
        assert event.connection_id == "s1="

    return message


def callable_with_two(handler: Any) -> bool:
    """Whether Lambda could call it: with an event and a context."""
    try:
        handler(socket_event("message", "s1="), None)
    except TypeError:
        return False
    return True


def packaged() -> list[LambdaFunction]:
    """The functions that `chalice package` finds."""
    config = Config(
        chalice_stage="dev",
        user_provided_params={"chalice_app": app, "project_dir": str(REPOSITORY)},
        config_from_disk={"app_name": "parley", "autogen_policy": False, "stages": {"dev": {}}},
    )
    return functions(ApplicationGraphBuilder().build(config, "dev"), set())


def functions(resource: Model, seen: set[int]) -> list[LambdaFunction]:
    """All functions below a resource, each once."""
    if id(resource) in seen:
        return []
    seen.add(id(resource))
    found = [resource] if isinstance(resource, LambdaFunction) else []
    return found + [f for below in resource.dependencies() for f in functions(below, seen)]
