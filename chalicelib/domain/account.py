"""An account: a customer of the installation, owner of all data below it, and its settings."""

from dataclasses import dataclass

MINUTE_MS = 60_000


@dataclass(frozen=True)
class Account:
    """An account and its settings; times in milliseconds.

    `origins`: the sites that may carry the tag. `grace`: how long a vanished agent's chats wait for
    them. `max_wait`: when a waiting chat that nobody took is over. `away_waiting`, `away_open`: how
    long a visitor may be gone before their waiting or open chat is over.
    """

    id: str
    name: str
    origins: frozenset[str]
    grace: int = 20_000
    max_wait: int = 15 * MINUTE_MS
    away_waiting: int = 2 * MINUTE_MS
    away_open: int = 10 * MINUTE_MS
    availability: str = "offline"
    availability_at: int = 0
