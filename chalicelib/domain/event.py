"""What happened, as values: each event names its audience. Services return them, the boundary
delivers them."""

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

from chalicelib.domain.chat import AGENT, SYSTEM, VISITOR, Chat, Line
from chalicelib.domain.deadline import Deadline
from chalicelib.domain.estimate import Estimate, wait_record
from chalicelib.domain.note import Note
from chalicelib.domain.record import (
    Record,
    line_record,
    note_record,
    summary_record,
    visitor_summary,
)

Value = TypeVar("Value")


class Push(NamedTuple):
    """A frame for some sockets."""

    to: tuple[str, ...]
    frame: Record


class Answer(NamedTuple):
    """A frame for the one who asked, brought by the function's own answer, after all else."""

    frame: Record


class Remind(NamedTuple):
    """Look at a deadline soon: a delayed message beside the deadline's own record."""

    deadline: Deadline


class AvailabilityChanged(NamedTuple):
    """The button's state and what else it tells, for the CDN."""

    account: str
    state: str
    at: int
    told: Record = {}


class TagChanged(NamedTuple):
    """What an account's tag is made of has changed: its files on the CDN are to follow."""

    account: str


class Close(NamedTuple):
    """Sockets to be closed: who sat there may not any more."""

    sockets: tuple[str, ...]


class SignInSwitched(NamedTuple):
    """Whether somebody may sign in, for Cognito; off, all they signed in to ends."""

    email: str
    on: bool


Event = Push | Answer | Remind | AvailabilityChanged | TagChanged | Close | SignInSwitched


class Outcome(NamedTuple, Generic[Value]):
    """What a service returns: the value for its caller, the events to deliver after the write."""

    value: Value
    events: tuple[Event, ...] = ()


def line_posted(
    chat: Chat, line: Line, *, but: str = "", marks: tuple[int, int] = (0, 0)
) -> list[Event]:
    """A line for all in the chat but the client that sent it. The visitor learns no agent's id.

    `marks`: what the sender received and read, told in the same frame.
    """
    record = line_record(line)
    riding = {"delivered": marks[0], "read": marks[1]} if marks[0] else {}
    events: list[Event] = []
    for kind, shown in ((AGENT, record), (VISITOR, {**record, "agent": ""})):
        to = tuple(s.socket for s in chat.seats_of(kind) if s.client != but)
        if to:
            events.append(Push(to, {"event": "line", "chat": chat.id, "line": shown, **riding}))
    return events


def to_others(chat: Chat, client: str, kind: str, **fields: object) -> list[Event]:
    """A frame for all in the chat but one client."""
    to = chat.sockets(but=client)
    return [Push(to, {"event": kind, "chat": chat.id, **fields})] if to else []


def chat_assigned(chat: Chat, agent_sockets: Iterable[str]) -> list[Event]:
    """The chat is an agent's: told to their consoles and the visitor, with a line for both."""
    return [
        *_push(agent_sockets, {"event": "assigned", "chat": summary_record(chat)}),
        *_push(chat.sockets_of(VISITOR), {"event": "assigned", "chat": visitor_summary(chat)}),
        *last_line(chat),
    ]


def assigns(events: Iterable[Event], chat_id: str) -> bool:
    """Whether among the events the chat came into an agent's hands."""
    frames = [event.frame for event in events if isinstance(event, Push)]
    chats = [frame["chat"] for frame in frames if frame["event"] == "assigned"]
    return any(isinstance(chat, dict) and chat["id"] == chat_id for chat in chats)


def chat_held(chat: Chat, socket: str) -> list[Event]:
    """A chat that an agent holds already, told to one console of theirs."""
    return _push([socket], {"event": "assigned", "chat": summary_record(chat)})


def chat_offered(offer: Record, agent_sockets: Iterable[str]) -> list[Event]:
    """The chat is an agent's if they accept it in time; the visitor goes on waiting."""
    return _push(agent_sockets, {"event": "offered", **offer})


def offer_withdrawn(
    chat_id: str, agent_sockets: Iterable[str], reason: str, coming: Record | None = None
) -> list[Event]:
    """The chat is not offered to the agent any more: `declined`, `late`, `gone` or `ended`;
    `coming`: what becomes of it, to whom let it pass."""
    frame: Record = {"event": "withdrawn", "chat": chat_id, "reason": reason}
    return _push(agent_sockets, frame | (coming or {}))


def wrap_up_changed(chat_id: str, until: int, agent_sockets: Iterable[str]) -> list[Event]:
    """An ended chat holds its agent's slot until then; 0: no more."""
    return _push(agent_sockets, {"event": "wrapping", "chat": chat_id, "until": until})


def chat_left(chat: Chat, agent_sockets: Iterable[str], reason: str, by: str = "") -> list[Event]:
    """The chat is an agent's no more: `gone`, `transferred` or `taken_over`, by whom, if by
    somebody."""
    frame: Record = {"event": "unassigned", "chat": chat.id, "reason": reason}
    return _push(agent_sockets, frame | ({"by": by} if by else {}))


def noted(chat: Chat, note: Note) -> list[Event]:
    """A note, for the agents in the chat alone."""
    frame: Record = {"event": "note", "chat": chat.id, "note": note_record(note)}
    return _push(chat.sockets_of(AGENT), frame)


def asked_in(chat: Chat, by: str, agent_sockets: Iterable[str]) -> list[Event]:
    """An agent is asked to take part in a chat that another holds."""
    return _push(agent_sockets, {"event": "asked", "chat": summary_record(chat), "by": by})


def chat_requeued(chat: Chat, agent_sockets: Iterable[str]) -> list[Event]:
    """The chat is in the queue again: told to who lost it, and to the visitor by a line."""
    return [*chat_left(chat, agent_sockets, "gone"), *last_line(chat)]


def chat_ended(chat: Chat, agent_sockets: Iterable[str]) -> list[Event]:
    """The chat is over, for all in it and for the agent's other consoles."""
    everyone = tuple(dict.fromkeys((*chat.sockets(), *agent_sockets)))
    frame: Record = {
        "event": "ended",
        "chat": chat.id,
        "by": chat.ended_by,
        "at": chat.ended,
        "seq": chat.seq,
    }
    return [*last_line(chat), *_push(everyone, frame)]


def last_line(chat: Chat) -> list[Event]:
    """The chat's newest line if the system wrote it."""
    if chat.lines and chat.lines[-1].kind == SYSTEM:
        return line_posted(chat, chat.lines[-1])
    return []


def position_changed(chat: Chat, position: int, wait: Estimate | None = None) -> list[Event]:
    """A waiting visitor's place in the queue, from 1, and how long it may take if that is known."""
    frame: Record = {"event": "position", "chat": chat.id, "position": position}
    if wait:
        frame["wait"] = wait_record(wait)
    return _push(chat.sockets_of(VISITOR), frame)


def queue_changed(agent_sockets: Iterable[str], waiting: int, mode: str = "") -> list[Event]:
    """How many visitors wait, for all consoles of the account, and how chats come to agents from
    now on if that has changed."""
    frame: Record = {"event": "queue", "waiting": waiting}
    if mode:
        frame["accept_mode"] = mode
    return _push(agent_sockets, frame)


def message_changed(agent_sockets: Iterable[str], message: str, state: str) -> list[Event]:
    """A message came or is done, for all consoles of the account: whoever shows the list asks for
    it anew."""
    return _push(agent_sockets, {"event": "message", "message": message, "state": state})


def status_changed(agent_sockets: Iterable[str], status: str, max_chats: int) -> list[Event]:
    """An agent's own status or limit, for all their consoles."""
    return _push(agent_sockets, {"event": "status", "status": status, "max_chats": max_chats})


def _push(to: Iterable[str], frame: Record) -> list[Event]:
    sockets = tuple(to)
    return [Push(sockets, frame)] if sockets else []
