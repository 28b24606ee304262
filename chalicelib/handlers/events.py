"""The frames that browsers get, as types: for the description of the socket, and for tests that
hold each frame against them. Sending needs none of it."""

from typing import Literal

import msgspec

from chalicelib.handlers.chats import ChatLine, ChatNote, ChatSummary

Side = Literal["visitor", "agent"]
Code = Literal[
    "bad_json",
    "bad_frame",
    "too_large",
    "binary",
    "unknown_action",
    "not_allowed",
    "no_such_chat",
    "chat_ended",
    "not_joined",
    "number_gap",
    "number_taken",
    "unauthenticated",
    "too_many",
    "conflict",
    "unavailable",
    "mfa_required",
    "suspended",
    "no_such_agent",
    "no_such_skill",
    "no_such_group",
    "offer_over",
    "not_there",
    "no_room",
    "queue_full",
    "too_many_notes",
    "internal",
]
AgentStatus = Literal["online", "away", "not_responding"]


class Event(msgspec.Struct, tag_field="event", tag=str.lower, forbid_unknown_fields=True):
    """What all frames carry: their name."""


class Marks(msgspec.Struct, forbid_unknown_fields=True):
    """The highest seq that a side received and read."""

    delivered: int
    read: int


class MarksOfSides(msgspec.Struct, forbid_unknown_fields=True):
    """The marks of both sides."""

    visitor: Marks
    agent: Marks


class PresentSides(msgspec.Struct, forbid_unknown_fields=True):
    """Who is there."""

    visitor: bool
    agent: bool


class PageOfChat(msgspec.Struct, forbid_unknown_fields=True):
    """The page the visitor is on."""

    url: str
    title: str


class Wait(msgspec.Struct, forbid_unknown_fields=True):
    """How long it may still take: most likely, and between which four waits of five lie."""

    low_s: int
    likely_s: int
    high_s: int


class AgentOfConsole(msgspec.Struct, forbid_unknown_fields=True):
    """The agent as their own console sees them."""

    id: str
    name: str
    role: str
    max_chats: int
    status: AgentStatus


class StandingOffer(msgspec.Struct, forbid_unknown_fields=True):
    """A chat that is offered to the agent, and until when; on which page its visitor is, the names
    of the skill and the routing rule, and what was noted where it was passed on."""

    chat: ChatSummary
    until: int
    page: PageOfChat
    skill: str
    rule: str
    passed: ChatNote | None


class StandingRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A chat that the agent is asked into, and by whom."""

    chat: ChatSummary
    by: str


class StandingWrapUp(msgspec.Struct, forbid_unknown_fields=True):
    """An ended chat that holds its slot, and until when."""

    chat: str
    until: int


class Pong(Event):
    """The answer to `ping`."""

    ref: str
    at: int


class Welcome(Event):
    """The answer to `hello`: the chats in hand and how many wait."""

    ref: str
    agent: AgentOfConsole
    chats: list[ChatSummary]
    waiting: int
    accept_mode: Literal["auto", "offer", "pick"]
    offers: list[StandingOffer]
    wraps: list[StandingWrapUp]
    asked: list[StandingRequest]


class Message(Event):
    """A message that a visitor left: it came, or somebody is through with it."""

    message: str
    state: Literal["open", "done"]


class Status(Event):
    """The agent's status or limit changed, here or in another console."""

    status: AgentStatus
    max_chats: int


class Joined(Event):
    """The answer to `start` and `join`; `more`: join again after the last seq."""

    ref: str
    chat: ChatSummary
    n: int
    seq: int
    lines: list[ChatLine]
    more: bool
    marks: MarksOfSides
    position: int
    present: PresentSides
    page: PageOfChat
    wait: Wait | msgspec.UnsetType = msgspec.UNSET
    part: Literal["", "guest", "monitor"] | msgspec.UnsetType = msgspec.UNSET
    notes: list[ChatNote] | msgspec.UnsetType = msgspec.UNSET


class Posted(Event):
    """The answer to `post`; `seq` is 0 if the line was stored long ago. `text` is what is kept of
    it where something was masked."""

    ref: str
    chat: str
    client: str
    n: int
    seq: int
    at: int
    text: str | msgspec.UnsetType = msgspec.UNSET


class Line(Event):
    """Somebody wrote; the writer's marks may ride on it."""

    chat: str
    line: ChatLine
    delivered: int | msgspec.UnsetType = msgspec.UNSET
    read: int | msgspec.UnsetType = msgspec.UNSET


class Typing(Event, rename={"sender": "from"}):
    """The other side types, or stopped."""

    chat: str
    sender: Side
    on: bool


class Marked(Event, rename={"sender": "from"}):
    """What the other side received and read."""

    chat: str
    sender: Side
    delivered: int
    read: int


class Page(Event):
    """The visitor went to another page."""

    chat: str
    url: str
    title: str
    at: int


class Presence(Event, rename={"sender": "from"}):
    """The other side came or went."""

    chat: str
    sender: Side
    present: bool


class Position(Event):
    """The place in the queue, from 1, and how long it may take, if that is known."""

    chat: str
    position: int
    wait: Wait | msgspec.UnsetType = msgspec.UNSET


class Assigned(Event):
    """A chat has its agent."""

    chat: ChatSummary


class Unassigned(Event):
    """The chat is the agent's no more: it went back to the queue, or to somebody else."""

    chat: str
    reason: Literal["gone", "transferred", "taken_over"]
    by: str | msgspec.UnsetType = msgspec.UNSET


class Offered(Event):
    """A chat is the agent's if they accept it until then."""

    chat: ChatSummary
    until: int
    page: PageOfChat
    skill: str
    rule: str
    passed: ChatNote | None


class Withdrawn(Event):
    """A chat is not offered to the agent any more; to whom let it pass: what becomes of it."""

    chat: str
    reason: Literal["declined", "late", "gone", "ended"]
    next: Literal["offered", "again", "waiting"] | msgspec.UnsetType = msgspec.UNSET
    at: int | msgspec.UnsetType = msgspec.UNSET


class Wrapping(Event):
    """An ended chat holds its slot until then; 0: no more."""

    chat: str
    until: int


class Note(Event):
    """An agent noted something beside the chat."""

    chat: str
    note: ChatNote


class Asked(Event):
    """Somebody asks the agent into their chat."""

    chat: ChatSummary
    by: str


class Queue(Event):
    """How many wait, and how chats come to agents if that has changed."""

    waiting: int
    accept_mode: str | msgspec.UnsetType = msgspec.UNSET


class Ended(Event):
    """The chat is over."""

    chat: str
    by: Literal["visitor", "agent", "system"]
    at: int
    seq: int


class Error(Event):
    """What was asked for was not done; `chat` and `n` where the action named them, `wait_s` where
    it is to be asked again so much later."""

    code: Code
    message: str
    ref: str | msgspec.UnsetType = msgspec.UNSET
    chat: str | msgspec.UnsetType = msgspec.UNSET
    n: int | msgspec.UnsetType = msgspec.UNSET
    wait_s: int | msgspec.UnsetType = msgspec.UNSET


AnyEvent = (
    Pong
    | Welcome
    | Status
    | Joined
    | Posted
    | Line
    | Typing
    | Marked
    | Page
    | Presence
    | Position
    | Assigned
    | Unassigned
    | Queue
    | Message
    | Ended
    | Offered
    | Withdrawn
    | Wrapping
    | Note
    | Asked
    | Error
)
