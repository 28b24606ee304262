"""Ended chats and whole chats, to list, read, download and archive. Called by handlers/chats.py and
services."""

from dataclasses import dataclass
from datetime import UTC, datetime

from chalicelib.domain.audit import Act
from chalicelib.domain.chat import Chat, Line
from chalicelib.domain.need import unpack
from chalicelib.domain.transcript import Sources, Transcript, transcript_of
from chalicelib.domain.visit import Visit
from chalicelib.services import access, audit, needs
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import keys
from chalicelib.store import lines as line_store
from chalicelib.store import notes as note_store
from chalicelib.store import routing as routing_store
from chalicelib.store import visits as visit_store

MOST_LINES = 100_000


@dataclass(frozen=True)
class Page:
    """Some ended chats, newest first; `next_key` is where to go on, or None."""

    chats: list[Chat]
    next_key: str | None


def ended(account_id: str, before: str, now: int) -> Page:
    """The account's ended chats before a cursor (`""`: from now), newest first, as many months back
    as they are kept."""
    months = access.known_account(account_id, now).retention_months
    at = int(before.split("#")[0]) if before else now
    for _ in range(months + 1):
        chats, more = chat_store.ended(account_id, at, before)
        at = _month_before(at)
        if chats:
            # Behind the last of a month the next month back may hold more.
            last = keys.moment(chats[-1].ended, chats[-1].id)
            return Page(chats, last if more or at > now - _kept(months) else None)
    return Page([], None)


def whole(
    act: Act, chat_id: str, action: str
) -> tuple[Chat, list[Line], frozenset[tuple[str, int]]]:
    """A chat with all its lines; and of which, by client and number, it is kept what was masked.

    That somebody read it is in the audit trail. Raises NoSuchChat.
    """
    chat = access.chat_of_account(act.speaker.account, chat_id)
    audit.note(act, action, chat.id)
    return chat, *line_store.whole(chat, MOST_LINES)


def record(act: Act, chat_id: str, action: str) -> Transcript:
    """All that is known of a chat; the audit trail says who read it. Raises NoSuchChat."""
    chat = access.chat_of_account(act.speaker.account, chat_id)
    audit.note(act, action, chat.id)
    return gathered(chat)


def gathered(chat: Chat) -> Transcript:
    """All that is known of a chat, from wherever it is kept."""
    lines, kept = line_store.whole(chat, MOST_LINES)
    decisions = routing_store.decisions(chat.id)
    need = unpack(chat.need, chat.id, chat.started)
    names = {agent.id: agent.name for agent in agent_store.of_account(chat.account)}
    if need.skill or need.rule or any(one.need for one in decisions):
        names |= needs.names(chat.account)
    visit = visit_store.get(chat.account, chat.visit) or Visit(chat.account, chat.visit)
    notes = note_store.of_chat(chat, MOST_LINES)
    sources = Sources(chat, lines, kept, notes, decisions, visit, names, need.skill, need.rule)
    return transcript_of(sources)


def _kept(months: int) -> int:
    return months * 31 * 86_400_000


def _month_before(at: int) -> int:
    """The last millisecond of the month before."""
    first = datetime.fromtimestamp(at / 1000, UTC).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return int(first.timestamp() * 1000) - 1
