"""What came by the CDN is told from what did not, and only then is the CDN's word taken."""

from collections.abc import Iterator
from dataclasses import replace
from unittest import mock

import pytest

from chalicelib import settings as environment
from chalicelib.domain.error import NotAllowed
from chalicelib.handlers import edge, socket
from chalicelib.store.tables import SocketTicketItem
from tests.handlers.cast import VIEW, beacon, stored
from tests.stage import Stage, socket_event

CONTEXT = {"identity": {"sourceIp": "198.51.100.1"}}
VIEWER = {"x-parley-viewer": "2001:db8::7"}
PASSED = {"x-parley-origin": "new"}


@pytest.fixture
def _guarded() -> Iterator[None]:
    known = replace(environment.settings(), origin_secrets=("new", "old"))
    with mock.patch.object(edge, "settings", return_value=known):
        yield


def test_without_a_secret_nothing_is_checked_and_the_cdns_word_is_not_taken() -> None:
    edge.refuse_detours({})

    assert edge.address(CONTEXT, {**PASSED, **VIEWER}) == "198.51.100.1"
    assert edge.address({}, {}) == ""


@pytest.mark.usefixtures("_guarded")
@pytest.mark.parametrize("secret", ["new", "old"])
def test_either_secret_lets_in_and_tells_the_viewers_address(secret: str) -> None:
    headers = {"x-parley-origin": secret}
    edge.refuse_detours(headers)

    assert edge.address(CONTEXT, headers | VIEWER) == "2001:db8::7"
    assert edge.address(CONTEXT, headers) == "198.51.100.1"
    v4 = {"x-parley-viewer": "203.0.113.9"}
    assert edge.address(CONTEXT, headers | v4) == "203.0.113.9"


@pytest.mark.usefixtures("_guarded")
@pytest.mark.parametrize("secret", ["", "newer", "NEW", "new,old", "\u00e9"])
def test_a_detour_is_refused(secret: str) -> None:
    with pytest.raises(NotAllowed, match="its own address"):
        edge.refuse_detours({"x-parley-origin": secret})
    assert edge.address(CONTEXT, {"x-parley-origin": secret, **VIEWER}) == "198.51.100.1"


@pytest.mark.usefixtures("_guarded")
def test_neither_routes_nor_sockets_can_be_reached_by_a_detour(stage: Stage) -> None:
    before = stored()
    event = socket_event("connect", "socket9=")
    with mock.patch.object(SocketTicketItem, "get", side_effect=AssertionError):
        assert socket.connect(event, None)["statusCode"] == 401

    answer = beacon(VIEW)

    assert (answer.status, answer.json["code"]) == (403, "not_allowed")
    assert stored() == before
