"""A socket and the ticket that opens it: who is at the other end."""

from typing import NamedTuple

TICKET_MS = 30_000


class Bearer(NamedTuple):
    """Who a ticket or a socket speaks for: a visitor with their visit, or an agent."""

    account: str
    role: str
    subject: str
    visit: str = ""


class Connection(NamedTuple):
    """An open socket. `seats` are the `CHAT CLIENT` pairs it took."""

    id: str
    bearer: Bearer
    seats: frozenset[tuple[str, str]]
