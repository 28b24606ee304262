"""Chats that wait: looked at again in time, and back at their places when an offer is over. For
services/routing.py and all that put chats into the queue."""

from contextlib import suppress

from chalicelib.domain import routing
from chalicelib.domain.agent import NOT_RESPONDING, Agent
from chalicelib.domain.chat import WAITING, Chat
from chalicelib.domain.deadline import WAITING as WAITING_DEADLINE
from chalicelib.domain.deadline import Deadline
from chalicelib.domain.error import Conflict
from chalicelib.domain.event import Event, Remind, offer_withdrawn, status_changed
from chalicelib.services import access
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import offers as offer_store
from chalicelib.store.routing import need_of

LOOK_AGAIN_MS = 30_000
# After which time those who let a chat pass are asked again, if there is nobody else.
PASSED_MS = 30_000
CONFLICTS = 20


def watch(chat: Chat, now: int) -> Remind:
    """See to it that a waiting chat is looked at again."""
    # On a grid, so that two who watch at once keep one deadline.
    looks = (now - chat.waiting_since) // LOOK_AGAIN_MS + 1
    until = chat.waiting_since + access.account(chat.account, now).max_wait
    opens = routing.opens_next(need_of(chat), now) or until
    due = min(chat.waiting_since + looks * LOOK_AGAIN_MS, until, opens)
    deadline = Deadline(max(due, now + 1), WAITING_DEADLINE, chat.account, chat.id)
    deadline_store.put(deadline)
    return Remind(deadline)


def withdraw(chat: Chat, agent: Agent, reason: str, now: int) -> list[Event]:
    """Put a chat that is offered to an agent back at its place in the queue: they declined it, did
    not answer (`late`) or are `gone`. Who let it pass is not asked again; who did not answer gets
    no more until they say that they are there. Empty if it is not offered to them any more."""
    for _ in range(CONFLICTS):
        if chat.state != WAITING or chat.offered != agent.id:
            return []
        need, silent = need_of(chat), reason == "late" and agent.status == "online"
        if reason != "gone":
            need = need._replace(tried=need.tried | {agent.id}, passed=now)
        if need.agent == agent.id:
            # Nobody else is kept waiting for them.
            need = need._replace(agent="", agent_until=0)
        try:
            offer_store.withdraw(chat, need, silent=silent)
        except Conflict:
            chat = chat_store.get(chat.id) or chat
            agent = agent_store.get(agent.account, agent.id) or agent
            continue
        count_share(chat, agent, now, -1)
        told = offer_withdrawn(chat.id, agent.sockets, reason)
        if silent:
            told += status_changed(agent.sockets, NOT_RESPONDING, agent.max_chats)
        return [*told, watch(chat, now)]
    raise Conflict("The chat is busy. Try again.")


def count_share(chat: Chat, agent: Agent, now: int, by: int = 1) -> None:
    """A chat came to an agent, or did not after all (`by` -1): count it for the groups that share
    such chats."""
    names = routing.shares_of(need_of(chat), agent.groups)
    if names:
        # Only accounts that share chats out pay for it.
        from chalicelib.store import routing_rules

        routing_rules.count(chat.account, names, now, by)


def ask_again(chat: Chat, now: int) -> None:
    """Where all who could take a chat let it pass, they are asked once more after a pause: it must
    not wait for nobody."""
    need = need_of(chat)
    if not need.tried or now < need.passed + PASSED_MS:
        return
    candidates = [routing.candidate(agent, now) for agent in agent_store.of_account(chat.account)]
    if routing.is_passed_by_all(need, candidates, now):
        with suppress(Conflict):
            offer_store.ask_for(chat, need._replace(tried=frozenset(), passed=0))
