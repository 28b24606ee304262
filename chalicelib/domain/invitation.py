"""An invitation by hand: what an agent offers to one visitor. Called by domain/visit.py,
services/visitors.py and store."""

from typing import NamedTuple

MOST_TEXT = 500
# Who does not come back to it within that time is not asked any more.
EXPIRES_MS = 30 * 60_000
# As many are told in the availability file, which all tags of the account read.
MOST_OPEN = 50


class Invitation(NamedTuple):
    """What an agent offers to a visitor of a visit."""

    id: str
    text: str
    agent: str
    agent_name: str
    at: int


def told_as(visit: str) -> str:
    """What the availability file calls a visit: the end of its id, by which its own tag knows it;
    everybody reads the file, and nobody guesses the other 80 bits."""
    return visit[-10:]
