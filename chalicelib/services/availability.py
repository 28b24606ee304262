"""What the button shows, worked out and published as agents, queue and hours change. Called by
services/routing.py and services/deadlines.py."""

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from chalicelib.domain import routing
from chalicelib.domain.account import Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.availability import Crowd, Shown, shown, shown_record
from chalicelib.domain.deadline import HOURS, Deadline
from chalicelib.domain.event import AvailabilityChanged, Event, Remind
from chalicelib.domain.need import Need
from chalicelib.domain.record import Record
from chalicelib.store import accounts as account_store
from chalicelib.store import deadlines as deadline_store

if TYPE_CHECKING:
    from chalicelib.domain.skill import Skill

REPUBLISH_MS = 60_000
# A place or a wait alone is told no more often than caches look.
HINTS_MS = 5_000
_SKILLS_MS = 4_000
_SETTINGS = frozenset(("hours", "max_queue", "busy_wait_s"))
_skills: dict[str, tuple[int, list["Skill"]]] = {}


def published(
    account_id: str,
    agents: Sequence[Agent],
    queue: Sequence[Need],
    waiting: int,
    now: int,
    *,
    written: bool = False,
) -> list[Event]:
    """Publish what the button shows if it has changed; `written`: just now, by the caller."""
    known = account_store.get(account_id, consistent=written)
    account = known or Account(account_id, "", frozenset())
    crowd = Crowd([routing.candidate(agent, now) for agent in agents], queue, waiting)
    skills = _skills_of(account, agents, now)
    hints = now - account.availability_at >= HINTS_MS
    invited = _invited(account, now)
    found = shown(account, skills, crowd, now, hints=hints)._replace(invited=invited)
    if not _is_due(account, found, now):
        return []
    if not hints:
        found = shown(account, skills, crowd, now)._replace(invited=invited)
    reminders = _watch(account, found)
    told = shown_record(found)
    if not account_store.set_availability(
        account.id, found.state, now, json.dumps(told) if told else "", found.changes
    ):
        return []
    return [*reminders, AvailabilityChanged(account.id, found.state, now, told)]


def changes_any(names: Iterable[str]) -> bool:
    """Whether settings of these names say when the button shows what."""
    return not _SETTINGS.isdisjoint(names)


def forget(account_id: str) -> None:
    """Its skills were changed by this process: it is the first to know them."""
    _skills.pop(account_id, None)


def _invited(account: Account, now: int) -> list[tuple[str, str]]:
    """Whom agents invite by hand and who may still see it."""
    return [(visit, invitation) for visit, invitation, until in account.invited if until > now]


def _is_due(account: Account, found: Shown, now: int) -> bool:
    # Written again each minute even if nothing changed: a write to the CDN may have been lost or
    # overtaken.
    age = now - account.availability_at
    if found.state != account.availability or found.changes != account.hours_watch:
        return True
    if age >= REPUBLISH_MS:
        return True
    told = shown_record(found)
    before: Record = json.loads(account.shown or "{}")
    for hint in ("waiting", "position", "wait"):
        # Told with the next of them.
        if age < HINTS_MS:
            told.pop(hint, None)
            before.pop(hint, None)
    return told != before


def _watch(account: Account, found: Shown) -> list[Event]:
    """See to it that the button is looked at when hours begin or end, without any traffic."""
    if not found.changes or found.changes == account.hours_watch:
        return []
    deadline = Deadline(found.changes, HOURS, account.id, account.id)
    deadline_store.put(deadline)
    return [Remind(deadline)]


def _skills_of(account: Account, agents: Sequence[Agent], now: int) -> list["Skill"]:
    """The skills of the account, if any agent has one."""
    if not any(agent.skills for agent in agents):
        return []
    read_at, known = _skills.get(account.id, (0, None))
    if known is None or not 0 <= now - read_at < _SKILLS_MS:
        # Only accounts with skills pay for it.
        from chalicelib.store import skills as skill_store

        known = skill_store.of_account(account.id)
        _skills[account.id] = (now, known)
    return known
