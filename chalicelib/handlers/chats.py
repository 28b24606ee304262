"""HTTP for chats that agents look at: lists, whole chats, transcripts as files, the visitor's
panel."""

import re
from collections.abc import Callable
from typing import Annotated

import msgspec
from chalice.app import Blueprint
from msgspec import Meta

from chalicelib.domain import transcript_csv, transcript_json, transcript_text, transcript_xml
from chalicelib.domain.error import BadFrame, NoSuchLine
from chalicelib.domain.ids import is_cursor
from chalicelib.domain.record import Record, line_record, note_record, summary_record
from chalicelib.domain.text import clean
from chalicelib.domain.transcript import Transcript
from chalicelib.domain.visit import Visit
from chalicelib.domain.visitor import Visitor
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import notes, sealed, transcripts, visits

bp = Blueprint(__name__)
_FORMATS: dict[str, tuple[Callable[[Transcript], str | bytes], str]] = {
    "json": (transcript_json.write, "application/json"),
    "xml": (transcript_xml.write, "application/xml"),
    "csv": (lambda told: transcript_csv.head() + transcript_csv.row(told), "text/csv"),
    "text": (transcript_text.text, "text/plain"),
    "html": (transcript_text.page, "text/html"),
}
MEDIA = tuple(media for _, media in _FORMATS.values())
_ENDINGS = {"text": "txt"}


class ChatPage(msgspec.Struct, forbid_unknown_fields=True):
    """Ended chats before a cursor."""

    before: str = ""


class TranscriptForm(msgspec.Struct, forbid_unknown_fields=True):
    """As which file: json, xml, csv (a row of figures), text, or html (a page to print)."""

    format: str = "json"


class ChatSummary(msgspec.Struct, forbid_unknown_fields=True):
    """A chat; times in epoch milliseconds, null for what did not come yet."""

    id: str
    state: str
    name: str
    email: str
    visitor: str
    visit: str
    language: str
    agent: str
    agent_name: str
    started: int
    assigned: int | None
    ended: int | None
    ended_by: str
    lines: int
    last: str


class ChatLine(msgspec.Struct, forbid_unknown_fields=True, rename={"sender": "from"}):
    """A line of a chat."""

    seq: int
    sender: str
    agent: str
    client: str
    n: int
    at: int
    text: str


class ReadLine(ChatLine, forbid_unknown_fields=True, rename={"sender": "from"}):
    """A line as it is read back; `kept`: what was masked in it is kept and may be revealed."""

    kept: bool


class ChatNote(msgspec.Struct, forbid_unknown_fields=True):
    """What an agent noted beside a chat; `reason`: why they passed it on, where they did."""

    id: str
    agent: str
    name: str
    at: int
    text: str
    reason: str


class Reveal(msgspec.Struct, forbid_unknown_fields=True):
    """Why somebody wants to see what was masked; it stands in the audit trail."""

    reason: Annotated[str, Meta(min_length=3, max_length=200)]


class RevealedLine(msgspec.Struct, forbid_unknown_fields=True):
    """A line with what was masked in it; `text` is told once."""

    seq: int
    text: str


class ChatList(msgspec.Struct, forbid_unknown_fields=True):
    """A page of ended chats, newest first; `next` is the cursor of the rest."""

    chats: list[ChatSummary]
    next: str | None


class WholeChat(msgspec.Struct, forbid_unknown_fields=True):
    """A chat with all its lines, and what agents noted beside it."""

    chat: ChatSummary
    lines: list[ReadLine]
    notes: list[ChatNote]


class VisitorOfChat(msgspec.Struct, forbid_unknown_fields=True):
    """Who a visitor is, over all their visits."""

    id: str
    name: str
    email: str
    first_seen: int
    last_seen: int
    visits: int
    chats: int


class SeenPage(msgspec.Struct, forbid_unknown_fields=True):
    """A page the visitor was on."""

    n: int
    url: str
    title: str
    at: int
    shown_ms: int


class VisitOfChat(msgspec.Struct, forbid_unknown_fields=True):
    """The visit a chat began in."""

    id: str
    started: int
    referrer: str
    language: str
    screen: str
    zone: str
    connection: str
    browser: str
    os: str
    device: str
    place: dict[str, str]
    ip: str
    variables: dict[str, str | float | bool]
    pages: list[SeenPage]


class VisitorPanel(msgspec.Struct, forbid_unknown_fields=True):
    """What an agent sees beside a chat."""

    visitor: VisitorOfChat
    visit: VisitOfChat
    earlier: list[ChatSummary]


@operation(bp, "GET", "/v1/chats", permission="chats.read", query=ChatPage, answer=ChatList)
def list_chats(call: Call[Nothing]) -> Reply:
    """A page of ended chats."""
    before = call.query.before
    if before and not is_cursor(before):
        raise BadFrame("`before` is not a cursor. Take `next` of an earlier answer.")
    page = transcripts.ended(call.speaker.account, before, call.now)
    return Reply({"chats": [summary_record(chat) for chat in page.chats], "next": page.next_key})


@operation(bp, "GET", "/v1/chats/{chat}", permission="chats.read", answer=WholeChat)
def get_chat(call: Call[Nothing]) -> Reply:
    """A chat with all its lines."""
    found, lines, kept = transcripts.whole(call.act, call.path["chat"], "chat.read")
    told = [{**line_record(x), "kept": (x.client, x.n) in kept} for x in lines]
    noted = [note_record(note) for note in notes.beside(found)]
    return Reply({"chat": summary_record(found), "lines": told, "notes": noted})


@operation(
    bp,
    "POST",
    "/v1/chats/{chat}/lines/{line}/reveal",
    permission="chats.reveal",
    body=Reveal,
    answer=RevealedLine,
    secret="text",
)
def reveal_line(call: Call[Reveal]) -> Reply:
    """What was masked in a line, where the account keeps it. Each time is in the audit trail."""
    reason = clean(call.body.reason).strip()
    if len(reason) < 3:
        raise BadFrame("`reason` says in 3 to 200 characters why you look at it.")
    seq = _seq(call.path["line"])
    return Reply(RevealedLine(seq, sealed.reveal(call.act, call.path["chat"], seq, reason)))


@operation(
    bp,
    "GET",
    "/v1/chats/{chat}/transcript",
    permission="chats.read",
    query=TranscriptForm,
    media=MEDIA,
)
def get_transcript(call: Call[Nothing]) -> Reply:
    """A chat as a file."""
    need_form(call.query.format)
    found = transcripts.record(call.act, call.path["chat"], "chat.download")
    return as_file(found, call.query.format)


def need_form(form: str) -> None:
    """Raises BadFrame for a format that there is not."""
    if form not in _FORMATS:
        raise BadFrame(f"`format` is {', '.join(_FORMATS)}, not {form[:20]}.")


def as_file(found: Transcript, form: str) -> Reply:
    """A transcript in one of the formats, to be saved."""
    write, media_type = _FORMATS[form]
    headers = {
        "Content-Type": f"{media_type}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{found.chat}.{_ENDINGS.get(form, form)}"',
    }
    body = write(found)
    return Reply(body if isinstance(body, str) else body.decode(), headers=headers)


@operation(bp, "GET", "/v1/chats/{chat}/visitor", permission="chats.read", answer=VisitorPanel)
def get_visitor(call: Call[Nothing]) -> Reply:
    """The visitor of a chat."""
    panel = visits.panel(call.speaker.account, call.path["chat"])
    return Reply(
        {
            "visitor": _visitor(panel.visitor),
            "visit": _visit(panel.visit),
            "earlier": [summary_record(other) for other in panel.earlier],
        }
    )


_OF_VISIT = ("id", "started", "referrer", "language", "screen", "zone", "connection")


def _seq(text: str) -> int:
    if not re.search(r"^[1-9][0-9]{0,8}(?!\n)$", text):
        raise NoSuchLine(f"There is no line {text[:20]}. Lines are numbered from 1.")
    return int(text)


def _visitor(visitor: Visitor) -> Record:
    names = ("id", "name", "email", "first_seen", "last_seen", "visits", "chats")
    return {name: getattr(visitor, name) for name in names}


def _visit(visit: Visit) -> Record:
    """The visit: what its latest page told, and the pages that are kept."""
    record: Record = {name: getattr(visit, name) for name in _OF_VISIT}
    shown = [page._asdict() for page in visit.pages]
    for page in shown:
        del page["variables"]
    variables = {name: value for page in visit.pages for name, value in page.variables.items()}
    place = visit.source.place
    return record | {
        "browser": visit.browser.name,
        "os": visit.browser.system,
        "device": visit.browser.device,
        "place": {"country": place.country, "region": place.region, "city": place.city},
        "ip": visit.source.ip,
        "variables": variables | dict(visit.variables),
        "pages": shown,
    }
