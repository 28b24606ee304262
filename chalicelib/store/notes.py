"""What agents note beside a chat: an item each. Called by services."""

import json

from chalicelib.domain.chat import Chat
from chalicelib.domain.note import SHOWN_NOTES, Note
from chalicelib.store import keys
from chalicelib.store.chats import chat_key
from chalicelib.store.tables import ChatItem
from chalicelib.store.writes import Refused, Write, update


def put(chat: Chat, note: Note) -> Note:
    """Keep a note; of one that came before under this id, that."""
    key = (chat_key(chat.id), keys.note(note.id))
    try:
        update(ChatItem, key, [ChatItem.note.set(_pack(note))], ChatItem.note.does_not_exist())
    except Refused as refused:
        return _unpack(ChatItem.from_raw_data(refused.item or {}))
    return note


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


def of_chat(chat: Chat) -> list[Note]:
    """The latest notes, oldest first."""
    parts = ChatItem.part.startswith(keys.note(None))
    found = map(_unpack, ChatItem.query(chat_key(chat.id), parts, consistent_read=True))
    return sorted(found, key=lambda note: (note.at, note.id))[-SHOWN_NOTES:]


def _pack(note: Note) -> str:
    return json.dumps(note[1:], ensure_ascii=False, separators=(",", ":"))


def _unpack(item: ChatItem) -> Note:
    return Note(item.part.removeprefix(keys.note(None)), *json.loads(item.note or "[]"))
