"""HTTP for admins: the account's roles."""

from typing import Annotated, Literal

import msgspec
from chalice.app import Blueprint
from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain.role import PERMISSIONS, Role
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.handlers.people import Name, name_of
from chalicelib.services import access, agents, roles

bp = Blueprint(__name__)

Permission = Literal[PERMISSIONS]  # type: ignore[valid-type]
Permissions = Annotated[list[Permission], Meta(max_length=len(PERMISSIONS))]


class NewRole(msgspec.Struct, forbid_unknown_fields=True):
    """A role's name and what it may."""

    name: Name
    permissions: Permissions


class RoleChange(msgspec.Struct, forbid_unknown_fields=True):
    """What changes of a role; what is left out stays."""

    name: Name | UnsetType = UNSET
    permissions: Permissions | UnsetType = UNSET


class RoleAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A role, and how many active agents have it."""

    id: str
    name: str
    permissions: list[str]
    built_in: bool
    agents: int


class RoleList(msgspec.Struct, forbid_unknown_fields=True):
    """Roles, and where the list goes on."""

    items: list[RoleAnswer]
    next: str


@operation(bp, "GET", "/v1/roles", permission="people.read", query=Page, answer=RoleList)
def list_roles(call: Call[Nothing]) -> Reply:
    """The account's roles, those built in among them."""
    page = roles.listed(call.speaker.account, call.query.after, call.query.limit)
    counts = agents.counts(call.speaker.account).roles
    return Reply(RoleList([_answer(role, counts[role.id]) for role in page.items], page.next))


@operation(
    bp,
    "POST",
    "/v1/roles",
    permission="roles.write",
    body=NewRole,
    answer=RoleAnswer,
    status=201,
)
def create_role(call: Call[NewRole]) -> Reply:
    """Make a role that may no more than you may."""
    asked = call.body
    return _reply(roles.create(call.act, name_of(asked.name), frozenset(asked.permissions)))


@operation(bp, "GET", "/v1/roles/{role}", permission="people.read", answer=RoleAnswer)
def get_role(call: Call[Nothing]) -> Reply:
    """A role."""
    return _reply(access.role(call.speaker.account, call.path["role"]))


@operation(
    bp,
    "PATCH",
    "/v1/roles/{role}",
    permission="roles.write",
    body=RoleChange,
    answer=RoleAnswer,
)
def change_role(call: Call[RoleChange]) -> Reply:
    """Change a role, for all agents who have it at once."""
    asked = call.body
    outcome = roles.change(
        call.act,
        call.path["role"],
        call.etag,
        None if asked.name is UNSET else name_of(asked.name),
        None if asked.permissions is UNSET else frozenset(asked.permissions),
        call.now,
    )
    return _reply(outcome.value)._replace(events=outcome.events)


@operation(bp, "DELETE", "/v1/roles/{role}", permission="roles.write", status=204)
def remove_role(call: Call[Nothing]) -> Reply:
    """Remove a role that nobody has."""
    roles.remove(call.act, call.path["role"])
    return Reply()


def _reply(role: Role) -> Reply:
    count = agents.counts(role.account).roles[role.id]
    return Reply(_answer(role, count), etag=str(role.version))


def _answer(role: Role, agents_with_it: int) -> RoleAnswer:
    return RoleAnswer(role.id, role.name, sorted(role.permissions), role.built_in, agents_with_it)
