"""Tickets and sockets."""

import pytest

from chalicelib.domain.connection import Bearer
from chalicelib.store import connections
from chalicelib.store.tables import SocketTicketItem
from tests.store.cast import NOW

SHOP = "https://shop.test"
VERA = Bearer("demo", "visitor", "vr_" + "v" * 26, "vs_" + "s" * 26)


def test_a_ticket_works_once() -> None:
    connections.put_ticket("once", VERA, SHOP, NOW + 30_000)

    assert [connections.redeem("once", SHOP, NOW) for _ in range(2)] == [VERA, None]


@pytest.mark.parametrize(
    ("ticket", "origin", "now"),
    [
        ("good", "https://evil.test", NOW),
        ("good", "", NOW),
        ("good", SHOP, NOW + 30_001),
        ("other", SHOP, NOW),
        ("", SHOP, NOW),
    ],
)
def test_a_ticket_of_another_site_late_or_unknown_opens_nothing(
    ticket: str, origin: str, now: int
) -> None:
    connections.put_ticket("good", VERA, SHOP, NOW + 30_000)

    assert connections.redeem(ticket, origin, now) is None
    assert connections.redeem("good", SHOP, NOW + 30_000) == VERA


def test_the_table_does_not_hold_the_ticket_itself() -> None:
    connections.put_ticket("secret-ticket", VERA, SHOP, NOW)

    rows = [item.to_simple_dict() for item in SocketTicketItem.scan()]

    assert "secret-ticket" not in str(rows)


def test_a_socket_keeps_who_opened_it_and_its_seats() -> None:
    connections.put("s1", VERA, NOW)

    added = [connections.add_seat("s1", "ch_a", client) for client in ("c1", "c2", "c1")]

    found = connections.get("s1")
    assert added == [True, True, True]
    assert found
    assert found.bearer == VERA
    assert found.seats == {("ch_a", "c1"), ("ch_a", "c2")}


def test_a_forgotten_socket_takes_no_seat_and_is_not_made_again() -> None:
    connections.put("s2", VERA, NOW)
    connections.forget("s2")
    connections.forget("s2")

    assert connections.add_seat("s2", "ch_a", "c1") is False
    assert connections.get("s2") is None
