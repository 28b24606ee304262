"""A visitor: a browser seen on the account's sites."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visitor:
    """A browser seen on the account's sites.

    `chat` is the id of their latest chat, running or over, or `""`.
    """

    account: str
    id: str
    name: str = ""
    email: str = ""
    first_seen: int = 0
    last_seen: int = 0
    visits: int = 0
    chats: int = 0
    chat: str = ""
