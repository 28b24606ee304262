"""Agents in a chat that is another's: the writes by which they are asked in and leave. Called by
services/guests.py."""

from pynamodb.expressions.update import Action

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import LEFT, Chat, Seat
from chalicelib.store.chats import chat_key, head, system_line, to_chat
from chalicelib.store.keys import CHAT
from chalicelib.store.routing import still_held
from chalicelib.store.tables import AgentItem, ChatItem
from chalicelib.store.writes import transact, update


def ask_in(chat: Chat, agent: str) -> None:
    """Let an agent take part in a chat that another holds, and keep it with them too, for a console
    that is closed. Raises Conflict."""
    chats: list[Action] = [AgentItem.asked.add({chat.id})]
    transact(
        [
            lambda t: t.update(
                head(chat.id), [ChatItem.asked.add({agent})], condition=still_held(chat)
            ),
            lambda t: t.update(AgentItem(chat.account, agent), chats),
        ]
    )


def forget(agent: Agent, chats: frozenset[str]) -> None:
    """An agent is not asked into these chats any more."""
    update(AgentItem, (agent.account, agent.id), [AgentItem.asked.delete(set(chats))])


def leave(chat: Chat, seat: Seat, line: tuple[str, int] = ("", 0)) -> Chat:
    """Give up a guest's or monitor's seat; what they wrote stays theirs. `line`: what the system
    says of it, and when. Raises Refused if they sit there no more."""
    holder = ChatItem.holders[seat.client]
    leaves: list[Action] = [holder.set(LEFT + seat.who), ChatItem.sockets[seat.client].set("")]
    leaves += [ChatItem.asked.delete({seat.who}), *(system_line(*line) if line[0] else [])]
    held = (ChatItem.sockets[seat.client] == seat.socket) & (holder == seat.holder)
    return to_chat(update(ChatItem, (chat_key(chat.id), CHAT), leaves, held))
