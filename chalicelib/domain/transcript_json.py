"""A transcript as JSON, and back: the same tree as its XML, each time as epoch ms and, beside it,
by ISO 8601. Written by the transcript route and by exports. Its schema is
docs/schemas/transcript-2.json."""

import json
import re
from datetime import UTC, datetime
from typing import Any, get_args, get_origin, get_type_hints

from chalicelib.domain.transcript import VERSION, Transcript
from chalicelib.domain.transcript_xml import NAMES, TIMES, Unreadable


def write(told: Transcript) -> str:
    """One object. What is not known is left out."""
    return _text(told, indent=1)


def write_line(told: Transcript) -> str:
    """The same in one line, for files of many."""
    return _text(told, separators=(",", ":")) + "\n"


def record(value: Any) -> dict[str, Any]:
    """As plain values."""
    found: dict[str, Any] = {}
    for field in value._fields:
        part = getattr(value, field)
        if isinstance(part, tuple):
            found[f"{field}"] = [record(one) for one in part]
        elif part:
            found[field] = part
            if field in TIMES:
                found[f"{field}_iso"] = iso(part)
    return found


def read(text: str) -> Transcript:
    """The transcript that was written. Raises Unreadable."""
    try:
        told = json.loads(text)
    except ValueError as failure:
        raise Unreadable(f"It is no JSON: {failure}.") from None
    if not isinstance(told, dict) or told.pop("version", "") != VERSION:
        raise Unreadable(f"It is no transcript of version {VERSION}.")
    found: Transcript = _get(told, Transcript)
    return found


def iso(ms: int) -> str:
    """A time by ISO 8601, in UTC."""
    moment = datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(told: Transcript, **form: Any) -> str:
    text = json.dumps({"version": VERSION, **record(told)}, ensure_ascii=False, **form)
    # Half a character cannot be in UTF-8.
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)


def _get(told: dict[str, Any], kind: Any) -> Any:
    values: dict[str, Any] = {}
    for field, hint in get_type_hints(kind).items():
        part = told.pop(field, None)
        if get_origin(hint) is tuple:
            inner = get_args(hint)[0]
            values[field] = tuple(_get(dict(one), inner) for one in part or ())
            continue
        values[field] = hint() if part is None else part
        _need(type(values[field]) is hint, f"{NAMES[kind][0]}.{field} is not of its kind.")
        if field in TIMES and part:
            _need(
                told.pop(f"{field}_iso", "") == iso(part), f"{field} does not agree with its ISO."
            )
    _need(not told, f"{NAMES[kind][0]} holds what it cannot: {list(told)[:3]}.")
    return kind(**values)


def _need(holds: bool, words: str) -> None:
    if not holds:
        raise Unreadable(words)
