"""The frames browsers send, as types, and the answers, as records. For handlers/socket.py."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from chalicelib.domain import ids
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import AGENT, GUEST, MONITOR, VISITOR
from chalicelib.domain.error import ParleyError, TooMany
from chalicelib.domain.estimate import wait_record
from chalicelib.domain.record import (
    Record,
    line_record,
    note_record,
    summary_record,
    visitor_summary,
)
from chalicelib.handlers.decoding import Loose
from chalicelib.services.chats import Joined, Posted
from chalicelib.services.presence import Welcome

Ref = Annotated[str, Meta(max_length=36)]
ChatId = Annotated[str, Meta(pattern=ids.CHAT)]
Client = Annotated[str, Meta(pattern=ids.CLIENT)]
Number = Annotated[int, Meta(ge=1, le=1_000_000)]
Seq = Annotated[int, Meta(ge=0, le=1_000_000)]
MOST_TEXT = 4_000
Text = Annotated[str, Meta(min_length=1, max_length=MOST_TEXT)]
Name = Annotated[str, Meta(max_length=100)]
Email = Annotated[str, Meta(max_length=254)]
Url = Annotated[str, Meta(max_length=2_000)]
Title = Annotated[str, Meta(max_length=300)]
SkillId = Annotated[str, Meta(pattern=f"^$|{ids.SKILL}")]
RuleName = Annotated[str, Meta(max_length=100)]
LANGUAGE = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}" + ids.END
# An id, of which the service says what is wrong with it.
Target = Annotated[str, Meta(max_length=60)]
Reason = Annotated[str, Meta(max_length=100)]
MOST_NOTE = 2_000
Language = Annotated[str, Meta(pattern=LANGUAGE)]


class Frame(msgspec.Struct, tag_field="action", tag=str.lower, forbid_unknown_fields=True):
    """What all frames may carry."""


class Ping(Frame):
    ref: Ref = ""
    renew: bool = False


class Hello(Frame):
    ref: Ref = ""


class Status(Frame):
    status: Literal["online", "away"]
    ref: Ref = ""


class Start(Frame):
    client: Client
    name: Name = ""
    email: Email = ""
    language: Language = "en"
    url: Url = ""
    title: Title = ""
    skill: SkillId = ""
    rule: RuleName = ""
    ref: Ref = ""


class Join(Frame):
    chat: ChatId
    client: Client
    after: Seq = 0
    ref: Ref = ""


class Post(Frame):
    chat: ChatId
    client: Client
    n: Number
    text: Text
    delivered: Seq = 0
    read: Seq = 0
    ref: Ref = ""


class Typing(Frame):
    chat: ChatId
    client: Client
    on: bool
    ref: Ref = ""


class Mark(Frame):
    chat: ChatId
    client: Client
    delivered: Seq = 0
    read: Seq = 0
    keep: bool = False
    ref: Ref = ""


class Page(Frame):
    chat: ChatId
    client: Client
    url: Url = ""
    title: Title = ""
    ref: Ref = ""


class End(Frame):
    chat: ChatId
    client: Client
    ref: Ref = ""


class Accept(Frame):
    chat: ChatId
    ref: Ref = ""


class Decline(Frame):
    chat: ChatId
    ref: Ref = ""


class Pick(Frame):
    chat: ChatId
    ref: Ref = ""


class Done(Frame):
    chat: ChatId
    ref: Ref = ""


class Transfer(Frame):
    chat: ChatId
    client: Client
    id: Client
    agent: Target = ""
    skill: Target = ""
    group: Target = ""
    reason: Reason = ""
    note: Annotated[str, Meta(max_length=MOST_NOTE)] = ""
    ref: Ref = ""


class Note(Frame):
    chat: ChatId
    client: Client
    id: Client
    text: Annotated[str, Meta(min_length=1, max_length=MOST_NOTE)]
    ref: Ref = ""


class Ask(Frame):
    chat: ChatId
    client: Client
    agent: Target
    ref: Ref = ""


class Watch(Frame):
    chat: ChatId
    client: Client
    part: Literal["guest", "monitor"]
    after: Seq = 0
    ref: Ref = ""


class Leave(Frame):
    chat: ChatId
    client: Client
    ref: Ref = ""


class Take(Frame):
    chat: ChatId
    ref: Ref = ""


AnyFrame = (
    Ping
    | Hello
    | Status
    | Start
    | Join
    | Post
    | Typing
    | Mark
    | Page
    | End
    | Accept
    | Decline
    | Pick
    | Done
    | Transfer
    | Note
    | Ask
    | Watch
    | Leave
    | Take
)
decoder: msgspec.json.Decoder[AnyFrame] = msgspec.json.Decoder(AnyFrame)


def pong(ref: str, now: int) -> Record:
    """The answer to `ping`."""
    return {"event": "pong", "ref": ref, "at": now}


def welcome(ref: str, value: Welcome) -> Record:
    """The answer to `hello`."""
    return {
        "event": "welcome",
        "ref": ref,
        "agent": agent_record(value.agent),
        "chats": [summary_record(chat) for chat in value.chats],
        "waiting": value.waiting,
        "accept_mode": value.accept_mode,
        "offers": value.offers,
        "wraps": [{"chat": chat, "until": until} for chat, until in value.wraps],
        "asked": [{"chat": summary_record(chat), "by": chat.agent_name} for chat in value.asked],
    }


def joined(ref: str, value: Joined, role: str) -> Record:
    """The answer to `start` and `join`, for a visitor or an agent."""
    chat = value.chat
    lines = [line_record(line) for line in value.lines]
    for_visitor = role == VISITOR
    return {
        "event": "joined",
        "ref": ref,
        "chat": visitor_summary(chat) if for_visitor else summary_record(chat),
        "n": value.seat.number,
        "seq": chat.seq,
        "lines": [{**line, "agent": ""} for line in lines] if for_visitor else lines,
        "more": value.more,
        "marks": {kind: _marks(*chat.marks(kind)) for kind in (VISITOR, AGENT)},
        "position": value.position,
        **({"wait": wait_record(value.wait)} if value.wait else {}),
        "present": {kind: chat.is_present(kind) for kind in (VISITOR, AGENT)},
        "page": {"url": chat.url, "title": chat.title},
        **({} if for_visitor else _beside(value)),
    }


def posted(ref: str, value: Posted, typed: str) -> Record:
    """The answer to `post`, with the text where it is not the one that was typed."""
    masked: Record = {"text": value.text} if value.text not in ("", typed) else {}
    return {
        "event": "posted",
        "ref": ref,
        "chat": value.chat_id,
        "client": value.client,
        "n": value.n,
        "seq": value.seq,
        "at": value.at,
        **masked,
    }


def error(failure: ParleyError, asked: Loose) -> Record:
    """What went wrong, for the one who asked."""
    frame: Record = {"event": "error", "code": failure.code, "message": str(failure)}
    for name in ("ref", "chat"):
        value = getattr(asked, name)
        if isinstance(value, str):
            frame[name] = value[:80]
    if isinstance(asked.n, int) and not isinstance(asked.n, bool):
        frame["n"] = asked.n
    if isinstance(failure, TooMany) and failure.wait_s:
        frame["wait_s"] = failure.wait_s
    return frame


def agent_record(agent: Agent) -> Record:
    """An agent as their own console sees them."""
    return {
        "id": agent.id,
        "name": agent.name,
        "role": agent.role,
        "max_chats": agent.max_chats,
        "status": agent.status,
    }


def _beside(value: Joined) -> Record:
    """What agents alone are told of a chat: what they are in it, and the notes."""
    part = {GUEST: "guest", MONITOR: "monitor"}.get(value.seat.holder[:1], "")
    return {"part": part, "notes": [note_record(note) for note in value.notes]}


def _marks(delivered: int, read: int) -> Record:
    return {"delivered": delivered, "read": read}
