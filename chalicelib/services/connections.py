"""Whose socket it is, before anything is done for it. Called by handlers/socket.py and
boundary.py."""

from chalicelib.domain.ids import account_of
from chalicelib.services import access
from chalicelib.store import connections as connection_store

MOST = 5_000
# A socket is one account's for as long as there is one of its id.
_accounts: dict[str, str] = {}


def confine(socket: str, chat_id: str = "") -> str:
    """From here on this request reaches the data of the socket's account alone: that account.

    Each process reads a socket once. One that is not known any more is its chat's account's, where
    the caller knows of a chat itself; else it is "", and nothing was confined.
    """
    account = _accounts.get(socket) or _account(socket) or (account_of(chat_id) if chat_id else "")
    if account:
        access.confine(account)
    return account


def forget() -> None:
    """Of no socket is anything known any more."""
    _accounts.clear()


def _account(socket: str) -> str:
    connection = connection_store.get(socket)
    if connection is None:
        return ""
    if len(_accounts) >= MOST:
        _accounts.clear()
    _accounts[socket] = connection.bearer.account
    return connection.bearer.account
