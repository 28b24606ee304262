"""How much of a thing one sender may ask for. Called by services/limits.py."""

import math
from typing import NamedTuple


class Limit(NamedTuple):
    """At most `burst` at once and `per_s` in the long run, in each process. Where a process is not
    enough, `shared` is the most in a minute in all of them, which tell each other of every `step`.
    """

    name: str
    burst: int
    per_s: float
    shared: int = 0
    step: int = 20


# By socket, whatever they say.
FRAMES = Limit("frames", 300, 20)
# By chat, from all who sit in it.
LINES = Limit("lines", 120, 10)
# By address, which a whole office may share; and by visitor or agent.
TICKETS = Limit("tickets", 300, 5, shared=600)
OWN_TICKETS = Limit("tickets of one browser", 30, 0.5)
BEACONS = Limit("beacons", 600, 20)
# By account: each start is a chat that agents will see. Five hundred of them serve 5,000 a minute.
STARTS = Limit("starts", 3_000, 100, shared=10_000)
# By address, and by visitor: each is something that an agent will read.
MESSAGES = Limit("messages", 60, 0.1, shared=120)
OWN_MESSAGES = Limit("messages of one visitor", 5, 1 / 60)
WINDOW_MS = 60_000


class Bucket:
    """What is left of a burst, and since when it fills again. Changes with each that is taken."""

    __slots__ = ("at", "left", "taken")

    def __init__(self, left: float, at: int) -> None:
        self.left = left
        self.at = at
        self.taken = 0

    def take(self, limit: Limit, now: int) -> int:
        """Take one: 0, or in how many ms there is one again."""
        # A clock that goes back gives nothing and takes nothing.
        passed = max(0, now - self.at)
        self.left = min(limit.burst, self.left + passed * limit.per_s / 1_000)
        self.at = max(self.at, now)
        if self.left < 1:
            return math.ceil((1 - self.left) * 1_000 / limit.per_s)
        self.left -= 1
        self.taken += 1
        return 0


def window(now: int) -> tuple[int, int]:
    """The minute in which shared counts are kept: its number, and when it ends."""
    number = now // WINDOW_MS
    return number, (number + 1) * WINDOW_MS
