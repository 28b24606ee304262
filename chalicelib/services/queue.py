"""Those who wait: whether more may, how long it may still take them, and what is learnt from each
chat that ends. Called by services/routing.py and services/chats.py."""

from collections.abc import Sequence

from chalicelib.domain import routing
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import OPEN, WAITING, Chat
from chalicelib.domain.error import QueueFull
from chalicelib.domain.estimate import Estimate, waits
from chalicelib.domain.need import Need
from chalicelib.domain.pace import Pace
from chalicelib.services import access
from chalicelib.store import accounts as account_store
from chalicelib.store import routing as routing_store


def waits_of(
    account_id: str, agents: Sequence[Agent], queue: Sequence[Need], now: int, *, first: int = 0
) -> list[Estimate | None]:
    """What those who wait may be told, in the order of the queue, from the `first` on."""
    if not queue:
        return []
    account = access.known_account(account_id, now)
    candidates = [routing.candidate(agent, now) for agent in agents]
    return waits(queue, candidates, account.pace, now, wrap_up=account.wrap_up, first=first)


def need_place(account_id: str, now: int) -> None:
    """Raises QueueFull where as many wait as the account lets. Of those who start at the same
    moment each may find the last place free: so many more wait then, and no lock is needed."""
    most = access.known_account(account_id, now).max_queue
    if most and routing_store.is_queue_full(account_id, most):
        raise QueueFull("Many visitors wait already. Leave a message, or try again in a while.")


def learn(chat: Chat, now: int) -> None:
    """Learn from a chat that has just ended, as it was before: one write, which may be lost."""
    waited = (chat.assigned if chat.state == OPEN else now) - chat.waiting_since

    def learnt(pace: Pace) -> Pace:
        if chat.state == OPEN:
            pace = pace.after_chat(now - chat.assigned)
        # Who found an agent at once says nothing about patience.
        return pace.after_wait(waited, left=chat.state == WAITING) if waited > 0 else pace

    account_store.learn(chat.account, learnt)
