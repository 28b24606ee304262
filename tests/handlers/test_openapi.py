"""The description of the REST API: it names every route, and what it says is so."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import app
from chalicelib.handlers.openapi import document
from chalicelib.handlers.operation import OPERATIONS
from tests.handlers.cast import ADA, ask
from tests.handlers.wsgi import Platform
from tests.stage import Stage, emulated

# What is asked without signing in: the tag's two routes and the descriptions.
ELSEWHERE = {"/v1/visits", "/v1/openapi.json", "/v1/asyncapi.json"}
ELSEWHERE |= {"/v1/visitor/sockets", "/v1/visitor/messages"}
ELSEWHERE |= {"/v1/reference"}
PLATFORM = Platform({**ADA, "id": "ag_boss"})
schema = schemathesis.openapi.from_wsgi("/v1/openapi.json", PLATFORM)


def test_every_route_is_described_and_every_description_is_a_route() -> None:
    routes = {(method, path) for path, methods in app.routes.items() for method in methods}
    described = {(one.method, one.path) for one in OPERATIONS}

    # What tags post there is of protocol.md; what agents ask for there is described.
    tags = {(method, path) for method, path in routes if path in ELSEWHERE} - described
    assert routes - tags == described
    assert set(document()["paths"]) == {path for _, path in described}


def test_names_of_operations_and_schemas_are_theirs_alone() -> None:
    names = [one.view.__name__ for one in OPERATIONS]
    types = {kind for one in OPERATIONS for kind in (one.body, one.answer)}

    assert len(set(names)) == len(names)
    assert len({kind.__name__ for kind in types}) == len(types)


def test_every_operation_says_what_it_does_and_needs() -> None:
    for path, methods in document()["paths"].items():
        for method, one in methods.items():
            assert one["summary"], (method, path)
            assert {
                parameter["name"] for parameter in one["parameters"] if parameter["in"] == "path"
            } == set(re.findall(r"{(\w+)}", path))


def test_the_description_is_asked_for_without_signing_in() -> None:
    answer = ask("GET", "/v1/openapi.json")

    assert answer.status == 200
    assert answer.json["openapi"] == "3.1.0"
    assert "max-age" in answer.headers["cache-control"]


@pytest.fixture(scope="module", autouse=True)
def parley() -> Iterator[Stage]:
    """An account with an admin, for whatever is asked."""
    with emulated() as stage:
        stage.add_agent("Boss", role="admin")
        yield stage


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_asked_is_answered_as_described(case: Case[Any]) -> None:
    response = case.call()
    case.validate_response(
        response,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
            response_headers_conformance,
        ],
    )
