"""A message: what a visitor leaves when nobody is there, and how it is told to agents. For
services/messages.py."""

from typing import NamedTuple

from chalicelib.domain.ids import seeded
from chalicelib.domain.record import Record

OPEN, DONE = "open", "done"
STATES = (OPEN, DONE)
MOST_TEXT = 4_000


class Message(NamedTuple):
    """A message. `chat` is the chat whose visitor left it, `""` if there was none; `url` and
    `title` are of the page they were on. `done_by` and `done_at` tell who was through with it, and
    when; `version` rises with each change."""

    account: str
    id: str
    at: int
    visitor: str
    visit: str
    name: str
    email: str
    text: str
    language: str = "en"
    url: str = ""
    title: str = ""
    chat: str = ""
    state: str = OPEN
    done_by: str = ""
    done_at: int = 0
    version: int = 1


def message_id(account: str, visitor: str, request: str, name: str, email: str, text: str) -> str:
    """The same message sent twice is one: of one chat or one form, with the same words."""
    return seeded("ms", "\x00".join((account, visitor, request, name, email, text)))


def message_record(message: Message) -> Record:
    """A message as agents read it."""
    record: Record = message._asdict()
    del record["account"], record["version"]
    return record
