"""HTTP for agents: the messages that visitors left."""

from typing import Literal

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.error import BadFrame
from chalicelib.domain.ids import MESSAGE_CURSOR, matches
from chalicelib.domain.message import Message, message_record
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import messages

bp = Blueprint(__name__)
State = Literal["open", "done"]


class MessageQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Those in which state, and which part of the list."""

    state: State = "open"
    limit: int = 50
    after: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= 100:
            raise ValueError("`limit` is from 1 to 100")


class MessageAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A message: who left it, from which page, and what became of it; `done_at` is 0 while it is
    open."""

    id: str
    at: int
    visitor: str
    visit: str
    name: str
    email: str
    text: str
    language: str
    url: str
    title: str
    chat: str
    state: State
    done_by: str
    done_at: int


class MessageList(msgspec.Struct, forbid_unknown_fields=True):
    """Messages, newest first, and where the list goes on."""

    items: list[MessageAnswer]
    next: str


class MessageChange(msgspec.Struct, forbid_unknown_fields=True):
    """Whether somebody is through with it."""

    state: State


@operation(
    bp, "GET", "/v1/messages", permission="chats.read", query=MessageQuery, answer=MessageList
)
def list_messages(call: Call[Nothing]) -> Reply:
    """The messages that visitors left, newest first."""
    query = call.query
    if query.after and not matches(MESSAGE_CURSOR, query.after):
        raise BadFrame("`after` is not a cursor. Take `next` of an earlier answer.")
    page = messages.listed(call.speaker.account, query.state, query.after, query.limit)
    return Reply(MessageList([_answer(message) for message in page.items], page.next))


@operation(bp, "GET", "/v1/messages/{message}", permission="chats.read", answer=MessageAnswer)
def get_message(call: Call[Nothing]) -> Reply:
    """A message."""
    return _reply(messages.of_account(call.speaker.account, call.path["message"]))


@operation(
    bp,
    "PATCH",
    "/v1/messages/{message}",
    permission="chats.answer",
    body=MessageChange,
    answer=MessageAnswer,
)
def change_message(call: Call[MessageChange]) -> Reply:
    """Note that somebody is through with a message, or not after all."""
    outcome = messages.set_state(call.act, call.path["message"], call.etag, call.body.state)
    return _reply(outcome.value)._replace(events=outcome.events)


def _reply(message: Message) -> Reply:
    return Reply(_answer(message), etag=str(message.version))


def _answer(message: Message) -> MessageAnswer:
    return msgspec.convert(message_record(message), MessageAnswer)
