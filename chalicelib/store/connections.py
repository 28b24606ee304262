"""Open sockets, and the one-time tickets that open them. Called by services."""

import hashlib
from datetime import UTC, datetime

from pynamodb.exceptions import DeleteError

from chalicelib.domain.connection import Bearer, Connection
from chalicelib.store.tables import ConnectionItem, SocketTicketItem
from chalicelib.store.writes import Refused, update

# The platform ends a socket after two hours; a record that outlives it is nobody's.
LIFE_MS = 3 * 3_600_000


def put_ticket(ticket: str, bearer: Bearer, origin: str, expires: int) -> None:
    """Keep a ticket under its hash: whoever reads the table cannot use it."""
    SocketTicketItem(
        _hash(ticket),
        account=bearer.account,
        role=bearer.role,
        subject=bearer.subject,
        visit=bearer.visit,
        origin=origin,
        expires=expires,
        ttl=_moment(expires),
    ).save()


def redeem(ticket: str, origin: str, now: int) -> Bearer | None:
    """Use a ticket up: who it was for; None if it is unknown, used, late or of another origin."""
    try:
        item = SocketTicketItem.get(_hash(ticket), consistent_read=True)
    except SocketTicketItem.DoesNotExist:
        return None
    if item.origin != origin or item.expires < now or not _delete(item):
        return None
    return Bearer(item.account, item.role, item.subject, item.visit)


def put(socket: str, bearer: Bearer, now: int) -> None:
    """Keep an opened socket."""
    ConnectionItem(
        socket,
        account=bearer.account,
        role=bearer.role,
        subject=bearer.subject,
        visit=bearer.visit,
        opened=now,
        ttl=_moment(now + LIFE_MS),
    ).save()


def get(socket: str) -> Connection | None:
    """The socket, or None."""
    try:
        item = ConnectionItem.get(socket, consistent_read=True)
    except ConnectionItem.DoesNotExist:
        return None
    bearer = Bearer(item.account, item.role, item.subject, item.visit)
    return Connection(socket, bearer, frozenset(_seat(text) for text in item.seats or ()))


def add_seat(socket: str, chat: str, client: str) -> bool:
    """Note that the socket took a seat; False if the socket is gone by now."""
    actions = [ConnectionItem.seats.add({f"{chat} {client}"})]
    try:
        update(ConnectionItem, (socket, None), actions, ConnectionItem.account.exists())
    except Refused:
        return False
    return True


def forget(socket: str) -> None:
    """Remove a socket that is gone."""
    ConnectionItem(socket).delete()


def _delete(item: SocketTicketItem) -> bool:
    # Of two at once one finds the ticket gone.
    try:
        item.delete(condition=SocketTicketItem.key.exists())
    except DeleteError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


def _seat(text: str) -> tuple[str, str]:
    chat, _, client = text.partition(" ")
    return chat, client
