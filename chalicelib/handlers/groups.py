"""HTTP for admins: the account's groups of agents."""

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.group import Group
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.handlers.people import Name, name_of
from chalicelib.services import access, agents, groups

bp = Blueprint(__name__)


class GroupBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a group is called."""

    name: Name


class GroupAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A group, and how many active agents are in it."""

    id: str
    name: str
    agents: int


class GroupList(msgspec.Struct, forbid_unknown_fields=True):
    """Groups, and where the list goes on."""

    items: list[GroupAnswer]
    next: str


@operation(bp, "GET", "/v1/groups", permission="people.read", query=Page, answer=GroupList)
def list_groups(call: Call[Nothing]) -> Reply:
    """The account's groups."""
    page = groups.listed(call.speaker.account, call.query.after, call.query.limit)
    counts = agents.counts(call.speaker.account).groups
    items = [GroupAnswer(group.id, group.name, counts[group.id]) for group in page.items]
    return Reply(GroupList(items, page.next))


@operation(
    bp,
    "POST",
    "/v1/groups",
    permission="people.write",
    body=GroupBody,
    answer=GroupAnswer,
    status=201,
)
def create_group(call: Call[GroupBody]) -> Reply:
    """Make a group."""
    return _reply(groups.create(call.act, name_of(call.body.name)))


@operation(bp, "GET", "/v1/groups/{group}", permission="people.read", answer=GroupAnswer)
def get_group(call: Call[Nothing]) -> Reply:
    """A group."""
    return _reply(access.group(call.speaker.account, call.path["group"]))


@operation(
    bp,
    "PATCH",
    "/v1/groups/{group}",
    permission="people.write",
    body=GroupBody,
    answer=GroupAnswer,
)
def change_group(call: Call[GroupBody]) -> Reply:
    """Name a group anew."""
    name = name_of(call.body.name)
    return _reply(groups.rename(call.act, call.path["group"], call.etag, name))


@operation(bp, "DELETE", "/v1/groups/{group}", permission="people.write", status=204)
def remove_group(call: Call[Nothing]) -> Reply:
    """Remove a group; its agents stay."""
    groups.remove(call.act, call.path["group"])
    return Reply()


def _reply(group: Group) -> Reply:
    count = agents.counts(group.account).groups[group.id]
    return Reply(GroupAnswer(group.id, group.name, count), etag=str(group.version))
