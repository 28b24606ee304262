"""HTTP for admins: what is in the archive, how far it is, and transcripts out of it."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.error import BadFrame
from chalicelib.domain.ids import is_cursor
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.chats import MEDIA, TranscriptForm, as_file, need_form
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import archived

if TYPE_CHECKING:
    from chalicelib.domain.manifest import Entry

bp = Blueprint(__name__)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


class ArchiveState(msgspec.Struct, forbid_unknown_fields=True):
    """How far the archive is: `chats` and `bytes` are in it. Chats that ended before `until` (epoch
    ms) are over their time; `oldest_due` is the end of the first of them that is still in the
    database, null if none is. `run_at`: when nothing was left to do, null before the first time.
    `last` is the last part of the manifest and its SHA-256, `""` before the first."""

    retention_months: int
    chats: int
    bytes: int
    until: int
    oldest_due: int | None
    run_at: int | None
    last: str
    last_sha256: str


class ArchivedChat(msgspec.Struct, forbid_unknown_fields=True):
    """A transcript in the archive, as its manifest tells it; `part` is that part of it."""

    chat: str
    visitor: str
    ended: int
    key: str
    bytes: int
    sha256: str
    xml_bytes: int
    xml_sha256: str
    lines: int
    part: str


class ArchivedChats(msgspec.Struct, forbid_unknown_fields=True):
    """Transcripts in the archive, in the order in which their chats ended; where the list goes
    on."""

    items: list[ArchivedChat]
    next: str


class ArchiveQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Those of a month (`2026-11`, UTC), or of a visitor; without either, of the month that goes to
    the archive now. At most `limit` behind the cursor `after`."""

    month: str = ""
    visitor: str = ""
    limit: int = 50
    after: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= 100:
            raise ValueError("`limit` is from 1 to 100")


@operation(bp, "GET", "/v1/archive", permission="archive.read", answer=ArchiveState)
def get_archive(call: Call[Nothing]) -> Reply:
    """How far the archive is."""
    found = archived.state(call.speaker.account, call.now)
    head = found.head
    last = (head.last.key, head.last.sha256)
    when = (found.until, found.oldest_due or None, head.run_at or None)
    return Reply(ArchiveState(found.months, head.chats, head.size, *when, *last))


@operation(
    bp,
    "GET",
    "/v1/archive/chats",
    permission="archive.read",
    query=ArchiveQuery,
    answer=ArchivedChats,
)
def list_archived(call: Call[Nothing]) -> Reply:
    """What is in the archive, of a month or of a visitor."""
    asked, account = call.query, call.speaker.account
    if asked.month and asked.visitor:
        raise BadFrame("Say a `month` or a `visitor`, not both.")
    if asked.after and not is_cursor(asked.after):
        raise BadFrame("`after` is not a cursor. Take `next` of an earlier answer.")
    if asked.visitor:
        page = archived.of_visitor(account, asked.visitor, asked.limit)
    else:
        until = archived.state(account, call.now).until
        month = _month(asked.month) if asked.month else until
        page = archived.of_month(account, month, asked.after, asked.limit)
    return Reply(ArchivedChats([_answer(one.entry, one.part) for one in page.items], page.next))


@operation(
    bp,
    "GET",
    "/v1/archive/chats/{chat}/transcript",
    permission="archive.read",
    query=TranscriptForm,
    media=MEDIA,
)
def get_archived(call: Call[Nothing]) -> Reply:
    """A transcript out of the archive, as a file."""
    need_form(call.query.format)
    return as_file(archived.opened(call.act, call.path["chat"]), call.query.format)


def _answer(entry: "Entry", part: str) -> ArchivedChat:
    return ArchivedChat(*entry, part)


def _month(text: str) -> int:
    """Its first moment, in epoch ms."""
    found = _MONTH.fullmatch(text)
    if found is None or int(found[1]) < 1970:
        raise BadFrame("`month` is a year and a month, such as 2026-11.")
    return int(datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC).timestamp() * 1_000)
