"""The erasure of a visitor: what was asked, and the receipt of what was done. Pure; called by
services/erasures.py."""

import json
from typing import NamedTuple

FORMAT = "urn:parley:erasure:1"


class Erasure(NamedTuple):
    """That a visitor is erased: `by` (an agent's or a key's id) asked for it `at` (epoch ms), and
    why. It holds nothing of the visitor but their random id."""

    account: str
    id: str
    visitor: str
    at: int
    by: str
    reason: str

    @property
    def key(self) -> str:
        """Where it lies in the archive: whoever restores older data finds it there."""
        return f"{self.account}/erasures/{self.id}.json"


class Receipt(NamedTuple):
    """What an erasure removed: how many of each. `archived`: transcripts in the archive whose key
    was destroyed."""

    erasure: Erasure
    chats: int
    visits: int
    messages: int
    archived: int


def write(erasure: Erasure) -> bytes:
    """As it lies in the archive."""
    told = {"format": FORMAT, **erasure._asdict()}
    return json.dumps(told, sort_keys=True, indent=1).encode() + b"\n"


def read(body: bytes) -> Erasure:
    """The erasure that was written. Raises ValueError."""
    told = json.loads(body)
    if told.pop("format", "") != FORMAT:
        raise ValueError(f"It is not of the format {FORMAT}.")
    return Erasure(**told)
