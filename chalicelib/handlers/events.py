"""The frames that browsers get, as types: for the description of the socket, and for tests that
hold each frame against them. Sending needs none of it."""

from typing import Literal

import msgspec

from chalicelib.handlers.chats import ChatLine, ChatSummary

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
    "internal",
]


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
    status: Literal["online", "away"]


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


class Message(Event):
    """A message that a visitor left: it came, or somebody is through with it."""

    message: str
    state: Literal["open", "done"]


class Status(Event):
    """The agent's status or limit changed, here or in another console."""

    status: Literal["online", "away"]
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
    """The chat went back to the queue."""

    chat: str
    reason: str


class Queue(Event):
    """How many wait."""

    waiting: int


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
    | Error
)
