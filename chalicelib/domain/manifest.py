"""The manifest of an archive: what was archived when, in parts of which each names the hash of the
one before. Pure; called by services/archive.py and by whoever checks an archive.

A part is lines of JSON: a head, an entry for each transcript, an end with the SHA-256 of all bytes
before it. docs/archive.md says the same for people.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

FORMAT = "urn:parley:manifest:1"
MOST_ENTRIES = 1_000
_KEY = re.compile(r"[^/]+/manifests/(\d{4}-\d{2}-\d{2})/(\d{6})\.jsonl")


class Entry(NamedTuple):
    """One transcript: `key` is where it lies and `sha256` of what lies there; `xml_sha256` is that
    of the XML in it. `ended` is epoch ms."""

    chat: str
    visitor: str
    ended: int
    key: str
    bytes: int
    sha256: str
    xml_bytes: int
    xml_sha256: str
    lines: int


class Link(NamedTuple):
    """A part by its key and the SHA-256 of its bytes; `("", "")` is before the first."""

    key: str = ""
    sha256: str = ""


class Part(NamedTuple):
    """A part: `day` is the date on which it was written, `number` counts over all days."""

    account: str
    day: str
    number: int
    previous: Link
    entries: tuple[Entry, ...]

    @property
    def key(self) -> str:
        """Where it lies."""
        return f"{self.account}/manifests/{self.day}/{self.number:06d}.jsonl"


class Broken(ValueError):
    """What is no part of a manifest, or one that was changed; it says where."""


def date(at: int) -> str:
    """The day of a moment (epoch ms), in UTC."""
    return datetime.fromtimestamp(at / 1_000, UTC).strftime("%Y-%m-%d")


def number_of(key: str) -> int:
    """A part's number by its key; 0 for `""`."""
    found = _KEY.fullmatch(key)
    return int(found[2]) if found else 0


def write(part: Part) -> bytes:
    """The part as it lies in the archive."""
    previous = part.previous._asdict() if part.previous.key else None
    head = {"format": FORMAT, "account": part.account, "day": part.day, "part": part.number}
    head |= {"previous": previous, "entries": len(part.entries)}
    body = _lines([head, *(entry._asdict() for entry in part.entries)])
    return body + _lines([{"end": len(part.entries), "sha256": sha256(body).hexdigest()}])


def link(key: str, body: bytes) -> Link:
    """What the next part says of this one."""
    return Link(key, sha256(body).hexdigest())


def read(body: bytes) -> Part:
    """The part that was written. Raises Broken."""
    head, *entries, end = _records(body)
    above = body[: body.rstrip(b"\n").rfind(b"\n") + 1]
    _need(end.get("sha256") == sha256(above).hexdigest(), "Its SHA-256 differs: it was changed.")
    _need(head.get("format") == FORMAT, f"It is not of the format {FORMAT}.")
    _need(head.get("entries") == end.get("end") == len(entries), "It counts its entries wrongly.")
    try:
        previous = Link(**head["previous"]) if head["previous"] else Link()
        found = tuple(Entry(**entry) for entry in entries)
        part = Part(head["account"], head["day"], head["part"], previous, found)
    except (KeyError, TypeError) as missing:
        raise Broken(f"It lacks what a part has, or has more: {missing}.") from None
    _need(write(part) == body, "It is written otherwise than parts are.")
    return part


def _records(body: bytes) -> Sequence[dict[str, Any]]:
    try:
        found = [json.loads(line) for line in body.decode().split("\n")[:-1]]
    except ValueError as failure:
        raise Broken(f"It is no JSON in lines: {failure}.") from None
    _need(len(found) > 1 and all(isinstance(one, dict) for one in found), "It was cut off.")
    return found


def _lines(records: Iterable[dict[str, Any]]) -> bytes:
    made = (json.dumps(one, separators=(",", ":"), sort_keys=True) for one in records)
    return "".join(f"{line}\n" for line in made).encode()


def _need(holds: bool, words: str) -> None:
    if not holds:
        raise Broken(words)
