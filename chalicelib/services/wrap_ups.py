"""The time that agents have to finish up after a chat, while it holds its slot. Called by
handlers/socket.py and services/deadlines.py."""

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import ENDED, Chat
from chalicelib.domain.deadline import WRAP_UP, Deadline
from chalicelib.domain.error import NoSuchChat
from chalicelib.domain.event import Event, Outcome, Remind, wrap_up_changed
from chalicelib.services import access, routing
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import wrap_ups as wrap_up_store

# By then whoever was ending a chat has done so, or died.
LOOK_AGAIN_MS = 60_000


def done(chat_id: str, socket: str, now: int) -> Outcome[None]:
    """The agent has finished up; again is once. Raises NoSuchChat."""
    agent = access.agent_at(socket)
    chat = access.chat_of_account(agent.account, chat_id)
    if chat.agent != agent.id:
        raise NoSuchChat("There is no such chat, or it is not yours.")
    return Outcome(None, tuple(_over(chat, agent, now)))


def settle(chat_id: str, now: int) -> list[Event]:
    """Look at the end of a wrap-up."""
    chat = chat_store.get(chat_id)
    agent = agent_store.get(chat.account, chat.agent) if chat and chat.agent else None
    if chat is None or agent is None:
        return []
    if chat.state != ENDED:
        # Whoever ends it may write that late; the slot must not stay taken then.
        deadline = Deadline(now + LOOK_AGAIN_MS, WRAP_UP, chat.account, chat.id)
        deadline_store.put(deadline)
        return [Remind(deadline)]
    return _over(chat, agent, now)


def _over(chat: Chat, agent: Agent, now: int) -> list[Event]:
    if chat.id not in {over for over, _ in agent.wraps}:
        return []
    wrap_up_store.over(agent, chat)
    told = wrap_up_changed(chat.id, 0, agent.sockets)
    return [*told, *routing.drain(chat.account, now)]
