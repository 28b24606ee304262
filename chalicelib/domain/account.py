"""An account: a customer of the installation, owner of all data below it, and its settings."""

from dataclasses import dataclass

MINUTE_MS = 60_000


@dataclass(frozen=True)
class Account:
    """An account and its settings; times in milliseconds.

    `origins`: the sites that may carry the tag. `grace`: how long a vanished agent's chats wait for
    them. `max_wait`: when a waiting chat that nobody took is over. `away_waiting`, `away_open`: how
    long a visitor may be gone before their waiting or open chat is over. `max_chats`: what a new
    agent takes at once. `mfa_required`, `password_days`: what sign-ins must bring (0: any age).
    `mask_cards`, `mask_patterns` (by name): what is masked in texts. `suspended`: since when
    nothing is done for it (0: all is). `version` rises with each change of settings.
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
    max_chats: int = 3
    mfa_required: bool = False
    password_days: int = 0
    mask_cards: bool = True
    mask_patterns: tuple[tuple[str, str], ...] = ()
    suspended: int = 0
    version: int = 0
