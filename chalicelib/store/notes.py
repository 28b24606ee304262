"""What agents note beside a chat: an item each. Called by services."""

import json

from pynamodb.expressions.update import Action

from chalicelib.domain.chat import Chat
from chalicelib.domain.error import Conflict, TooManyNotes
from chalicelib.domain.note import MOST_NOTES, SHOWN_NOTES, Note
from chalicelib.store import keys, reads
from chalicelib.store.chats import chat_key, head
from chalicelib.store.tables import ChatItem
from chalicelib.store.writes import Write, transact

NOTED = ChatItem.noted.attr_name


def put(chat: Chat, note: Note) -> Note:
    """Keep a note; of one that came before under this id, that. Raises TooManyNotes, Conflict."""
    few = ChatItem.noted.does_not_exist() | (ChatItem.noted < MOST_NOTES)
    counts: list[Action] = [counting()]
    try:
        transact(
            [lambda t: t.update(head(chat.id), counts, condition=few), putting(chat, note)],
        )
    except Conflict:
        kept = get(chat.id, note.id)
        if kept is None and count(chat) >= MOST_NOTES:
            raise TooManyNotes(f"{MOST_NOTES} notes stand beside this chat: no more fit.") from None
        if kept is None:
            raise
        return kept
    return note


def counting() -> Action:
    """The write that counts a note, to be joined with others of the chat's own item."""
    action: Action = ChatItem.noted.add(1)
    return action


def count(chat: Chat) -> int:
    """How many notes stand beside a chat."""
    return reads.whole(reads.get(ChatItem, chat_key(chat.id), keys.CHAT) or {}, NOTED)


def putting(chat: Chat, note: Note) -> Write:
    """The write that keeps a new note, to be joined with others."""
    item = ChatItem(chat_key(chat.id), keys.note(note.id), note=_pack(note))
    return lambda t: t.save(item, condition=ChatItem.note.does_not_exist())


def get(chat_id: str, note: str) -> Note | None:
    """A note, or None."""
    try:
        item = ChatItem.get(chat_key(chat_id), keys.note(note), consistent_read=True)
    except ChatItem.DoesNotExist:
        return None
    return _unpack(item)


def of_chat(chat: Chat, most: int = SHOWN_NOTES) -> list[Note]:
    """The latest notes, oldest first."""
    parts = ChatItem.part.startswith(keys.note(None))
    found = map(_unpack, ChatItem.query(chat_key(chat.id), parts, consistent_read=True))
    return sorted(found, key=lambda note: (note.at, note.id))[-most:]


def _pack(note: Note) -> str:
    return json.dumps(note[1:], ensure_ascii=False, separators=(",", ":"))


def _unpack(item: ChatItem) -> Note:
    return Note(item.part.removeprefix(keys.note(None)), *json.loads(item.note or "[]"))
