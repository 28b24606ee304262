"""A skill: something that some agents can do, such as speak French."""

from typing import NamedTuple

from chalicelib.domain.hours import Hours, hours_record
from chalicelib.domain.record import Record


class Skill(NamedTuple):
    """A skill of an account; `version` rises with each change. `hours`: when chats that ask for it
    are answered (None: always)."""

    account: str
    id: str
    name: str
    version: int = 1
    hours: Hours | None = None


def skill_record(skill: Skill) -> Record:
    """What admins say of a skill."""
    return {"name": skill.name, "hours": hours_record(skill.hours) if skill.hours else None}
