"""Skills of agents. Called by handlers/people.py and services/config.py."""

from chalicelib.domain.audit import Act
from chalicelib.domain.error import Conflict
from chalicelib.domain.ids import seeded
from chalicelib.domain.skill import Skill
from chalicelib.services import access
from chalicelib.services.changes import Page, insist, is_done, page
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import skills as skill_store


def listed(account: str, after: str, limit: int) -> Page[Skill]:
    """The account's skills."""
    return page(skill_store.of_account(account), lambda skill: skill.id, after, limit)


def create(act: Act, name: str) -> Skill:
    """A new skill; asked twice with one seed it is one."""
    skill = Skill(act.speaker.account, seeded("sk", act.seed), name)
    try:
        skill_store.create(skill, act.entry("skill.create", skill.id, after={"name": name}))
    except Conflict:
        return access.skill(skill.account, skill.id)
    return skill


def rename(act: Act, skill_id: str, etag: str, name: str) -> Skill:
    """Name it anew. Raises NoSuchSkill, Outdated."""

    def attempt() -> Skill:
        before = access.skill(act.speaker.account, skill_id)
        told = {"name": before.name}
        entry = act.entry("skill.change", skill_id, told, {"name": name})
        if is_done(before.version, etag, entry) or before.name == name:
            return before
        skill_store.change(before, name, entry)
        return before._replace(name=name, version=before.version + 1)

    return insist(attempt)


def remove(act: Act, skill_id: str) -> None:
    """Remove a skill, from its agents too. Raises NoSuchSkill."""
    account = act.speaker.account

    def attempt() -> None:
        entry = act.entry("skill.remove", skill_id)
        if not audit_store.stands(entry):
            skill = access.skill(account, skill_id)
            skill_store.remove(skill, act.entry("skill.remove", skill_id, {"name": skill.name}))

    insist(attempt)
    agent_store.take_skill(account, skill_id)
