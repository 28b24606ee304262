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


class Deadline(NamedTuple):
    """At `due` (epoch ms) look at `subject`: a chat (waiting, away, offer, wrap_up), an agent
    (lease) or an account (suspended, hours, publishing)."""

    due: int
    kind: str
    account: str
    subject: str
