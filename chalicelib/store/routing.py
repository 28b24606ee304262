"""Who holds a chat: the transactions by which a chat is started, changes hands and ends. Called by
services."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import ENDED, OPEN, WAITING, Chat
from chalicelib.domain.error import Conflict
from chalicelib.domain.need import Need, pack, unpack
from chalicelib.domain.routing import Decision, Verdict, brief
from chalicelib.store import keys, reads
from chalicelib.store.chats import chat_key, head, new_item, system_line
from chalicelib.store.tables import AgentItem, ChatItem, QueueItem, VisitorItem
from chalicelib.store.writes import Item, Write, transact


def start(chat: Chat, previous: str) -> None:
    """A new waiting chat, its place in the queue, and the visitor's pointer to it. Raises Conflict.

    The visitor's pointer must still be `previous`: of two starts at once one wins, the other joins
    its chat.
    """
    visitor = VisitorItem(keys.below(chat.account, chat.visitor))
    pointer = VisitorItem.chat == previous if previous else VisitorItem.chat.does_not_exist()
    actions: list[Action] = [VisitorItem.chat.set(chat.id), VisitorItem.chats.add(1)]
    actions += [VisitorItem.name.set(chat.name), VisitorItem.email.set(chat.email)]
    item = new_item(chat)
    transact(
        [
            lambda t: t.save(item, condition=ChatItem.key.does_not_exist()),
            lambda t: t.save(entry(chat)),
            lambda t: t.update(visitor, actions, condition=pointer),
        ],
    )


def assign(
    chat: Chat,
    agent: Agent,
    decision: Decision,
    now: int,
    *,
    picked: bool = False,
    counting: Sequence[Write] = (),
) -> None:
    """Hand a waiting chat to an agent who is online and has a free slot, and keep why. Raises
    Conflict.

    Who `picked` it need not be online, only there. `counting`: the writes of store/days.py.
    """
    transact(
        [
            lambda t: t.update(head(chat.id), giving(chat, agent, now), condition=waits(chat)),
            taking(chat, agent, now, online=not picked),
            lambda t: t.delete(entry(chat)),
            keeping(chat, decision),
            *counting,
        ],
    )


def decisions(chat_id: str) -> list[Decision]:
    """Why a chat went to whom, in the order in which it changed hands."""
    parts = ChatItem.part.startswith(keys.decision(None))
    found = ChatItem.query(chat_key(chat_id), parts, consistent_read=True)
    return [_unpack(chat_id, item.decision or "") for item in found]


def requeue(chat: Chat, now: int) -> None:
    """Take an open chat from its agent and put it at the front of the queue. Raises Conflict."""
    need = need_of(chat)
    place = keys.front(chat.started - need.credit, chat.id)
    if need.agent == chat.agent:
        # Nobody is kept waiting for who is gone.
        need = need._replace(agent="", agent_until=0)
    packed = pack(need)
    takes: list[Action] = [
        ChatItem.state.set(WAITING),
        ChatItem.agent.set(""),
        ChatItem.agent_name.set(""),
        ChatItem.place.set(place),
        ChatItem.waiting_since.set(now),
        ChatItem.fence.set(chat.fence + 1),
        asks(packed),
        *system_line("requeued", now),
    ]
    transact(
        [
            lambda t: t.update(head(chat.id), takes, condition=still_held(chat)),
            lambda t: t.update(AgentItem(chat.account, chat.agent), [frees(chat)]),
            lambda t: t.save(entry(replace(chat, place=place, need=packed))),
        ],
    )


def end(chat: Chat, by: str, now: int, wrap_until: int = 0, counting: Sequence[Write] = ()) -> None:
    """End a waiting or open chat, freeing its place or its agent's slot, which an open chat's
    wrap-up holds until `wrap_until`. `counting`: the writes of store/days.py. Raises Conflict."""
    closes = [
        ChatItem.state.set(ENDED),
        ChatItem.offered.remove(),
        ChatItem.offered_until.remove(),
        ChatItem.ended.set(now),
        ChatItem.ended_by.set(by),
        ChatItem.ended_in.set(keys.month(chat.account, now)),
        ChatItem.ended_by_visitor.set(keys.below(chat.account, chat.visitor)),
        ChatItem.ended_key.set(keys.moment(now, chat.id)),
        *system_line(f"ended:{by}", now),
    ]
    unchanged = (
        (ChatItem.state == chat.state)
        & (ChatItem.fence == chat.fence)
        & (ChatItem.away_since == chat.away_since)
    )
    holder = AgentItem(chat.account, chat.offered or chat.agent)
    wraps = wrap_until and chat.state == OPEN
    held = freeing(chat)
    if wraps:
        held = [AgentItem.wraps.add({keys.wrap(chat.id, wrap_until)})]
    transact(
        [
            lambda t: t.update(head(chat.id), closes, condition=unchanged),
            (lambda t: t.delete(entry(chat)))
            if chat.state == WAITING and not chat.offered
            else (lambda t: t.update(holder, held)),
            *counting,
        ],
    )


def waiting(account: str, limit: int) -> list[Need]:
    """The chats that wait and what they ask for, in the order in which they are served."""
    queue = keys.below(account, keys.DEFAULT_QUEUE)
    return list(reads.query(QueueItem, queue, _need, limit))


def count_waiting(account: str) -> int:
    """How many chats wait."""
    return QueueItem.count(keys.below(account, keys.DEFAULT_QUEUE))


def is_queue_full(account: str, most: int) -> bool:
    """Whether so many chats wait, as it stands now."""
    queue = keys.below(account, keys.DEFAULT_QUEUE)
    return int(QueueItem.count(queue, consistent_read=True, limit=most)) >= most


def need_of(chat: Chat) -> Need:
    """What a chat asks for."""
    return unpack(chat.need, chat.id, chat.started, front=keys.of_place(chat.place)[0])


def giving(chat: Chat, agent: Agent, now: int) -> list[Action]:
    """The writes by which a chat comes into an agent's hands; `assigned` is when it did so after
    it waited, whoever took it over since."""
    return [
        ChatItem.state.set(OPEN),
        ChatItem.agent.set(agent.id),
        ChatItem.agent_name.set(agent.name),
        ChatItem.assigned.set(chat.assigned if chat.state == OPEN else now),
        ChatItem.fence.set(chat.fence + 1),
        *system_line(f"assigned:{agent.name}", now),
    ]


def taking(chat: Chat, agent: Agent, now: int, *, online: bool, until: int = 0) -> Write:
    """The write by which an agent who is there, and `online` where that is asked, takes the slots
    of a chat, if as many are free; `until`: they are only offered it, up to then.

    They are free if the *set* of chats is small enough for the limit: a repeated write cannot count
    twice.
    """
    slots = keys.slots(chat.id, need_of(chat).weight)
    takes: list[Action] = [AgentItem.chats.add(slots), AgentItem.last_received.set(now)]
    if until:
        takes.append(AgentItem.offers.add({keys.wrap(chat.id, until)}))
    can_take = (AgentItem.lease > now) & _has_room(agent, slots)
    if online:
        can_take &= AgentItem.status == "online"
    return lambda t: t.update(AgentItem(chat.account, agent.id), takes, condition=can_take)


def keeping(chat: Chat, decision: Decision) -> Write:
    """The write that keeps why a chat changes hands."""
    part = keys.decision(chat.fence + 1)
    kept = ChatItem(chat_key(chat.id), part, decision=_pack(brief(decision)))
    return lambda t: t.save(kept)


def waits(chat: Chat) -> Condition:
    """Whether it still waits as it was read."""
    condition: Condition = (ChatItem.state == WAITING) & (ChatItem.fence == chat.fence)
    return condition


def still_held(chat: Chat) -> Condition:
    """Whether the same agent holds it still."""
    held: Condition = (
        (ChatItem.state == OPEN) & (ChatItem.agent == chat.agent) & (ChatItem.fence == chat.fence)
    )
    return held


def frees(chat: Chat) -> Action:
    """The write that frees the slots of a chat."""
    return AgentItem.chats.delete(keys.slots(chat.id, need_of(chat).weight))


def freeing(chat: Chat) -> list[Action]:
    """The writes that free the slots of a chat, also of one that is only offered."""
    return [frees(chat), *([unoffers(chat)] if chat.offered else [])]


def unoffers(chat: Chat) -> Action:
    """The write by which a chat is offered to its agent no more."""
    return AgentItem.offers.delete({keys.wrap(chat.id, chat.offered_until)})


def asks(packed: str) -> Action:
    """The write by which a chat asks for a packed need from now on."""
    action: Action = ChatItem.need.set(packed) if packed else ChatItem.need.remove()
    return action


def entry(chat: Chat) -> QueueItem:
    """Its entry in the queue."""
    return QueueItem(_queue(chat), chat.place, chat=chat.id, need=chat.need or None)


def _need(item: Item) -> Need:
    front, since = keys.of_place(reads.text(item, "place"))
    need = unpack(reads.text(item, "need"), reads.text(item, "chat"), since, front=front)
    return need._replace(since=since + need.credit)


def _pack(decision: Decision) -> str:
    verdicts = [_trimmed(verdict) for verdict in decision.verdicts]
    whole = [*decision[1:3], verdicts, *decision[4:]]
    return json.dumps(whole, separators=(",", ":"), sort_keys=True)


def _trimmed(verdict: Verdict) -> tuple[object, ...]:
    """Without what says nothing; most chats ask for nothing."""
    return verdict if verdict.skills or verdict.groups else verdict[:6]


def _unpack(chat_id: str, packed: str) -> Decision:
    at, agent, verdicts, *more = json.loads(packed)
    return Decision(chat_id, at, agent, tuple(map(_verdict, verdicts)), *more)


def _verdict(kept: list[Any]) -> Verdict:
    verdict = Verdict(*kept)
    return verdict._replace(groups=tuple(verdict.groups))


def _has_room(agent: Agent, slots: set[str]) -> Condition:
    """Whether so many more fit below the limit, which must be the one that was read: DynamoDB does
    not subtract in conditions."""
    most = agent.max_chats - len(slots)
    if most < 0:
        raise Conflict("The agent's limit is below what the chat takes.")
    none_yet = AgentItem.chats.does_not_exist()
    fits: Condition = (AgentItem.max_chats == agent.max_chats) & (
        none_yet | (size(AgentItem.chats) <= most)
    )
    return fits


def _queue(chat: Chat) -> str:
    return keys.below(chat.account, keys.DEFAULT_QUEUE)
