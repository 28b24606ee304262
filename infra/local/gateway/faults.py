"""The switches by which the gateway does what AWS may do on a bad day. Set over /_local/faults."""

from __future__ import annotations

import dataclasses
import random
from dataclasses import dataclass
from typing import Any


@dataclass
class Switches:
    """Each is a probability from 0 to 1, but for the times in milliseconds and the seed."""

    seed: int = 0
    delay_ms: int = 0  # every invocation and push waits up to this long
    reorder: float = 0.0  # a frame is held back, so that later ones overtake it
    duplicate: float = 0.0  # an event is given to the function twice
    crash_worker: float = 0.0  # the worker is killed within crash_ms of taking the event
    crash_ms: int = 20
    drop_disconnect: float = 0.0  # $disconnect is never told
    refuse: float = 0.0  # a request or handshake is answered 503
    drop_push: float = 0.0  # a post to a socket is answered 200 and lost
    reorder_push: float = 0.0  # a post to a socket is held back
    refuse_binary: float = 0.0  # a binary frame closes the socket with 1003


class Faults:
    """The switches as they stand, and one seeded source of chance."""

    def __init__(self) -> None:
        self.set({})

    def set(self, given: dict[str, Any]) -> Switches:
        """All switches anew; raises TypeError for an unknown name or an improper value."""
        for name, value in given.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise TypeError(f"{name} must be a number that is not negative")
        self.switches = Switches(**given)
        self.chance = random.Random(self.switches.seed)
        defaults = dataclasses.asdict(Switches(seed=self.switches.seed))
        self.active = dataclasses.asdict(self.switches) != defaults
        return self.switches

    def happens(self, switch: str) -> bool:
        if not self.active:
            return False
        probability: float = getattr(self.switches, switch)
        return probability > 0 and self.chance.random() < probability

    def wait_s(self, switch: str) -> float:
        """How long to hold something: up to delay_ms, and longer where it is to be overtaken."""
        held = self.chance.uniform(0.05, 0.3) if self.happens(switch) else 0.0
        return held + self.chance.uniform(0, self.switches.delay_ms) / 1000

    def crash_after_s(self) -> float | None:
        if not self.happens("crash_worker"):
            return None
        return self.chance.uniform(0, self.switches.crash_ms) / 1000
