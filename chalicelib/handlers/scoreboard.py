"""HTTP for agents: the queue as it stands, and the scoreboard."""

from typing import Literal, cast

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.agent import Agent
from chalicelib.domain.day import SOON_S, Day
from chalicelib.domain.estimate import wait_record
from chalicelib.domain.need import Ring
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.events import Wait
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import scoreboard

bp = Blueprint(__name__)
Presence = Literal["online", "away", "not_responding", "offline"]
Availability = Literal["online", "busy", "offline"]


class AskedSkill(msgspec.Struct, forbid_unknown_fields=True):
    """A skill that is asked for, at this level at least."""

    id: str
    name: str
    level: int


class AskedGroup(msgspec.Struct, forbid_unknown_fields=True):
    """A group that is asked for, and its share in percent (0: by load alone)."""

    id: str
    name: str
    share: int


class AskedRing(msgspec.Struct, forbid_unknown_fields=True):
    """Who may take the chat once it has waited `after_s`."""

    after_s: int
    skills: list[AskedSkill]
    groups: list[AskedGroup]


class AskedAgent(msgspec.Struct, forbid_unknown_fields=True):
    """An agent who is asked for until then (epoch ms)."""

    id: str
    name: str
    until: int


class OfferedTo(msgspec.Struct, forbid_unknown_fields=True):
    """The agent whom a chat is offered to, until then (epoch ms)."""

    id: str
    name: str
    until: int


class AskedPage(msgspec.Struct, forbid_unknown_fields=True):
    """The page that a visitor is on."""

    url: str
    title: str


class WaitingChat(msgspec.Struct, forbid_unknown_fields=True):
    """A chat that waits: since when (epoch ms), its place from 1, what it asks for, and how long it
    will likely still take, if that is known. `agent` alone may take it at first; `last` is whom the
    visitor spoke with last; `front`: it was in an agent's hands already. `offered`: it stands
    before all others while an agent is asked, and its visitor is told place 1. `text`: what the
    visitor wrote last."""

    chat: str
    position: int
    name: str
    visitor: str
    since: int
    text: str
    page: AskedPage
    skill: str
    rings: list[AskedRing]
    agent: AskedAgent | None
    last: AskedAgent | None
    credit_s: int
    weight: int
    front: bool
    wait: Wait | None
    offered: OfferedTo | None


class WaitingChats(msgspec.Struct, forbid_unknown_fields=True):
    """The first hundred of those who wait, in their order, and how many there are."""

    items: list[WaitingChat]
    waiting: int


class AgentLoad(msgspec.Struct, forbid_unknown_fields=True):
    """An agent: whether they are there and since when (epoch ms; 0: not known), `used` of `limit`
    slots, the chats they hold, how many they finish up, how many are offered to them, when one
    came last (epoch ms; 0: never). `offline`: they chose to be there, but no console of theirs
    is."""

    id: str
    name: str
    status: Presence
    since: int
    used: int
    limit: int
    chats: list[str]
    wrapping: int
    offered: int
    received: int


class Soon(msgspec.Struct, forbid_unknown_fields=True):
    """The share, 0 to 1, that was answered within `s` seconds, of all who were answered or left."""

    s: int
    share: float


class Today(msgspec.Struct, forbid_unknown_fields=True):
    """The account's day so far, by the time zone of its business hours: how many chats were first
    answered, how long these waited in the mean, how many `left` before anybody answered. `within`
    is empty while nobody was either."""

    date: str
    answered: int
    left: int
    wait_s: int
    within: list[Soon]


class Scoreboard(msgspec.Struct, forbid_unknown_fields=True):
    """All agents, and how the account stands: how many wait, since when the longest of them does
    (0: nobody), what the button shows since when, and how today went."""

    at: int
    agents: list[AgentLoad]
    waiting: int
    since: int
    availability: Availability
    availability_at: int
    handling_s: int
    today: Today


@operation(bp, "GET", "/v1/queue", permission="chats.read", answer=WaitingChats)
def get_queue(call: Call[Nothing]) -> Reply:
    """Those who wait, in the order in which they are served."""
    found = scoreboard.waiting(call.speaker.account, call.now)
    return Reply(WaitingChats([_waiting(one, found.names) for one in found.items], found.waiting))


@operation(bp, "GET", "/v1/scoreboard", permission="chats.read", answer=Scoreboard)
def get_scoreboard(call: Call[Nothing]) -> Reply:
    """Who is there, how much they have to do, and who waits."""
    board = scoreboard.board(call.speaker.account, call.now)
    account = board.account
    answer = Scoreboard(
        call.now,
        [_load(agent, call.now) for agent in board.agents],
        board.waiting,
        board.since,
        cast(Availability, account.availability),
        account.availability_at,
        round(account.pace.handling / 1_000),
        _today(board.date, board.today),
    )
    return Reply(answer)


def _waiting(one: scoreboard.Waiting, names: scoreboard.Names) -> WaitingChat:
    need, chat = one.need, one.chat
    return WaitingChat(
        chat=chat.id,
        position=one.position,
        name=chat.name,
        visitor=chat.visitor,
        since=need.since,
        text=chat.asked_text()[:120],
        page=AskedPage(chat.url, chat.title),
        skill=names.get(need.skill, need.skill),
        rings=[_ring(ring, names) for ring in need.rings],
        agent=_agent(need.agent, need.agent_until, names),
        last=_agent(need.last, need.last_until, names),
        credit_s=need.credit // 1_000,
        weight=need.weight,
        front=need.front,
        wait=Wait(**wait_record(one.wait)) if one.wait else None,  # type: ignore[arg-type]
        offered=_offered(one),
    )


def _offered(one: scoreboard.Waiting) -> OfferedTo | None:
    agent = one.offered
    return OfferedTo(agent.id, agent.name, one.chat.offered_until) if agent else None


def _ring(ring: Ring, names: scoreboard.Names) -> AskedRing:
    return AskedRing(
        ring.after // 1_000,
        [AskedSkill(skill, names.get(skill, skill), level) for skill, level in ring.skills.items()],
        [AskedGroup(group, names.get(group, group), share) for group, share in ring.groups.items()],
    )


def _agent(agent: str, until: int, names: scoreboard.Names) -> AskedAgent | None:
    return AskedAgent(agent, names.get(agent, agent), until) if agent else None


def _today(date: str, day: Day) -> Today:
    shares = ((s, day.share_within(s)) for s in SOON_S)
    within = [Soon(s, round(share, 4)) for s, share in shares if share is not None]
    return Today(date, day.answered, day.left, round(day.mean_wait() / 1_000), within)


def _load(agent: Agent, now: int) -> AgentLoad:
    there = agent.lease > now or agent.status == "away"
    return AgentLoad(
        agent.id,
        agent.name,
        cast(Presence, agent.status if there else "offline"),
        agent.status_at if there else agent.lease,
        agent.used,
        agent.max_chats,
        sorted(agent.chats - agent.offered(now).keys()),
        len(agent.wraps),
        len(agent.offered(now)),
        agent.last_received,
    )
