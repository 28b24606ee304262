"""HTTP for admins: the account's agents."""

from typing import Annotated

import msgspec
from chalice.app import Blueprint
from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.error import BadFrame
from chalicelib.domain.masking import Rules, mask
from chalicelib.domain.text import clean
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.outbound import cognito
from chalicelib.services import access, agents
from chalicelib.services.agents import Profile

bp = Blueprint(__name__)

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Email = Annotated[str, Meta(max_length=200, extra_json_schema={"format": "email"})]
RoleId = Annotated[str, Meta(pattern=ids.ROLE)]
Limit = Annotated[int, Meta(ge=0, le=1_000)]
Skills = Annotated[list[Annotated[str, Meta(pattern=ids.SKILL)]], Meta(max_length=100)]
Groups = Annotated[list[Annotated[str, Meta(pattern=ids.GROUP)]], Meta(max_length=100)]

Level = Annotated[int, Meta(ge=1, le=5)]
Levels = Annotated[dict[Annotated[str, Meta(pattern=ids.SKILL)], Level], Meta(max_length=100)]


class NewAgent(msgspec.Struct, forbid_unknown_fields=True):
    """Somebody who is to sign in; without a limit they get the account's. `levels` says how well
    they know a skill, 1 (if nothing is said) to 5."""

    name: Name
    email: Email
    role: RoleId
    max_chats: Limit | UnsetType = UNSET
    skills: Skills = []
    levels: Levels = {}
    groups: Groups = []


class AgentChange(msgspec.Struct, forbid_unknown_fields=True):
    """What changes of an agent; what is left out stays."""

    name: Name | UnsetType = UNSET
    role: RoleId | UnsetType = UNSET
    max_chats: Limit | UnsetType = UNSET
    skills: Skills | UnsetType = UNSET
    levels: Levels | UnsetType = UNSET
    groups: Groups | UnsetType = UNSET


class AgentAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """An agent; `chats` is how many they hold, `created` epoch milliseconds. A skill that `levels`
    does not name is known at level 1."""

    id: str
    name: str
    email: str
    role: str
    max_chats: int
    skills: list[str]
    levels: dict[str, int]
    groups: list[str]
    active: bool
    status: str
    chats: int
    created: int


class AgentList(msgspec.Struct, forbid_unknown_fields=True):
    """Agents, and where the list goes on."""

    items: list[AgentAnswer]
    next: str


@operation(bp, "GET", "/v1/agents", permission="people.read", query=Page, answer=AgentList)
def list_agents(call: Call[Nothing]) -> Reply:
    """The account's agents, active or not."""
    page = agents.listed(call.speaker.account, call.query.after, call.query.limit)
    return Reply(AgentList([_answer(agent) for agent in page.items], page.next))


@operation(
    bp,
    "POST",
    "/v1/agents",
    permission="people.write",
    body=NewAgent,
    answer=AgentAnswer,
    status=201,
)
def invite_agent(call: Call[NewAgent]) -> Reply:
    """Invite an agent: they are mailed a one-time password."""
    asked = call.body
    profile = Profile(
        name_of(asked.name),
        asked.role,
        None if asked.max_chats is UNSET else asked.max_chats,
        frozenset(asked.skills),
        frozenset(asked.groups),
        asked.levels,
    )
    # Addresses are one and the same however they are spelt; Cognito's user pools know them so too.
    agent = agents.invite(call.act, clean(asked.email).lower(), profile, cognito)
    return _reply(agent)


@operation(bp, "GET", "/v1/agents/{agent}", permission="people.read", answer=AgentAnswer)
def get_agent(call: Call[Nothing]) -> Reply:
    """An agent."""
    return _reply(access.agent_of_account(call.speaker.account, call.path["agent"]))


@operation(
    bp,
    "PATCH",
    "/v1/agents/{agent}",
    permission="people.write",
    body=AgentChange,
    answer=AgentAnswer,
)
def change_agent(call: Call[AgentChange]) -> Reply:
    """Change an agent; a lower limit takes no chat away."""
    asked = call.body
    profile = Profile(
        None if asked.name is UNSET else name_of(asked.name),
        None if asked.role is UNSET else asked.role,
        None if asked.max_chats is UNSET else asked.max_chats,
        None if asked.skills is UNSET else frozenset(asked.skills),
        None if asked.groups is UNSET else frozenset(asked.groups),
        None if asked.levels is UNSET else asked.levels,
    )
    outcome = agents.change(call.act, call.path["agent"], call.etag, profile)
    return _reply(outcome.value)._replace(events=outcome.events)


@operation(
    bp,
    "POST",
    "/v1/agents/{agent}/deactivation",
    permission="people.write",
    answer=AgentAnswer,
)
def deactivate_agent(call: Call[Nothing]) -> Reply:
    """End an agent's sign-in: their consoles close, their chats go back to the queue."""
    outcome = agents.deactivate(call.act, call.path["agent"])
    return _reply(outcome.value)._replace(events=outcome.events)


@operation(
    bp,
    "DELETE",
    "/v1/agents/{agent}/deactivation",
    permission="people.write",
    answer=AgentAnswer,
)
def reactivate_agent(call: Call[Nothing]) -> Reply:
    """Let an agent sign in again."""
    outcome = agents.reactivate(call.act, call.path["agent"])
    return _reply(outcome.value)._replace(events=outcome.events)


@operation(bp, "POST", "/v1/agents/{agent}/invite", permission="people.write", answer=AgentAnswer)
def invite_agent_again(call: Call[Nothing]) -> Reply:
    """Mail an agent a new one-time password."""
    return _reply(agents.send_invite(call.act, call.path["agent"], cognito))


def name_of(text: str) -> str:
    """A name as it is kept, without card numbers. Raises BadFrame if nothing of it can be seen."""
    name = mask(clean(text).strip(), Rules())
    if not name:
        raise BadFrame("`name` is empty. Write one that people will know it by.")
    return name


def _reply(agent: Agent) -> Reply:
    return Reply(_answer(agent), etag=str(agent.version))


def _answer(agent: Agent) -> AgentAnswer:
    return AgentAnswer(
        agent.id,
        agent.name,
        agent.email,
        agent.role,
        agent.max_chats,
        sorted(agent.skills),
        dict(sorted(agent.levels.items())),
        sorted(agent.groups),
        agent.active,
        agent.status,
        len(agent.chats),
        agent.created,
    )
