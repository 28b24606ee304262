"""Accounts and their agents. Called by handlers/agent.py and by the seed of a stage."""

from collections.abc import Iterable

from chalicelib.domain.account import Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.error import Unauthenticated
from chalicelib.domain.event import Outcome, status_changed
from chalicelib.services import access, routing
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store


def open_account(*, account: str, name: str, origins: Iterable[str]) -> None:
    """Create an account, or bring its name and sites up to date."""
    account_store.put(Account(account, name, frozenset(origins)))


def add_agent(
    *, account: str, agent_id: str, name: str, email: str, role: str, max_chats: int, subject: str
) -> None:
    """Create an agent and say which Cognito subject they are, or bring them up to date."""
    agent = Agent(
        account, agent_id, name, email, role, max_chats, "away", frozenset(), 0, 0, frozenset()
    )
    agent_store.put(agent, subject)


def signed_in(subject: str) -> tuple[str, str]:
    """The account and agent of a Cognito subject. Raises Unauthenticated."""
    found = agent_store.signed_in(subject)
    if found is None:
        raise Unauthenticated("This sign-in belongs to no agent. Ask an admin of your account.")
    return found


def set_max_chats(admin: Agent, agent_id: str, max_chats: int, now: int) -> Outcome[Agent]:
    """Set how many chats an agent takes; waiting chats are handed out if there is room now.

    A limit below the chats in hand takes none away: the agent gets no further one. Raises
    NotAllowed, NoSuchAgent.
    """
    agent = agent_store.set_max_chats(access.agent_managed_by(admin, agent_id), max_chats)
    told = status_changed(agent.sockets, agent.status, agent.max_chats)
    return Outcome(agent, (*told, *routing.drain(agent.account, now)))
