"""Skills of agents. Called by handlers/people.py and services/config.py."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.audit import Act
from chalicelib.domain.error import Conflict
from chalicelib.domain.event import Event
from chalicelib.domain.hours import Hours
from chalicelib.domain.ids import seeded
from chalicelib.domain.skill import Skill, skill_record
from chalicelib.services import access, accounts, availability, routing, routing_rules
from chalicelib.services.changes import Page, insist, is_done, page
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import skills as skill_store


def listed(account: str, after: str, limit: int) -> Page[Skill]:
    """The account's skills."""
    return page(skill_store.of_account(account), lambda skill: skill.id, after, limit)


def create(act: Act, name: str, hours: Hours | None = None) -> Skill:
    """A new skill; asked twice with one seed it is one."""
    skill = Skill(act.speaker.account, seeded("sk", act.seed), name, hours=hours)
    try:
        skill_store.create(skill, act.entry("skill.create", skill.id, after=skill_record(skill)))
    except Conflict:
        return access.skill(skill.account, skill.id)
    return skill


def change(act: Act, skill_id: str, etag: str, given: Mapping[str, Any]) -> Skill:
    """Change name or hours; what is not given stays. Raises NoSuchSkill, Outdated."""

    def attempt() -> Skill:
        before = access.skill(act.speaker.account, skill_id)
        after = before._replace(**given)
        told = skill_record(before), skill_record(after)
        entry = act.entry("skill.change", skill_id, *told)
        if is_done(before.version, etag, entry) or before == after:
            return before
        skill_store.change(before, after, entry)
        return after._replace(version=before.version + 1)

    return insist(attempt)


def told_of(skill: Skill, now: int) -> list[Event]:
    """What follows from a change: its hours say what the button shows."""
    availability.forget(skill.account)
    return routing.drain(skill.account, now)


def remove(act: Act, skill_id: str) -> None:
    """Remove a skill, from its agents too. Raises NoSuchSkill, InUse."""
    account = act.speaker.account

    def attempt() -> None:
        if audit_store.stands(act.entry("skill.remove", skill_id)):
            return
        ruled = accounts.get(account)
        skill = access.skill(account, skill_id)
        routing_rules.refuse_named(ruled, skill_id)
        entry = act.entry("skill.remove", skill_id, skill_record(skill))
        skill_store.remove(skill, account_store.ordering(ruled, ruled.rules), entry)

    insist(attempt)
    agent_store.take_skill(account, skill_id)
