"""An account's configuration as one document: exported, compared, applied, rolled back. Called by
handlers/config.py.

A document is applied whole or not at all, up to the number of things one transaction takes; a
larger one in parts, each of which may be repeated.
"""

from typing import NamedTuple

from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import Act
from chalicelib.domain.config import Change, Document, Version, difference
from chalicelib.domain.error import NoSuchVersion
from chalicelib.domain.event import Event, Outcome
from chalicelib.domain.publishing import Book
from chalicelib.services import (
    access,
    accounts,
    agents,
    availability,
    documents,
    masking,
    presence,
    publishing,
    routing,
    rules,
)
from chalicelib.services.changes import Page, insist
from chalicelib.services.documents import State
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import config as config_store
from chalicelib.store import routing_rules as rule_store
from chalicelib.store import rules as book_store
from chalicelib.store.writes import Write, transact

_BLOCKS = "blocks"
# A transaction takes 100.
_AT_ONCE = 90


class Applied(NamedTuple):
    """What was changed, and the version that it made (0: nothing was)."""

    changes: list[Change]
    version: int


def export(account: str) -> Document:
    """The account's configuration as it stands."""
    return documents.document_of(documents.state_of(account))


def compare(act: Act, wanted: Document) -> list[Change]:
    """What applying a document would change. Raises BadConfig, NotAllowed."""
    state = documents.state_of(act.speaker.account)
    wanted = _completed(state, wanted)
    changes = difference(documents.document_of(state), wanted)
    documents.check(act, state, wanted, changes)
    return changes


def apply(act: Act, wanted: Document) -> Outcome[Applied]:
    """Make the account as the document says. Raises BadConfig, NotAllowed, Conflict."""

    def attempt() -> tuple[State, Applied]:
        state = documents.state_of(act.speaker.account)
        current, whole = documents.document_of(state), _completed(state, wanted)
        changes = difference(current, whole)
        documents.check(act, state, whole, changes)
        if not changes:
            return state, Applied([], 0)
        number = _write(act, state, current, changes)
        return state, Applied(changes, number)

    before, applied = insist(attempt)
    events = _follow(before, applied.changes, act.at) if applied.changes else []
    return Outcome(applied, tuple(events))


def roll_back(act: Act, number: int) -> Outcome[Applied]:
    """Make the account as a version says. Raises NoSuchVersion, BadConfig, NotAllowed, Conflict."""
    return apply(act, _kept(act, number))


def compare_with(act: Act, number: int) -> list[Change]:
    """What rolling back to a version would change. Raises NoSuchVersion, BadConfig, NotAllowed."""
    return compare(act, _kept(act, number))


def versions(account: str, after: str, limit: int) -> Page[Version]:
    """The account's versions, the newest first."""
    found = config_store.listed(account, int(after or "0"), limit + 1)
    more = len(found) > limit
    return Page(found[:limit], str(found[limit - 1].number) if more else "")


def _kept(act: Act, number: int) -> Document:
    document = _unpacked(act.speaker.account, number)
    if document is None:
        raise NoSuchVersion(f"There is no version {number}. The list of versions names them.")
    return document


def _completed(state: State, wanted: Document) -> Document:
    if "rules" not in wanted:
        return wanted
    return {**wanted, "rules": rules.completed(state.account.id, wanted["rules"])}


def _packed(document: Document, book: Book) -> Document:
    """What is kept of a document: its rules may be more than an item holds, and stand in blocks."""
    return {**document, "rules": {_BLOCKS: list(book.blocks)}}


def _unpacked(account: str, number: int) -> Document | None:
    document = config_store.document(account, number)
    if document is None or _BLOCKS not in document.get("rules", ()):
        return document
    kept = book_store.of_blocks(account, document["rules"][_BLOCKS])
    return {**document, "rules": rules.document(kept)}


def _write(act: Act, state: State, current: Document, changes: list[Change]) -> int:
    """Write all changes with their version and audit entry; the version's number."""
    account = state.account.id
    latest = config_store.latest(account)
    number = latest.number + 1 if latest else 1
    writes: list[Write] = []
    if latest is None or _unpacked(account, latest.number) != current:
        # What was changed one by one since: this is what a rollback leads to.
        kept = _packed(current, state.book)
        writes.append(config_store.putting(_version(act, number, 0), kept))
        number += 1
    after = documents.after(current, changes)
    book = rules.book_of(state.book, after["rules"])
    kept = _packed(after, book)
    writes.append(config_store.putting(_version(act, number, len(changes)), kept))
    told = (
        {change.path: change.before for change in changes},
        {change.path: change.after for change in changes},
    )
    entry = act.entry("config.apply", f"version {number}", *told)
    writes.append(audit_store.putting(entry))
    writes += documents.writes_of(state, after, book, entry)
    transact(writes[:_AT_ONCE])
    for start in range(_AT_ONCE, len(writes), _AT_ONCE):
        transact(writes[start : start + _AT_ONCE])
    return number


def _version(act: Act, number: int, changes: int) -> Version:
    speaker = act.speaker
    return Version(speaker.account, number, act.at, speaker.id, speaker.name, changes)


def _follow(before: State, changes: list[Change], now: int) -> list[Event]:
    """What follows from applied changes, for agents and in this process."""
    account = before.account.id
    access.renew_account(account, now)
    if masking.changes_any(change.path.removeprefix("settings.") for change in changes):
        masking.follow(account)
    for change in changes:
        part, _, name = change.path.partition(".")
        if part == "routing_rules":
            rule_store.forget_given(account, name.partition(".")[0])
        if change.after is not None or "." in name:
            continue
        if part == "groups":
            agent_store.take_group(account, name)
        elif part == "skills":
            agent_store.take_skill(account, name)
    shown_out = accounts.without_factor(accounts.get(account), now)
    return [
        *shown_out,
        *_follow_agents(before, now),
        *_follow_hours(account, changes, now),
        *_follow_tag(account, changes, now),
    ]


def _follow_tag(account: str, changes: list[Change], now: int) -> tuple[Event, ...]:
    settings = (change.path.removeprefix("settings.") for change in changes)
    changed = publishing.changes_any(settings) or any(
        change.path.startswith("rules.") for change in changes
    )
    return publishing.follow(account, now) if changed else ()


def _follow_hours(account: str, changes: list[Change], now: int) -> list[Event]:
    """What the button shows may have changed with hours and limits of the queue."""
    settings = (change.path.removeprefix("settings.") for change in changes)
    if not availability.changes_any(settings) and not any(
        change.path.startswith("skills.") for change in changes
    ):
        return []
    availability.forget(account)
    return routing.drain(account, now)


def _follow_agents(before: State, now: int) -> list[Event]:
    account = before.account.id
    lost: list[Agent] = []
    events: list[Event] = []
    for agent in agent_store.of_account(account):
        was = before.agents.get(agent.id, agent)
        had, has = _permissions(before, was), access.permissions(account, agent.role)
        if "chats.answer" in had - has:
            lost.append(agent)
        else:
            events += agents.told_of(was, agent, now, had=had)
    return [*presence.show_out(lost, now), *events]


def _permissions(state: State, agent: Agent) -> frozenset[str]:
    if agent.role in state.roles:
        return state.roles[agent.role].permissions
    return access.permissions(state.account.id, agent.role)
