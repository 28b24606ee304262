"""HTTP for agents: whom a chat may be passed on to."""

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.agent import Agent
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import transfers

bp = Blueprint(__name__)


class AgentTarget(msgspec.Struct, forbid_unknown_fields=True):
    """An agent: whether they are there, and how many of their slots are in use."""

    id: str
    name: str
    status: str
    used: int
    limit: int


class SharedTarget(msgspec.Struct, forbid_unknown_fields=True):
    """A skill or a group: how many who have it, or are in it, are online."""

    id: str
    name: str
    online: int


class TransferTargets(msgspec.Struct, forbid_unknown_fields=True):
    """Whom a chat may be passed on to."""

    agents: list[AgentTarget]
    skills: list[SharedTarget]
    groups: list[SharedTarget]


@operation(bp, "GET", "/v1/targets", permission="chats.answer", answer=TransferTargets)
def list_targets(call: Call[Nothing]) -> Reply:
    """Whom a chat may be passed on to, with how it stands with them now."""
    found = transfers.targets(call.speaker.account, call.now)
    return Reply(
        TransferTargets(
            [_agent(agent, call.now) for agent in found.agents],
            [SharedTarget(*skill) for skill in found.skills],
            [SharedTarget(*group) for group in found.groups],
        )
    )


def _agent(agent: Agent, now: int) -> AgentTarget:
    status = agent.status if agent.lease > now else "offline"
    return AgentTarget(agent.id, agent.name, status, agent.used, agent.max_chats)
