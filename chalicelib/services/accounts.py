"""Accounts: made, suspended, resumed, and their settings. Called by handlers/settings.py, by the
commands of infra/accounts.py and by the seed of a stage."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from chalicelib.domain.account import Account, settings_record, with_settings
from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import Act
from chalicelib.domain.deadline import SUSPENDED, Deadline
from chalicelib.domain.error import Unauthenticated
from chalicelib.domain.event import Close, Event, Outcome, Remind
from chalicelib.services import (
    access,
    availability,
    data_keys,
    masking,
    presence,
    publishing,
    retention,
    routing,
)
from chalicelib.services.changes import insist, is_done
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import routing as routing_store

# Longer than settings are remembered: by then nobody takes the account for running.
_LOOK_AGAIN_MS = 10_000
_MOST_CHATS = 10_000


def open_account(*, account: str, name: str, origins: Iterable[str]) -> None:
    """Create an account, or bring its name and sites up to date."""
    account_store.put(Account(account, name, frozenset(origins)))


def create(act: Act, name: str, origins: Iterable[str]) -> Account:
    """A new account. Raises Conflict if there is one of this id."""
    account = Account(act.speaker.account, name, frozenset(origins), version=1)
    told = {"name": name, "origins": sorted(account.origins)}
    account_store.create(account, act.entry("account.create", account.id, after=told))
    # Its visits end as well, though it may never have a chat.
    retention.watch(account.id, act.at)
    return account


def every() -> list[Account]:
    """All accounts of the installation."""
    return account_store.every()


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


def get(account_id: str) -> Account:
    """The account as it stands. Raises Unauthenticated."""
    found = account_store.get(account_id, consistent=True)
    if found is None:
        raise Unauthenticated("There is no such account.")
    return found


def change(act: Act, etag: str, given: Mapping[str, object]) -> Outcome[Account]:
    """Change name, sites and settings, given as in `settings_record`.

    Raises Outdated; Unavailable or KeyDisabled if there can be no key for what is to be kept.
    """

    def attempt() -> Account:
        before = get(act.speaker.account)
        after = with_settings(before, given)
        entry = act.entry(
            "account.change", before.id, settings_record(before), settings_record(after)
        )
        if is_done(before.version, etag, entry) or before == after:
            return before
        data_keys.prepare(after)
        account_store.change(before, after, entry, publishing.of_settings(before, after, entry))
        return replace(after, version=before.version + 1)

    changed = insist(attempt)
    access.renew_account(changed.id, act.at)
    if masking.changes_any(given):
        masking.follow(changed.id)
    events = without_factor(changed, act.at)
    if "accept_mode" in given:
        events += routing.drain(changed.id, act.at, mode=changed.accept_mode)
    elif availability.changes_any(given):
        events += routing.drain(changed.id, act.at)
    if publishing.changes_any(given):
        events += publishing.follow(changed.id, act.at)
    return Outcome(changed, tuple(events))


def without_factor(account: Account, now: int) -> list[Event]:
    """Who has no second step, where the account asks for one, is shown out. Safe to repeat."""
    if not account.mfa_required:
        return []
    lacking = [agent for agent in agent_store.of_account(account.id) if not agent.factor]
    return presence.show_out(lacking, now)


def suspend(act: Act) -> Outcome[Account]:
    """Nothing is done for the account any more: agents are shown out, sockets closed, the button
    says offline. Doing it twice is doing it once."""
    account = _switch(act, act.at, "account.suspend")
    again = Deadline(act.at + _LOOK_AGAIN_MS, SUSPENDED, account.id, account.id)
    deadline_store.put(again)
    return Outcome(account, (*settle_suspended(account.id, act.at), Remind(again)))


def resume(act: Act) -> Outcome[Account]:
    """The account runs again; its agents sign in anew."""
    return Outcome(_switch(act, 0, "account.resume"), ())


def settle_suspended(account_id: str, now: int) -> list[Event]:
    """Look at a suspended account: nobody may be connected. Safe to repeat."""
    account = account_store.get(account_id, consistent=True)
    if account is None or not account.suspended:
        return []
    events = presence.show_out(agent_store.of_account(account_id), now)
    waiting = [need.id for need in routing_store.waiting(account_id, _MOST_CHATS)]
    for chat in chat_store.get_many(waiting).values():
        sockets = tuple(sorted({seat.socket for seat in chat.seats if seat.socket}))
        events.append(Close(sockets))
    return [*events, *routing.drain(account_id, now)]


def _switch(act: Act, at: int, action: str) -> Account:
    def attempt() -> Account:
        before = get(act.speaker.account)
        if bool(before.suspended) == bool(at):
            return before
        entry = act.entry(action, before.id)
        account_store.set_suspended(before, at, entry)
        return replace(before, suspended=at, version=before.version + 1)

    switched = insist(attempt)
    access.renew_account(switched.id, act.at)
    return switched
