"""Chats and lines as browsers and files read them: the `Summary` and `Line` of docs/protocol.md."""

from chalicelib.domain.chat import AGENT, Chat, Line
from chalicelib.domain.note import Note

Record = dict[str, object]
LAST_LENGTH = 120
PAGE_LENGTH, NOTE_LENGTH = 300, 400


def line_record(line: Line) -> Record:
    """A `Line`: times in epoch ms; `agent` is the sender's id where an agent wrote."""
    return {
        "seq": line.seq,
        "from": line.kind,
        "agent": line.sender if line.kind == AGENT else "",
        "client": line.client,
        "n": line.n,
        "at": line.at,
        "text": line.text,
    }


def note_record(note: Note) -> Record:
    """A `Note`: what an agent said to agents."""
    return note._asdict()


def summary_record(chat: Chat) -> Record:
    """A `Summary`: what lists and panels show of a chat; times that did not come yet are None."""
    return {
        "id": chat.id,
        "state": chat.state,
        "name": chat.name,
        "email": chat.email,
        "visitor": chat.visitor,
        "visit": chat.visit,
        "language": chat.language,
        "agent": chat.agent,
        "agent_name": chat.agent_name,
        "started": chat.started,
        "assigned": chat.assigned or None,
        "ended": chat.ended or None,
        "ended_by": chat.ended_by,
        "lines": chat.seq,
        "last": chat.last_text()[:LAST_LENGTH],
    }


def offer_record(chat: Chat, skill: str, rule: str, note: Note | None) -> Record:
    """An `Offer`: until when, and what tells whether to accept; the names of skill and routing
    rule, and what was noted where it was passed on. Texts are cut: some go into one frame."""
    short = note._replace(text=note.text[:NOTE_LENGTH]) if note else None
    return {
        # The agent who passed it on may have written after the visitor.
        "chat": {**summary_record(chat), "last": chat.asked_text()[:LAST_LENGTH]},
        "until": chat.offered_until,
        "page": {"url": chat.url[:PAGE_LENGTH], "title": chat.title[:LAST_LENGTH]},
        "skill": skill,
        "rule": rule,
        "passed": note_record(short) if short else None,
    }


def visitor_summary(chat: Chat) -> Record:
    """A `Summary` without what is not the visitor's to know: the agent's id."""
    return {**summary_record(chat), "agent": ""}
