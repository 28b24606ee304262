"""HTTP for the agent who asks: who am I, tickets for a socket."""

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.agent import Agent
from chalicelib.domain.error import NotAllowed
from chalicelib.domain.record import Record
from chalicelib.domain.speaker import AGENT, Speaker
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.frames import agent_record
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import access, presence
from chalicelib.settings import settings

bp = Blueprint(__name__)


class AgentWhoAsks(msgspec.Struct, forbid_unknown_fields=True):
    """The agent who asks, and what they may do."""

    id: str
    account: str
    account_name: str
    name: str
    email: str
    role: str
    permissions: list[str]
    max_chats: int
    status: str


class SocketTicket(msgspec.Struct, forbid_unknown_fields=True):
    """A ticket that opens one socket at `url` within 30 s."""

    ticket: str
    url: str


@operation(bp, "GET", "/v1/agent", permission="", answer=AgentWhoAsks)
def get_self(call: Call[Nothing]) -> Reply:
    """The agent who asks."""
    agent = _agent_of(call.speaker)
    account = access.account(agent.account, call.now)
    permissions = sorted(call.speaker.permissions)
    return Reply({**_agent(agent), "permissions": permissions, "account_name": account.name})


@operation(bp, "POST", "/v1/agent/sockets", permission="", answer=SocketTicket, status=201)
def open_socket(call: Call[Nothing]) -> Reply:
    """A ticket for the console's socket."""
    ticket = presence.ticket_for_agent(_agent_of(call.speaker), call.origin, call.now)
    return Reply({"ticket": ticket, "url": settings().socket_url})


def _agent_of(speaker: Speaker) -> Agent:
    if speaker.kind != AGENT:
        raise NotAllowed("This is for agents who signed in, not for API keys.")
    return access.agent(speaker.account, speaker.id)


def _agent(agent: Agent) -> Record:
    return {**agent_record(agent), "account": agent.account, "email": agent.email}
