"""How the chats of an account go: how long each holds its slot, how long visitors stay. Learnt from
every chat that ends, the latest counting most. Called by services/queue.py."""

from typing import NamedTuple

# As many chats as are remembered: an older one counts for less and less.
MEMORY = 60
# With fewer, nothing is said about waits.
KNOWN = 3
# With fewer who waited, all count as patient.
KNOWN_WAITS = 10
# A chat that somebody forgot to end must not pass for one that took long.
MOST_MEANS = 10


class Pace(NamedTuple):
    """Means over the latest chats, in milliseconds.

    `handling`: how long one held its slot, `square`: that squared, over `chats` of them; `waited`:
    how long a visitor stood in the queue, `left`: the share of those who left it, over `waits`.
    """

    chats: int = 0
    handling: float = 0.0
    square: float = 0.0
    waits: int = 0
    waited: float = 0.0
    left: float = 0.0

    def after_chat(self, handling: int) -> "Pace":
        """With one more chat that held its slot for so long."""
        took = float(max(handling, 0))
        if self.is_known():
            took = min(took, MOST_MEANS * self.handling)
        part = _part(self.chats)
        return self._replace(
            chats=min(self.chats + 1, MEMORY),
            handling=self.handling + part * (took - self.handling),
            square=self.square + part * (took**2 - self.square),
        )

    def after_wait(self, waited: int, *, left: bool) -> "Pace":
        """With one more visitor who stood in the queue, and left it or was served."""
        part = _part(self.waits)
        return self._replace(
            waits=min(self.waits + 1, MEMORY),
            waited=self.waited + part * (max(waited, 0) - self.waited),
            left=self.left + part * (left - self.left),
        )

    def is_known(self) -> bool:
        """Whether enough chats ended to say anything."""
        return self.chats >= KNOWN and self.handling > 0

    def spread(self) -> float:
        """The variance of how long a chat holds its slot, over its mean squared."""
        if not self.handling:
            return 1.0
        return max(self.square / self.handling**2 - 1, 0.0)

    def leaving(self) -> float:
        """The rate at which those who wait leave, per ms: who left over all the time waited, which
        counts those who were served before their patience ended too. 0 while too few did to say."""
        return self.left / self.waited if self.waited and self.waits >= KNOWN_WAITS else 0.0


# What is known of an account in which no chat has ended yet.
UNKNOWN = Pace()


def _part(count: int) -> float:
    """How much of the mean the next one is: an equal share at first, then a steady one."""
    return 1 / min(count + 1, MEMORY)
