"""What an account asks of its agents' sign-ins: a second factor, a new password from time to time.
Called by handlers/auth.py each time a new token is seen."""

from typing import Protocol

from chalicelib.domain.agent import Agent
from chalicelib.services import access
from chalicelib.store import agents as agent_store

_DAY_MS = 86_400_000


class Directory(Protocol):
    """Where agents sign in."""

    def has_factor(self, email: str) -> bool:
        """Whether a second factor is asked for."""

    def expire_password(self, email: str) -> None:
        """Have a new password chosen at the next sign-in."""


def keep_rules(account_id: str, agent_id: str, directory: Directory, now: int) -> None:
    """Note whether the agent has a second factor; have them choose a password if theirs is old.

    What they are signed in to goes on until its token ends. Raises Unauthenticated.
    """
    account = access.account(account_id, now)
    if not account.mfa_required and not account.password_days:
        return
    agent = access.agent(account_id, agent_id)
    if account.mfa_required:
        _note_factor(agent, directory)
    if account.password_days:
        _replace_password(agent, account.password_days, directory, now)


def _note_factor(agent: Agent, directory: Directory) -> None:
    there = directory.has_factor(agent.email)
    if there != agent.factor:
        agent_store.set_factor(agent, there=there)


def _replace_password(agent: Agent, days: int, directory: Directory, now: int) -> None:
    if not agent.password_at:
        # Nobody knows how old it is: counted from today.
        agent_store.set_password_at(agent, now)
    elif agent.password_at + days * _DAY_MS <= now:
        # In this order: should the note be lost, a new password is asked for once more.
        directory.expire_password(agent.email)
        agent_store.set_password_at(agent, now)
