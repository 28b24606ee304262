"""A deadline: a moment at which something must be looked at. Held as data, found by the sweeper."""

from typing import NamedTuple

WAITING = "waiting"
AWAY = "away"
LEASE = "lease"
SUSPENDED = "suspended"
OFFER = "offer"
WRAP_UP = "wrap_up"
HOURS = "hours"
PUBLISHING = "publishing"
RETENTION = "retention"
_DAY_MS = 86_400_000


class Deadline(NamedTuple):
    """At `due` (epoch ms) look at `subject`: a chat (waiting, away, offer, wrap_up), an agent
    (lease) or an account (suspended, hours, publishing, retention: what is long)."""

    due: int
    kind: str
    account: str
    subject: str


def next_look(account: str, now: int) -> Deadline:
    """When an account is looked at next for what is over its time: at midnight, UTC."""
    return Deadline(now - now % _DAY_MS + _DAY_MS, RETENTION, account, account)
