"""HTTP for admins: the account's skills of agents."""

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.skill import Skill
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.handlers.people import Name, name_of
from chalicelib.services import access, agents, skills

bp = Blueprint(__name__)


class SkillBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a skill is called."""

    name: Name


class SkillAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A skill, and how many active agents have it."""

    id: str
    name: str
    agents: int


class SkillList(msgspec.Struct, forbid_unknown_fields=True):
    """Skills, and where the list goes on."""

    items: list[SkillAnswer]
    next: str


@operation(bp, "GET", "/v1/skills", permission="people.read", query=Page, answer=SkillList)
def list_skills(call: Call[Nothing]) -> Reply:
    """The account's skills."""
    page = skills.listed(call.speaker.account, call.query.after, call.query.limit)
    counts = agents.counts(call.speaker.account).skills
    items = [SkillAnswer(skill.id, skill.name, counts[skill.id]) for skill in page.items]
    return Reply(SkillList(items, page.next))


@operation(
    bp,
    "POST",
    "/v1/skills",
    permission="people.write",
    body=SkillBody,
    answer=SkillAnswer,
    status=201,
)
def create_skill(call: Call[SkillBody]) -> Reply:
    """Make a skill."""
    return _reply(skills.create(call.act, name_of(call.body.name)))


@operation(bp, "GET", "/v1/skills/{skill}", permission="people.read", answer=SkillAnswer)
def get_skill(call: Call[Nothing]) -> Reply:
    """A skill."""
    return _reply(access.skill(call.speaker.account, call.path["skill"]))


@operation(
    bp,
    "PATCH",
    "/v1/skills/{skill}",
    permission="people.write",
    body=SkillBody,
    answer=SkillAnswer,
)
def change_skill(call: Call[SkillBody]) -> Reply:
    """Name a skill anew."""
    name = name_of(call.body.name)
    return _reply(skills.rename(call.act, call.path["skill"], call.etag, name))


@operation(bp, "DELETE", "/v1/skills/{skill}", permission="people.write", status=204)
def remove_skill(call: Call[Nothing]) -> Reply:
    """Remove a skill; its agents stay."""
    skills.remove(call.act, call.path["skill"])
    return Reply()


def _reply(skill: Skill) -> Reply:
    count = agents.counts(skill.account).skills[skill.id]
    return Reply(SkillAnswer(skill.id, skill.name, count), etag=str(skill.version))
