"""HTTP for admins: the account's skills of agents."""

import msgspec
from chalice.app import Blueprint
from msgspec import UNSET, UnsetType

from chalicelib.domain.hours import is_open, next_change
from chalicelib.domain.record import Record
from chalicelib.domain.skill import Skill
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.hours import HoursBody, hours_answer, hours_asked
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.handlers.people import Name, name_of
from chalicelib.services import access, agents, skills

bp = Blueprint(__name__)


class NewSkill(msgspec.Struct, forbid_unknown_fields=True):
    """What a skill is called, and when chats that ask for it are answered (null: always)."""

    name: Name
    hours: HoursBody | None = None


class SkillChange(msgspec.Struct, forbid_unknown_fields=True):
    """What changes of a skill; what is left out stays."""

    name: Name | UnsetType = UNSET
    hours: HoursBody | UnsetType | None = UNSET


class SkillAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A skill, how many active agents have it, and by its hours whether it is open now, and when
    that changes (epoch ms; null: never)."""

    id: str
    name: str
    agents: int
    hours: HoursBody | None
    open: bool
    changes: int | None


class SkillList(msgspec.Struct, forbid_unknown_fields=True):
    """Skills, and where the list goes on."""

    items: list[SkillAnswer]
    next: str


@operation(bp, "GET", "/v1/skills", permission="people.read", query=Page, answer=SkillList)
def list_skills(call: Call[Nothing]) -> Reply:
    """The account's skills."""
    page = skills.listed(call.speaker.account, call.query.after, call.query.limit)
    counts = agents.counts(call.speaker.account).skills
    items = [_answer(skill, counts[skill.id], call.now) for skill in page.items]
    return Reply(SkillList(items, page.next))


@operation(
    bp,
    "POST",
    "/v1/skills",
    permission="people.write",
    body=NewSkill,
    answer=SkillAnswer,
    status=201,
)
def create_skill(call: Call[NewSkill]) -> Reply:
    """Make a skill."""
    asked = call.body
    hours = hours_asked(asked.hours, call.now)
    return _reply(skills.create(call.act, name_of(asked.name), hours), call.now)


@operation(bp, "GET", "/v1/skills/{skill}", permission="people.read", answer=SkillAnswer)
def get_skill(call: Call[Nothing]) -> Reply:
    """A skill."""
    return _reply(access.skill(call.speaker.account, call.path["skill"]), call.now)


@operation(
    bp,
    "PATCH",
    "/v1/skills/{skill}",
    permission="people.write",
    body=SkillChange,
    answer=SkillAnswer,
)
def change_skill(call: Call[SkillChange]) -> Reply:
    """Change a skill's name or hours."""
    asked, given = call.body, Record()
    if asked.name is not UNSET:
        given["name"] = name_of(asked.name)
    if asked.hours is not UNSET:
        given["hours"] = hours_asked(asked.hours, call.now)
    changed = skills.change(call.act, call.path["skill"], call.etag, given)
    return _reply(changed, call.now)._replace(events=tuple(skills.told_of(changed, call.now)))


@operation(bp, "DELETE", "/v1/skills/{skill}", permission="people.write", status=204)
def remove_skill(call: Call[Nothing]) -> Reply:
    """Remove a skill; its agents stay."""
    skills.remove(call.act, call.path["skill"])
    return Reply()


def _reply(skill: Skill, now: int) -> Reply:
    count = agents.counts(skill.account).skills[skill.id]
    return Reply(_answer(skill, count, now), etag=str(skill.version))


def _answer(skill: Skill, count: int, now: int) -> SkillAnswer:
    hours = skill.hours
    opened, changes = (is_open(hours, now), next_change(hours, now)) if hours else (True, None)
    told = hours_answer(hours)
    return SkillAnswer(skill.id, skill.name, count, told, opened, changes)
