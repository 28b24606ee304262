"""Who may do what to whose: all of it, with and without the checks of the code."""

from collections.abc import Iterator
from unittest import mock

import pytest

from app import app
from chalicelib.domain.speaker import Speaker
from chalicelib.handlers.operation import OPERATIONS
from chalicelib.services import access
from chalicelib.store import chats as chat_store
from tests.contracts import matrix
from tests.contracts.matrix import ACTIONS, ROUTES
from tests.contracts.scene import Scene
from tests.contracts.test_protocol import KINDS
from tests.stage import emulated

# Asked without signing in; what they let through is tests/handlers/test_visitor.py's.
OPEN = {
    "POST /v1/visits",
    "POST /v1/visitor/sockets",
    "POST /v1/visitor/messages",
    "GET /v1/openapi.json",
    "GET /v1/asyncapi.json",
    "GET /v1/reference",
}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Two accounts and everybody who might ask."""
    with emulated() as stage:
        yield Scene(stage)


pytestmark = pytest.mark.slow


def test_every_route_and_action_has_a_row() -> None:
    routes = {f"{method} {path}" for path, methods in app.routes.items() for method in methods}

    assert set(ROUTES) == routes - OPEN
    assert set(ACTIONS) == set(KINDS)


def test_the_code_declares_the_permissions_of_the_table() -> None:
    declared = {f"{one.method} {one.path}": one.permission for one in OPERATIONS}

    assert declared == {name: row["permission"] for name, row in ROUTES.items()}


def test_nobody_does_more_or_less_on_a_route_than_they_may(scene: Scene) -> None:
    # `make bench-authz` tries them all on everything.
    tried = list(matrix.tried_routes(scene, ("own", "foreign"), matrix.principal(scene)))

    assert len(tried) > 400
    assert [one for one in tried if one.allowed_wrongly or one.refused_wrongly] == []


def test_nobody_does_more_or_less_on_a_socket_than_they_may(scene: Scene) -> None:
    tried = list(matrix.tried_actions(scene))

    assert len(tried) > 100
    assert [one for one in tried if one.allowed_wrongly or one.refused_wrongly] == []


def test_without_the_codes_own_checks_the_wall_keeps_the_accounts_apart(scene: Scene) -> None:
    with (
        mock.patch.object(Speaker, "need", return_value=None),
        mock.patch.object(Speaker, "may", return_value=True),
        mock.patch.object(access, "chat_of_account", lambda _, chat: chat_store.get(chat)),
    ):
        tried = list(matrix.tried_routes(scene, ("foreign",), matrix.principal(scene)))

    assert len(tried) > 100
    assert [one for one in tried if one.came != "refused"] == []
    assert scene.walled > 10


def test_one_check_less_is_seen(scene: Scene) -> None:
    with (
        mock.patch.object(Speaker, "may", return_value=True),
        mock.patch.object(Speaker, "need", return_value=None),
    ):
        tried = list(matrix.tried_routes(scene, ("own",), matrix.principal(scene)))

    assert sum(one.allowed_wrongly for one in tried) > 50
