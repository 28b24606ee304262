"""Whose socket it is: every frame is its account's, whatever it names."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from chalicelib.domain.connection import Bearer
from chalicelib.services import access, connections
from chalicelib.store import connections as connection_store
from chalicelib.store import wall
from tests.stage import Stage

VERA = Bearer("demo", "visitor", "vr_" + "v" * 26)
CHAT = "ch_acme_" + "a" * 26


@pytest.fixture
def reads(stage: Stage) -> Iterator[mock.Mock]:
    """The store's way to a socket, counted."""
    stage.now += 1
    connection_store.put("socket=", VERA, stage.now)
    with mock.patch.object(connection_store, "get", wraps=connection_store.get) as counted:
        yield counted


def test_a_socket_is_its_bearers_accounts_and_read_once(reads: mock.Mock) -> None:
    for _ in range(3):
        access.confine("")
        # Whatever chat the caller names.
        assert connections.confine("socket=", CHAT) == "demo"
        assert wall.confined() == "demo"

    assert reads.call_count == 1


def test_a_socket_that_is_gone_is_its_chats_accounts(reads: mock.Mock) -> None:
    assert connections.confine("gone=", CHAT) == "acme"
    assert wall.confined() == "acme"


def test_a_stranger_confines_nothing_and_is_asked_for_again(reads: mock.Mock) -> None:
    assert connections.confine("gone=") == ""
    assert wall.confined() == ""
    connection_store.put("gone=", VERA, 1)
    assert connections.confine("gone=") == "demo"


def test_a_flood_of_sockets_is_forgotten(reads: mock.Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 2)
    for number in range(5):
        connection_store.put(f"s{number}=", VERA, 1)
        connections.confine(f"s{number}=")

    assert len(connections._accounts) <= 2


def test_nothing_stays_confined_when_a_frame_is_done(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    stage.send(ada, action="ping", renew=True)
    stage.send(ada, action="post", chat=CHAT, client="aaaaaaaa", n=1, text="x")
    stage.close(ada)
    stage.pass_time(600_000)

    assert wall.confined() == ""


def test_what_a_frame_does_is_confined_to_its_socket(stage: Stage) -> None:
    seen = []
    check = wall.check

    def note(*call: Any) -> None:
        seen.append(wall.confined())
        check(*call)

    ada = stage.open_agent(stage.add_agent("Ada"))
    with mock.patch.object(wall, "check", note):
        stage.send(ada, action="ping", renew=True)
        stage.send(ada, action="status", status="away")

    assert set(seen) == {"demo"}
