"""Agents in a chat that is another's: the writes by which they are asked in and leave. Called by
services/guests.py."""

from pynamodb.expressions.update import Action

from chalicelib.domain.chat import LEFT, Chat, Seat
from chalicelib.store.chats import chat_key, system_line, to_chat
from chalicelib.store.keys import CHAT
from chalicelib.store.routing import still_held
from chalicelib.store.tables import ChatItem
from chalicelib.store.writes import update


def ask_in(chat: Chat, agent: str) -> None:
    """Let an agent take part in a chat that another holds. Raises Refused."""
    asks = [ChatItem.asked.add({agent})]
    update(ChatItem, (chat_key(chat.id), CHAT), asks, still_held(chat))


def leave(chat: Chat, seat: Seat, line: tuple[str, int] = ("", 0)) -> Chat:
    """Give up a guest's or monitor's seat; what they wrote stays theirs. `line`: what the system
    says of it, and when. Raises Refused if they sit there no more."""
    holder = ChatItem.holders[seat.client]
    leaves: list[Action] = [holder.set(LEFT + seat.who), ChatItem.sockets[seat.client].set("")]
    leaves += [ChatItem.asked.delete({seat.who}), *(system_line(*line) if line[0] else [])]
    held = (ChatItem.sockets[seat.client] == seat.socket) & (holder == seat.holder)
    return to_chat(update(ChatItem, (chat_key(chat.id), CHAT), leaves, held))
