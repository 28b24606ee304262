"""What agents say to each other beside a chat. Called by handlers/socket.py and services."""

from contextlib import suppress

from chalicelib.domain.chat import VISITOR_HOLDER, Chat
from chalicelib.domain.error import Conflict, NotAllowed, NumberTaken
from chalicelib.domain.event import Outcome, noted
from chalicelib.domain.limit import LINES
from chalicelib.domain.note import Note
from chalicelib.services import access, limits, masking
from chalicelib.store import notes as note_store

# Beside a page of lines, each of which JSON may double, more would not fit into one frame.
TOLD_BYTES = 8 * 1024
CONFLICTS = 5


def write(
    chat_id: str, client: str, socket: str, note_id: str, text: str, now: int
) -> Outcome[Note]:
    """Keep a note, masked, and tell the agents in the chat; again is once. Raises NotJoined,
    NotAllowed for visitors, NumberTaken if the id is another's, TooMany, TooManyNotes, Conflict."""
    limits.take(LINES, chat_id, now)
    chat, seat = access.seat_in(chat_id, client, socket)
    if seat.holder == VISITOR_HOLDER:
        raise NotAllowed("Only agents do this.")
    agent = access.agent(chat.account, seat.who)
    text = masking.masked(chat.account, text, now)
    note = _kept(chat, Note(note_id, agent.id, agent.name, now, text))
    if (note.agent, note.text) != (agent.id, text):
        raise NumberTaken("Another note has this id. Take a new one.")
    return Outcome(note, tuple(noted(chat, note)))


def beside(chat: Chat) -> list[Note]:
    """The latest notes beside a chat, oldest first; for agents alone."""
    return note_store.of_chat(chat)


def latest(chat: Chat) -> list[Note]:
    """As many of the latest notes, at least one, as are told in a frame; oldest first."""
    found, size = beside(chat), 0
    for count, note in enumerate(reversed(found)):
        size += len((note.text + note.reason).encode())
        if size > TOLD_BYTES and count:
            return found[-count:]
    return found


def _kept(chat: Chat, note: Note) -> Note:
    """A line that comes to the chat's own item meanwhile keeps no note from it."""
    for _ in range(CONFLICTS):
        with suppress(Conflict):
            return note_store.put(chat, note)
    raise Conflict("The chat is busy. Try again.")
