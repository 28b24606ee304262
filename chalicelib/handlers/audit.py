"""HTTP for admins: the audit trail."""

from typing import Any

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.audit import Entry
from chalicelib.domain.error import BadFrame
from chalicelib.domain.ids import AUDIT_CURSOR, matches
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.services import audit

bp = Blueprint(__name__)


class By(msgspec.Struct, forbid_unknown_fields=True):
    """Who did it: an agent, an API key, or a command."""

    kind: str
    id: str
    name: str


class AuditEntry(msgspec.Struct, forbid_unknown_fields=True):
    """What was done; `before` and `after` hold the fields that differ."""

    at: int
    id: str
    by: By
    action: str
    object: str
    before: dict[str, Any]
    after: dict[str, Any]
    ip: str


class AuditList(msgspec.Struct, forbid_unknown_fields=True):
    """Entries, newest first, and where the list goes on."""

    items: list[AuditEntry]
    next: str


@operation(bp, "GET", "/v1/audit", permission="audit.read", query=Page, answer=AuditList)
def list_audit(call: Call[Nothing]) -> Reply:
    """What was done in the account, newest first."""
    after = call.query.after
    if after and not matches(AUDIT_CURSOR, after):
        raise BadFrame("`after` is not a cursor. Take `next` of an earlier answer.")
    page = audit.entries(call.speaker.account, after, call.query.limit, call.now)
    return Reply(AuditList([_answer(entry) for entry in page.items], page.next))


def _answer(entry: Entry) -> AuditEntry:
    return AuditEntry(
        entry.at,
        entry.id,
        By(entry.kind, entry.by, entry.by_name),
        entry.action,
        entry.object,
        msgspec.json.decode(entry.before or "{}"),
        msgspec.json.decode(entry.after or "{}"),
        entry.ip,
    )
