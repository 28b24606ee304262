"""A transcript as XML, and back: nothing is lost, whatever a text holds. Written by the archive and
the transcript route, read again by the archive before anything is deleted.

Each thing is an element: numbers, times and ids are its attributes, texts its children. A time is
there twice, by ISO 8601 and as epoch ms (`at` and `at-ms`). The last element says how much there
was and the SHA-256 of all bytes before it. docs/schemas/transcript-2.xsd says the same for
programs.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import StringIO
from typing import Any, get_args, get_origin, get_type_hints
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from chalicelib.domain import transcript
from chalicelib.domain.text import NOT_XML
from chalicelib.domain.transcript import NAMESPACE, VERSION, Transcript

END = b"<end "
# What a class is called, and which of its texts are ids or codes of ours.
NAMES: dict[type, tuple[str, frozenset[str]]] = {
    Transcript: (
        "transcript",
        frozenset(["account", "chat", "visitor", "visit", "agent", "reason", "skill"]),
    ),
    transcript.Spoken: ("line", frozenset(["sender", "agent", "client"])),
    transcript.Milestone: ("milestone", frozenset(["kind", "agent"])),
    transcript.Segment: ("segment", frozenset(["agent"])),
    transcript.Remark: ("remark", frozenset(["agent"])),
    transcript.Page: ("page", frozenset()),
    transcript.Variable: ("variable", frozenset(["kind"])),
    transcript.Choice: ("choice", frozenset(["agent"])),
    transcript.Candidate: ("candidate", frozenset(["agent", "reason"])),
    transcript.Engaged: ("engagement", frozenset(["state"])),
    transcript.Answered: ("answer", frozenset(["survey"])),
}
TIMES = frozenset(["at", "since", "until", "started", "assigned", "ended"])
_CODE = re.compile(r"[\w.:@/+-]+", re.ASCII)
_ENDING = re.compile(rb'<end lines="(\d+)" milestones="(\d+)" sha256="([0-9a-f]{64})"/>')
# As ElementTree refuses them: what cannot be a time of this calendar.
_LATEST_MS = 253_402_300_799_999


class Unreadable(ValueError):
    """What is no transcript, or one that was changed; it says where."""


class Unwritable(ValueError):
    """An id or a time that cannot be: no door lets it in."""


def write(told: Transcript) -> bytes:
    """The transcript as an XML 1.0 document in UTF-8. Raises Unwritable."""
    out = StringIO()
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    _put(out, told, f' xmlns="{NAMESPACE}" version="{VERSION}"', closes=False)
    body = out.getvalue().encode()
    counts = f'lines="{len(told.lines)}" milestones="{len(told.milestones)}"'
    return body + f'<end {counts} sha256="{sha256(body).hexdigest()}"/>\n</transcript>\n'.encode()


def read(document: bytes) -> Transcript:
    """The transcript that was written. Raises Unreadable."""
    body, ending, _ = document.rpartition(END)
    said = _ENDING.match(document[len(body) :])
    if not ending or said is None:
        raise Unreadable("It has no end: it was cut off, or it is no transcript of version 2.")
    if sha256(body).hexdigest() != said[3].decode():
        raise Unreadable("Its bytes are not those that were written: the SHA-256 differs.")
    if b"<!DOCTYPE" in body:
        raise Unreadable("It declares a document type, which no transcript does.")
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as failure:
        raise Unreadable(f"It is no XML: {failure}.") from None
    _need(root.tag == _tag("transcript"), "Its root is no transcript.")
    _need(root.attrib.pop("version", "") == VERSION, f"It is not of version {VERSION}.")
    root.remove(root[-1])
    found: Transcript = _get(root, Transcript)
    counts = (len(found.lines), len(found.milestones))
    _need(counts == (int(said[1]), int(said[2])), "Its end counts otherwise.")
    return found


# ---- writing ----


def _put(out: StringIO, value: Any, more: str = "", *, closes: bool = True) -> None:
    name, codes = NAMES[type(value)]
    pairs = [(field, getattr(value, field)) for field in value._fields]
    heads = "".join(_attribute(*pair) for pair in pairs if _is_head(codes, *pair))
    out.write(f"<{name}{more}{heads}>")
    for field, part in pairs:
        if isinstance(part, tuple):
            out.write("\n" if part else "")
            for one in part:
                _put(out, one)
        elif isinstance(part, str) and field not in codes and part:
            _put_text(out, field, part)
    out.write(f"</{name}>\n" if closes else "\n")


def _is_head(codes: frozenset[str], field: str, value: object) -> bool:
    return bool(value) and (isinstance(value, int) or field in codes)


def _attribute(field: str, value: str | int) -> str:
    name = field.replace("_", "-")
    if field in TIMES:
        return f' {name}="{_iso(int(value))}" {name}-ms="{value}"'
    if isinstance(value, bool):
        return f' {name}="true"'
    if isinstance(value, str) and not _CODE.fullmatch(value):
        raise Unwritable(f"{field} is no id: {value[:40]!r}.")
    return f" {name}={quoteattr(str(value))}"


def _put_text(out: StringIO, field: str, text: str) -> None:
    name = field.replace("_", "-")
    if _illegal().search(text) or "\r" in text:
        packed = b64encode(text.encode("utf-8", "surrogatepass")).decode()
        out.write(f'<{name} encoding="base64">{packed}</{name}>')
    else:
        out.write(f"<{name}>{escape(text)}</{name}>")


def _iso(ms: int) -> str:
    if not 0 < ms <= _LATEST_MS:
        raise Unwritable(f"{ms} is no time.")
    moment = datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def _illegal() -> re.Pattern[str]:
    return re.compile(NOT_XML)


# ---- reading ----


def _get(element: ElementTree.Element, kind: Any) -> Any:
    name, codes = NAMES[kind]
    heads, parts = dict(element.attrib), list(element)
    values: dict[str, Any] = {}
    for field, hint in _hints(kind):
        if get_origin(hint) is tuple:
            inner = get_args(hint)[0]
            values[field] = tuple(_get(one, inner) for one in _taken(parts, NAMES[inner][0]))
        elif hint is str and field not in codes:
            values[field] = "".join(_text(one) for one in _taken(parts, field.replace("_", "-")))
        else:
            values[field] = _head(heads, field, hint)
    unknown = [*heads, *(part.tag for part in parts)]
    _need(not unknown, f"<{name}> holds what it cannot: {unknown[:3]}.")
    return kind(**values)


def _taken(parts: list[ElementTree.Element], name: str) -> Iterator[ElementTree.Element]:
    """The next parts of this name."""
    while parts and parts[0].tag == _tag(name):
        yield parts.pop(0)


def _head(heads: dict[str, str], field: str, hint: type) -> Any:
    name = field.replace("_", "-")
    text = heads.pop(name, "")
    if field in TIMES:
        ms = _whole(heads.pop(f"{name}-ms", ""), name)
        _need(text == (_iso(ms) if ms else ""), f"Of {name} both forms do not agree.")
        return ms
    if hint is bool:
        _need(text in ("", "true"), f"{name} is true or not there.")
        return text == "true"
    return text if hint is str else _whole(text, name)


def _whole(text: str, name: str) -> int:
    _need(re.fullmatch(r"-?[1-9]\d{0,17}|", text), f"{name} is no whole number.")
    return int(text or 0)


def _text(element: ElementTree.Element) -> str:
    text = element.text or ""
    if element.attrib.get("encoding") == "base64":
        return b64decode(text, validate=True).decode("utf-8", "surrogatepass")
    _need(not element.attrib and not len(element), f"{element.tag} holds more than a text.")
    return text


def _need(holds: object, words: str) -> None:
    if not holds:
        raise Unreadable(words)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


@cache
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple(get_type_hints(kind).items())
