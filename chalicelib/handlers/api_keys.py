"""HTTP for admins: the account's API keys."""

from typing import Annotated

import msgspec
from chalice.app import Blueprint
from msgspec import Meta

from chalicelib.domain.api_key import ApiKey
from chalicelib.domain.error import BadFrame
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.handlers.people import Name, name_of
from chalicelib.handlers.roles import Permissions
from chalicelib.services import api_keys
from chalicelib.services.api_keys import MOST_OVERLAP_S

bp = Blueprint(__name__)

# Times beyond the year 5000 are mistakes.
Time = Annotated[int, Meta(ge=0, le=10**14)]


class NewKey(msgspec.Struct, forbid_unknown_fields=True):
    """A key's name, what it may, and until when (epoch milliseconds, 0: for ever)."""

    name: Name
    permissions: Permissions
    expires: Time = 0


class Rotation(msgspec.Struct, forbid_unknown_fields=True):
    """How long the old secret works beside the new one."""

    overlap_s: Annotated[int, Meta(ge=0, le=MOST_OVERLAP_S)] = 0


class KeyAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A key; `hint` is the end of its secret."""

    id: str
    name: str
    permissions: list[str]
    created: int
    expires: int
    hint: str


class KeyWithSecret(KeyAnswer, forbid_unknown_fields=True):
    """A key and its secret, which is told this once."""

    secret: str


class KeyList(msgspec.Struct, forbid_unknown_fields=True):
    """Keys, and where the list goes on."""

    items: list[KeyAnswer]
    next: str


@operation(bp, "GET", "/v1/keys", permission="keys.write", query=Page, answer=KeyList)
def list_keys(call: Call[Nothing]) -> Reply:
    """The account's API keys."""
    page = api_keys.listed(call.speaker.account, call.query.after, call.query.limit)
    return Reply(KeyList([KeyAnswer(*_fields(key)) for key in page.items], page.next))


@operation(
    bp,
    "POST",
    "/v1/keys",
    permission="keys.write",
    body=NewKey,
    answer=KeyWithSecret,
    status=201,
    secret="secret",
)
def create_key(call: Call[NewKey]) -> Reply:
    """Make a key that may no more than you may."""
    asked = call.body
    if asked.expires and asked.expires <= call.now:
        raise BadFrame("`expires` has passed. Take a time to come, or 0 for never.")
    permissions = frozenset(asked.permissions)
    made = api_keys.create(call.act, name_of(asked.name), permissions, asked.expires)
    return _reply(*made)


@operation(
    bp,
    "POST",
    "/v1/keys/{key}/rotation",
    permission="keys.write",
    body=Rotation,
    answer=KeyWithSecret,
    secret="secret",
)
def rotate_key(call: Call[Rotation]) -> Reply:
    """Give a key a new secret."""
    return _reply(*api_keys.rotate(call.act, call.path["key"], call.body.overlap_s))


@operation(bp, "DELETE", "/v1/keys/{key}", permission="keys.write", status=204)
def revoke_key(call: Call[Nothing]) -> Reply:
    """End a key at once."""
    api_keys.revoke(call.act, call.path["key"])
    return Reply()


def _reply(key: ApiKey, secret: str) -> Reply:
    return Reply(KeyWithSecret(*_fields(key), secret), etag=str(key.version))


def _fields(key: ApiKey) -> tuple[str, str, list[str], int, int, str]:
    return key.id, key.name, sorted(key.permissions), key.created, key.expires, key.hint
