"""HTTP for admins: erasing a visitor."""

from typing import Annotated

import msgspec
from chalice.app import Blueprint
from msgspec import Meta

from chalicelib.domain import ids
from chalicelib.domain.error import BadFrame, NoSuchVisitor
from chalicelib.domain.text import clean
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, operation
from chalicelib.services import erasures

bp = Blueprint(__name__)


class ErasureAsked(msgspec.Struct, forbid_unknown_fields=True):
    """Whom to erase, and why: that stays, so it names nobody."""

    visitor: Annotated[str, Meta(max_length=64)]
    reason: Annotated[str, Meta(max_length=200)]


class ErasureReceipt(msgspec.Struct, forbid_unknown_fields=True):
    """What was removed, how many of each; `archived`: transcripts in the archive that nobody can
    read any more. `key` is where the archive says so."""

    id: str
    visitor: str
    at: int
    key: str
    chats: int
    visits: int
    messages: int
    archived: int


@operation(
    bp,
    "POST",
    "/v1/erasures",
    permission="privacy.write",
    body=ErasureAsked,
    answer=ErasureReceipt,
    status=201,
)
def erase_visitor(call: Call[ErasureAsked]) -> Reply:
    """Erase a visitor: their chats, visits and messages, and the key to what is archived of them.
    It cannot be undone."""
    visitor, reason = call.body.visitor, clean(call.body.reason).strip()
    if len(reason) < 3:
        raise BadFrame("`reason` says in 3 to 200 characters why they are erased.")
    if not ids.matches(ids.VISITOR, visitor):
        raise NoSuchVisitor("There is no such visitor in your account.")
    found = erasures.erase(call.act, visitor, reason)
    asked = found.erasure
    return Reply(ErasureReceipt(asked.id, visitor, asked.at, asked.key, *found[1:]), 201)
