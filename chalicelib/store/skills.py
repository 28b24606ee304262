"""Skills of agents. Called by services."""

from pynamodb.expressions.update import Action

from chalicelib.domain import hours
from chalicelib.domain.audit import Entry
from chalicelib.domain.skill import Skill
from chalicelib.store import audit
from chalicelib.store.admin_tables import SkillItem
from chalicelib.store.writes import Write, transact


def get(account: str, skill: str) -> Skill | None:
    """The skill as it stands, or None."""
    try:
        return _skill(SkillItem.get(account, skill, consistent_read=True))
    except SkillItem.DoesNotExist:
        return None


def of_account(account: str) -> list[Skill]:
    """All skills of an account, by id."""
    return [_skill(item) for item in SkillItem.query(account, consistent_read=True)]


def create(skill: Skill, entry: Entry) -> None:
    """Keep a new skill. Raises Conflict if there is one of this id."""
    transact([creating(skill), audit.putting(entry)])


def change(before: Skill, after: Skill, entry: Entry) -> None:
    """Change name or hours, if nobody did since. Raises Conflict."""
    transact([changing(before, after), audit.putting(entry)])


def remove(skill: Skill, unnamed: Write, entry: Entry) -> None:
    """Remove it, if `unnamed` can be written: no routing rule came to name it meanwhile. Raises
    Conflict."""
    transact([removing(skill), unnamed, audit.putting(entry)])


def creating(skill: Skill) -> Write:
    """The write that keeps a new skill, to be joined with others."""
    item = SkillItem(
        skill.account,
        skill.id,
        name=skill.name,
        version=skill.version,
        hours=hours.pack(skill.hours) or None,
    )
    return lambda t: t.save(item, condition=SkillItem.id.does_not_exist())


def changing(before: Skill, after: Skill) -> Write:
    """The write that changes it."""
    kept, packed = SkillItem.hours, hours.pack(after.hours)
    actions: list[Action] = [
        SkillItem.name.set(after.name),
        kept.set(packed) if packed else kept.remove(),
        SkillItem.version.set(before.version + 1),
    ]
    item = SkillItem(before.account, before.id)
    return lambda t: t.update(item, actions, condition=SkillItem.version == before.version)


def removing(skill: Skill) -> Write:
    """The write that removes it."""
    item = SkillItem(skill.account, skill.id)
    return lambda t: t.delete(item, condition=SkillItem.id.exists())


def _skill(item: SkillItem) -> Skill:
    opens = hours.unpack(item.hours)
    return Skill(item.account, item.id, item.name, int(item.version), opens)
