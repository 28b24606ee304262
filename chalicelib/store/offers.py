"""Chats that are offered to an agent: the writes by which they are, and by which the agent accepts
them or lets them pass. Called by services/routing.py and services/offers.py."""

from collections.abc import Sequence
from dataclasses import replace

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.agent import NOT_RESPONDING, Agent
from chalicelib.domain.chat import OPEN, WAITING, Chat
from chalicelib.domain.need import Need, pack
from chalicelib.domain.routing import Decision
from chalicelib.store.chats import head
from chalicelib.store.routing import asks, entry, freeing, giving, keeping, taking, unoffers, waits
from chalicelib.store.tables import AgentItem, ChatItem
from chalicelib.store.writes import Write, transact


def make(chat: Chat, agent: Agent, decision: Decision, until: int, now: int) -> None:
    """Offer a waiting chat to an agent who is online: it leaves the queue and takes their slot, so
    that whoever accepts is never above their limit. Raises Conflict."""
    offers: list[Action] = [
        ChatItem.offered.set(agent.id),
        ChatItem.offered_until.set(until),
        ChatItem.fence.set(chat.fence + 1),
    ]
    transact(
        [
            lambda t: t.update(head(chat.id), offers, condition=waits(chat)),
            taking(chat, agent, now, online=True, until=until),
            lambda t: t.delete(entry(chat)),
            keeping(chat, decision),
        ]
    )


def accept(chat: Chat, agent: Agent, now: int, counting: Sequence[Write] = ()) -> None:
    """The chat comes to whom it is offered to; they have the slot already. `counting`: the writes
    of store/days.py. Raises Conflict."""
    accepts = [*giving(chat, agent, now), *_over()]
    transact(
        [
            lambda t: t.update(head(chat.id), accepts, condition=_stands(chat)),
            lambda t: t.update(AgentItem(chat.account, agent.id), [unoffers(chat)]),
            *counting,
        ]
    )


def withdraw(chat: Chat, need: Need, *, silent: bool = False) -> None:
    """Put a chat that is offered back at its place in the queue, asking for `need` from now on; who
    was `silent` is given no more until they say that they are there. Raises Conflict."""
    agent, packed = AgentItem(chat.account, chat.offered), pack(need)
    back = [*_over(), ChatItem.fence.set(chat.fence + 1), asks(packed)]
    frees_slot = freeing(chat)
    if silent:
        frees_slot += [AgentItem.status.set(NOT_RESPONDING), AgentItem.status_at.set(need.passed)]
    # Who went away meanwhile did say something.
    held = AgentItem.status == "online" if silent else None
    transact(
        [
            lambda t: t.update(head(chat.id), back, condition=_stands(chat)),
            lambda t: t.update(agent, frees_slot, condition=held),
            lambda t: t.save(entry(replace(chat, need=packed))),
        ]
    )


def forget(chat: Chat) -> None:
    """An offer that stands of a chat which waits no more, since a release that knows of none gave
    or ended it: it is over, and its slot free. Raises Conflict."""
    agent, kept = AgentItem(chat.account, chat.offered), chat.state == OPEN
    freed = [unoffers(chat)] if kept and chat.agent == chat.offered else freeing(chat)
    same = (ChatItem.offered == chat.offered) & (ChatItem.fence == chat.fence)
    transact(
        [
            lambda t: t.update(head(chat.id), _over(), condition=same),
            lambda t: t.update(agent, freed),
        ]
    )


def ask_for(chat: Chat, need: Need) -> None:
    """Let a waiting chat ask for something else, at its place. Raises Conflict."""
    packed = pack(need)
    unoffered = waits(chat) & ChatItem.offered.does_not_exist()
    transact(
        [
            lambda t: t.update(head(chat.id), [asks(packed)], condition=unoffered),
            lambda t: t.save(entry(replace(chat, need=packed))),
        ]
    )


def _over() -> list[Action]:
    return [ChatItem.offered.remove(), ChatItem.offered_until.remove()]


def _stands(chat: Chat) -> Condition:
    """Whether it is offered to the same agent still."""
    offered: Condition = (
        (ChatItem.state == WAITING)
        & (ChatItem.offered == chat.offered)
        & (ChatItem.fence == chat.fence)
    )
    return offered
