"""HTTP for the agent console: who am I, tickets for a socket, chats, transcripts, the visitor's
panel."""

from typing import Annotated

import msgspec
from chalice.app import Blueprint, Request
from msgspec import Meta

from chalicelib.domain import transcript
from chalicelib.domain.agent import Agent
from chalicelib.domain.error import BadFrame
from chalicelib.domain.ids import is_cursor
from chalicelib.domain.record import Record, line_record, summary_record
from chalicelib.domain.visit import PageView, browser
from chalicelib.domain.visitor import Visitor
from chalicelib.handlers import boundary
from chalicelib.handlers.auth import authorize
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.decoding import decode
from chalicelib.handlers.frames import agent_record
from chalicelib.handlers.visitor import body, origin
from chalicelib.services import access, accounts, presence, transcripts, visits
from chalicelib.settings import settings

bp = Blueprint(__name__)
_FORMATS = {
    "json": (transcript.to_json, "application/json"),
    "xml": (transcript.to_xml, "application/xml"),
}


class LimitRequest(msgspec.Struct, forbid_unknown_fields=True):
    """How many chats an agent takes at once."""

    max_chats: Annotated[int, Meta(ge=0, le=1_000)]


_limit_request = msgspec.json.Decoder(LimitRequest)


@bp.route("/v1/agent", methods=["GET"], authorizer=authorize)
@boundary.rest(bp)
def get_agent(request: Request, now: int) -> Reply:
    """The agent who asks."""
    return Reply(_agent(_speaker(request)))


@bp.route("/v1/agent/sockets", methods=["POST"], authorizer=authorize)
@boundary.rest(bp)
def open_socket(request: Request, now: int) -> Reply:
    """A ticket for the console's socket."""
    ticket = presence.ticket_for_agent(_speaker(request), origin(request), now)
    return Reply({"ticket": ticket, "url": settings().socket_url}, 201)


@bp.route("/v1/agents/{agent}", methods=["PATCH"], authorizer=authorize)
@boundary.rest(bp)
def change_agent(request: Request, now: int, agent: str) -> Reply:
    """Set an agent's limit."""
    speaker = _speaker(request)
    limit = decode(body(request), _limit_request).max_chats
    outcome = accounts.set_max_chats(speaker, agent, limit, now)
    return Reply(_agent(outcome.value), events=outcome.events)


@bp.route("/v1/chats", methods=["GET"], authorizer=authorize)
@boundary.rest(bp)
def list_chats(request: Request, now: int) -> Reply:
    """A page of ended chats."""
    speaker = _speaker(request)
    before = _query(request, "before")
    if before and not is_cursor(before):
        raise BadFrame("`before` is not a cursor. Take `next` of an earlier answer.")
    page = transcripts.ended(speaker.account, before, now)
    return Reply({"chats": [summary_record(chat) for chat in page.chats], "next": page.next_key})


@bp.route("/v1/chats/{chat}", methods=["GET"], authorizer=authorize)
@boundary.rest(bp)
def get_chat(request: Request, now: int, chat: str) -> Reply:
    """A chat with all its lines."""
    found, lines = transcripts.whole(_speaker(request).account, chat)
    return Reply({"chat": summary_record(found), "lines": [line_record(line) for line in lines]})


@bp.route("/v1/chats/{chat}/transcript", methods=["GET"], authorizer=authorize)
@boundary.rest(bp)
def get_transcript(request: Request, now: int, chat: str) -> Reply:
    """A chat as a file."""
    speaker = _speaker(request)
    form = _query(request, "format") or "json"
    if form not in _FORMATS:
        raise BadFrame(f"`format` is json or xml, not {form[:20]}.")
    write, media_type = _FORMATS[form]
    found, lines = transcripts.whole(speaker.account, chat)
    headers = {
        "Content-Type": f"{media_type}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{found.id}.{form}"',
    }
    return Reply(write(found, lines), headers=headers)


@bp.route("/v1/chats/{chat}/visitor", methods=["GET"], authorizer=authorize)
@boundary.rest(bp)
def get_visitor(request: Request, now: int, chat: str) -> Reply:
    """The visitor of a chat."""
    panel = visits.panel(_speaker(request).account, chat)
    return Reply(
        {
            "visitor": _visitor(panel.visitor),
            "visit": _visit(panel.visit, panel.pages),
            "earlier": [summary_record(other) for other in panel.earlier],
        }
    )


def _speaker(request: Request) -> Agent:
    """The agent who asks, read anew: since sign-in their role may have changed."""
    authorized = request.context["authorizer"]
    return access.agent(authorized["account"], authorized["agent"])


def _query(request: Request, name: str) -> str:
    return str(request.query_params.get(name, "")) if request.query_params else ""


def _agent(agent: Agent) -> Record:
    return {**agent_record(agent), "account": agent.account, "email": agent.email}


def _visitor(visitor: Visitor) -> Record:
    names = ("id", "name", "email", "first_seen", "last_seen", "visits", "chats")
    return {name: getattr(visitor, name) for name in names}


def _visit(visit: str, pages: list[PageView]) -> Record:
    """The visit as its page views tell it: its beginning from the first, the rest from the last."""
    first, last = (
        (pages[0], pages[-1]) if pages else (PageView(0, "", "", 0), PageView(0, "", "", 0))
    )
    known = browser(last.source.agent)
    record: Record = {name: getattr(last, name) for name in ("language", "screen", "zone")}
    variables = {name: value for page in pages for name, value in page.variables.items()}
    shown = [
        {n: getattr(page, n) for n in ("n", "url", "title", "at", "shown_ms")} for page in pages
    ]
    place = last.source.place
    return record | {
        "id": visit,
        "started": first.at,
        "referrer": first.referrer,
        "connection": last.connection,
        "browser": known.name,
        "os": known.system,
        "device": known.device,
        "place": {"country": place.country, "region": place.region, "city": place.city},
        "ip": last.source.ip,
        "variables": variables,
        "pages": shown,
    }
