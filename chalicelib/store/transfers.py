"""Chats that agents pass on, or take from each other: the transactions. Called by
services/transfers.py."""

from dataclasses import replace

from pynamodb.expressions.update import Action

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import WAITING, Chat
from chalicelib.domain.need import Need, pack
from chalicelib.domain.note import Note
from chalicelib.domain.routing import Decision
from chalicelib.store import keys
from chalicelib.store.chats import head, system_line
from chalicelib.store.notes import counting, putting
from chalicelib.store.routing import asks, entry, frees, giving, keeping, still_held, taking
from chalicelib.store.tables import AgentItem, ChatItem
from chalicelib.store.writes import transact


def pass_on(chat: Chat, need: Need, name: str, note: Note, now: int) -> None:
    """Put an open chat at the front of the queue, asking for `need`; `name` is whose it is to be,
    if that is one agent. Raises Conflict."""
    packed = pack(need)
    passed = replace(chat, place=keys.front(chat.started - need.credit, chat.id), need=packed)
    takes: list[Action] = [
        ChatItem.state.set(WAITING),
        ChatItem.agent.set(""),
        ChatItem.agent_name.set(""),
        ChatItem.place.set(passed.place),
        ChatItem.waiting_since.set(now),
        ChatItem.fence.set(chat.fence + 1),
        asks(packed),
        counting(),
        *system_line(f"transferred:{name}", now),
    ]
    transact(
        [
            lambda t: t.update(head(chat.id), takes, condition=still_held(chat)),
            lambda t: t.update(AgentItem(chat.account, chat.agent), [frees(chat)]),
            lambda t: t.save(entry(passed)),
            putting(chat, note),
        ]
    )


def take_over(chat: Chat, agent: Agent, decision: Decision, now: int) -> None:
    """An open chat comes from its agent to another, who has room. Raises Conflict."""
    transact(
        [
            lambda t: t.update(head(chat.id), giving(chat, agent, now), condition=still_held(chat)),
            lambda t: t.update(AgentItem(chat.account, chat.agent), [frees(chat)]),
            taking(chat, agent, now, online=False),
            keeping(chat, decision),
        ]
    )
