"""Which agent gets a waiting chat. Pure and deterministic; called by services/routing.py."""

from collections.abc import Iterable, Sequence

from chalicelib.domain.agent import Agent


def choose(agents: Iterable[Agent], now: int) -> Agent | None:
    """The agent for the next chat, or None if nobody has room.

    Lowest load first, then the longest since they last *received* a chat, then the id (LivePerson's
    Automatic Conversation Distribution, with a last tie-break that makes it deterministic).
    """
    free = [agent for agent in agents if agent.is_online(now) and agent.has_room()]
    return min(free, key=_rank, default=None)


def availability(agents: Sequence[Agent], waiting: int, now: int) -> str:
    """What the button shows: `online`, `busy` (none is free or others wait) or `offline`."""
    online = [agent for agent in agents if agent.is_online(now)]
    if not online:
        return "offline"
    return "online" if waiting == 0 and any(agent.has_room() for agent in online) else "busy"


def _rank(agent: Agent) -> tuple[float, int, str]:
    return agent.load(), agent.last_received, agent.id
