"""Transcripts as CSV (RFC 4180), one row for each chat, for tables and figures. Written by exports
and by the transcript route.

Its loss: no lines, notes, pages or variables, only how many there were; a text that a spreadsheet
would take for a formula has an apostrophe before it.
"""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from chalicelib.domain.chat import AGENT, VISITOR
from chalicelib.domain.transcript import Spoken, Transcript
from chalicelib.domain.transcript_json import iso

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WHO = ("chat", "visitor", "visit", "language", "reason", "agent", "agent_name", "skill_name")
_WHENCE = ("ip", "country", "region", "city", "browser", "system", "device", "referrer", "url")
_TEXTS = (*_WHO, "routing_rule", "variant", "name", "email", "identity", *_WHENCE, "title")
_SPANS = ("waited_s", "duration_s", "first_answer_s", "mean_answer_s", "longest_answer_s")
_COUNTS = ("agents", "lines_visitor", "lines_agent", "transfers", "pages", "notes")
COLUMNS = ("started", "assigned", "ended", *_SPANS, *_COUNTS, "rule", "verified", *_TEXTS)


def head() -> str:
    """The row that names the columns."""
    return _row(COLUMNS)


def row(told: Transcript) -> str:
    """One chat; times by ISO 8601, spans in seconds."""
    cells: dict[str, str] = {name: _safe(str(getattr(told, name))) for name in _TEXTS}
    cells |= {name: _time(getattr(told, name)) for name in ("started", "assigned", "ended")}
    cells |= {name: f"{ms / 1000:.3f}" for name, ms in _spans(told).items()}
    cells |= {name: str(count) for name, count in _counts(told).items()}
    cells |= {"rule": str(told.rule or ""), "verified": "yes" if told.verified else "no"}
    return _row([cells[name] for name in COLUMNS])


def answers(lines: tuple[Spoken, ...]) -> list[int]:
    """How long a visitor waited each time until an agent's next line, in ms."""
    return list(_answers(lines))


def _answers(lines: tuple[Spoken, ...]) -> Iterator[int]:
    asked = 0
    for line in lines:
        if line.sender == VISITOR:
            asked = asked or line.at
        elif line.sender == AGENT and asked:
            yield line.at - asked
            asked = 0


def _spans(told: Transcript) -> Mapping[str, float]:
    waits = answers(told.lines)
    return {
        "waited_s": told.waited,
        "duration_s": told.duration,
        "first_answer_s": next((one.answered for one in told.segments if one.lines), 0),
        "mean_answer_s": sum(waits) / len(waits) if waits else 0,
        "longest_answer_s": max(waits, default=0),
    }


def _counts(told: Transcript) -> Mapping[str, int]:
    return {
        "agents": len({one.agent or one.name for one in told.segments}),
        "lines_visitor": sum(one.sender == VISITOR for one in told.lines),
        "lines_agent": sum(one.sender == AGENT for one in told.lines),
        "transfers": sum(one.kind == "transferred" for one in told.milestones),
        "pages": len(told.pages),
        "notes": len(told.remarks),
    }


def _time(ms: int) -> str:
    return iso(ms) if ms else ""


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _row(cells: list[str] | tuple[str, ...]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()
