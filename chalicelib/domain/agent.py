"""An agent: who answers, how many chats at once, and whether they are there now."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.role import ADMIN

LEASE_MS = 45_000
# By then the look at all deadlines has found each offer that is over.
LATE_MS = 120_000
# Of one who let an offer pass without a word: no chats until they say that they are there.
NOT_RESPONDING = "not_responding"


@dataclass(frozen=True)
class Agent:
    """An agent. `chats` is their load: the ids of the chats they hold, never a counter;
    `more_slots` is how many slots these take beyond one each, and those that wrap-ups hold. `wraps`
    are ended chats whose slots are held still, `offers` those of `chats` that are only offered to
    them, each with its end; `asked` are chats of others that they are asked into.

    `status_at` is since when their status is what it is (0: not known); `last_received` is when a
    chat last came to them (epoch ms, 0 = never); `lease` is until when they count as there,
    renewed by each ping of a console; `watch` is when that is looked at next;
    `sockets` are the consoles' sockets; `deactivated` is since when they may not sign in (0: they
    may); `levels` says of some of their `skills` how well they know them, 1 (of all others) to 5;
    `version` rises with each change by an admin. `factor`: whether a second one is asked of
    them; `password_at`: when their password was last known to be new.
    """

    account: str
    id: str
    name: str
    email: str
    role: str
    max_chats: int
    status: str
    chats: frozenset[str]
    last_received: int
    lease: int
    sockets: frozenset[str]
    watch: int = 0
    skills: frozenset[str] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    created: int = 0
    deactivated: int = 0
    version: int = 0
    factor: bool = False
    password_at: int = 0
    more_slots: int = 0
    status_at: int = 0
    wraps: frozenset[tuple[str, int]] = frozenset()
    offers: frozenset[tuple[str, int]] = frozenset()
    asked: frozenset[str] = frozenset()

    @property
    def active(self) -> bool:
        """Whether they may sign in and be given chats."""
        return not self.deactivated

    def is_online(self, now: int) -> bool:
        """Whether chats may be given to them now."""
        return self.status == "online" and self.lease > now

    @property
    def used(self) -> int:
        """How many of their slots are in use."""
        return len(self.chats) + self.more_slots

    def offered(self, now: int) -> dict[str, int]:
        """The chats that are offered to them, each with its end, but those whose end is long past:
        an older release takes no note of what becomes of them."""
        return {chat: until for chat, until in self.offers if now < until + LATE_MS}

    def has_room(self) -> bool:
        """Whether a slot is free."""
        return self.used < self.max_chats

    def load(self) -> float:
        """The share of their slots in use: 0 is idle, 1 is full."""
        return self.used / self.max_chats if self.max_chats else 1.0


def is_admin(agent: Agent | None) -> bool:
    """Whether they count among the active admins, of whom one must stay."""
    return agent is not None and agent.active and agent.role == ADMIN
