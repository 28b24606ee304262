"""A transcript for people: as plain text, and as a page to print. Written by the transcript route
and by exports.

They may be handed on, so what agents noted is not in them. Their loss besides: what the router
found about agents, variables, and ids; times are of UTC, to the second.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape

from chalicelib.domain.chat import VISITOR
from chalicelib.domain.transcript import (
    ASSIGNED,
    ENDED,
    JOINED,
    LEFT,
    NOTED,
    OFFERED,
    PAGE,
    QUEUED,
    REQUEUED,
    TRANSFERRED,
    Milestone,
    Spoken,
    Transcript,
)

_WORDS = {
    QUEUED: "began to wait",
    OFFERED: "was offered to {name}",
    ASSIGNED: "was taken by {name}",
    REQUEUED: "went back to the queue",
    TRANSFERRED: "was passed on to {name}",
    JOINED: "was joined by {name}",
    LEFT: "was left by {name}",
    PAGE: "was about another page: {text} {url}",
    ENDED: "ended: {text}",
}
_STYLE = (
    "body{font:11pt/1.45 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "dt{font-weight:600}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}"
    "dd{margin:0;overflow-wrap:anywhere}ol{list-style:none;padding:0}li{margin:.5rem 0;"
    "break-inside:avoid}time{color:#555;font-size:.85em}.step{color:#555;font-style:italic}"
    "p{margin:.1rem 0;white-space:pre-wrap;overflow-wrap:anywhere}"
)


def text(told: Transcript) -> str:
    """Plain text with `\\n` line ends."""
    heads = [f"{name}: {value}" for name, value in _heads(told)]
    return "\n".join([*heads, "", *(_line(one) for one in _in_order(told))]) + "\n"


def page(told: Transcript) -> str:
    """An HTML page without scripts and without anything to load."""
    heads = "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in _heads(told))
    lines = "".join(_item(told, one) for one in _in_order(told))
    title = escape(f"Chat with {told.name or 'a visitor'}")
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1><dl>{heads}</dl>"
        f"<ol>{lines}</ol></body></html>"
    )


def _heads(told: Transcript) -> Iterator[tuple[str, str]]:
    place = ", ".join(filter(None, (told.city, told.region, told.country)))
    device = ", ".join(filter(None, (told.browser, told.system, told.device)))
    agents = ", ".join(dict.fromkeys(one.name for one in told.segments))
    for name, value in (
        ("Chat", told.chat), ("Visitor", told.name), ("E-mail", told.email),
        ("Known as", told.identity), ("Began", _moment(told.started)),
        ("Ended", _moment(told.ended)), ("Agents", agents), ("Skill", told.skill_name),
        ("Page", f"{told.title} {told.url}".strip()), ("Place", place), ("With", device),
        ("Address", told.ip),
    ):  # fmt: skip
        if value:
            yield name, value.replace("\n", " ")


def _in_order(told: Transcript) -> Iterable[Spoken | Milestone]:
    happened = (one for one in told.milestones if one.kind != NOTED)
    return sorted([*happened, *told.lines], key=lambda one: (one.at, one.seq))


def _line(one: Spoken | Milestone) -> str:
    if isinstance(one, Milestone):
        return f"[{_clock(one.at)}] * The chat {_told(one)}"
    # What follows is indented, so that nobody's text can pass for a line of its own.
    body = one.text.replace("\n", "\n    ")
    return f"[{_clock(one.at)}] {_who(one)}: {body}"


def _item(told: Transcript, one: Spoken | Milestone) -> str:
    when = f"<time>{_clock(one.at)}</time>"
    if isinstance(one, Milestone):
        return f'<li class="step">{when} The chat {escape(_told(one))}</li>'
    who = escape(told.name or _who(one)) if one.sender == VISITOR else escape(_who(one))
    return f'<li>{when} <b>{who}</b><p dir="auto">{escape(one.text)}</p></li>'


def _told(one: Milestone) -> str:
    said = {"name": one.name or "an agent", "text": one.text, "url": one.url}
    return _WORDS.get(one.kind, one.kind).format_map(said).replace("\n", " ").strip()


def _who(line: Spoken) -> str:
    return (line.name or "Agent") if line.agent else "Visitor"


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if ms else ""


def _clock(ms: int) -> str:
    return _moment(ms)[:-4]
