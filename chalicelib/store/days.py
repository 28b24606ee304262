"""What was answered on an account's days, and what left. Called by services.

Counted in the very transaction by which a chat is answered or ends, so that no count is lost or
doubled. Each agent has an item of their own, which meets no transactions but those that meet at the
agent anyway; chats that leave are spread.
"""

from collections.abc import Iterable

from pynamodb.expressions.update import Action

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import WAITING, Chat
from chalicelib.domain.day import SOON_S, Day
from chalicelib.store import keys, reads
from chalicelib.store.tables import DayItem
from chalicelib.store.writes import Item, Write


def answering(chat: Chat, agent: Agent, date: str, now: int) -> list[Write]:
    """The write that counts a chat as answered; none if it was answered before, by whomever."""
    if chat.assigned:
        return []
    waited = max(now - chat.started, 0)
    actions: list[Action] = [DayItem.answered.add(1), DayItem.waited.add(waited)]
    actions += [_SOON[s].add(1) for s in SOON_S if waited <= s * 1_000]
    return [_counting(chat, date, agent.id, actions)]


def leaving(chat: Chat, date: str) -> list[Write]:
    """The write that counts a chat that ends as one that left; none if it was ever answered."""
    if chat.state != WAITING or chat.assigned:
        return []
    return [_counting(chat, date, keys.left(chat.id), [DayItem.left.add(1)])]


def of(account: str, date: str) -> Day:
    """All that was counted on a day of an account."""
    return _sum(reads.query(DayItem, keys.below(account, date), _day))


_SOON = {20: DayItem.within_20, 30: DayItem.within_30, 60: DayItem.within_60}


def _counting(chat: Chat, date: str, part: str, actions: list[Action]) -> Write:
    item = DayItem(keys.below(chat.account, date), part)
    return lambda t: t.update(item, actions)


def _day(item: Item) -> Day:
    within = {s: reads.whole(item, attribute.attr_name) for s, attribute in _SOON.items()}
    answered, waited = reads.whole(item, "answered"), reads.whole(item, "waited")
    return Day(answered, waited, within, reads.whole(item, "left"))


def _sum(days: Iterable[Day]) -> Day:
    total = Day()
    for day in days:
        total = total.plus(day)
    return total
