"""What masking hid of a line and the account keeps, and the form in which it is sealed. Called by
services/sealed.py."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from chalicelib.domain.ids import account_of
from chalicelib.domain.masking import MASK

# A chat's item must hold a dozen of the longest lines with what is sealed of them.
MOST_BYTES = 6_000
FIELD = "text"
# What is masked so near each other is one part: a number with its dashes.
_GAP = 3


class Hidden(NamedTuple):
    """What stood in place of `length` characters of a masked text, from `at` on."""

    at: int
    length: int
    text: str


def hidden(text: str, masked: str) -> list[Hidden]:
    """What a text holds where its masked form has something else."""
    if len(text) != len(masked):
        return _between(text, masked)
    runs: list[list[int]] = []
    for at in (at for at in range(len(text)) if text[at] != masked[at]):
        if runs and at - runs[-1][-1] <= _GAP:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [_part(text, run[0], run[-1] + 1) for run in runs]


def shown(masked: str, parts: Iterable[Hidden]) -> str:
    """The text with what was hidden. Where nothing is masked any more, nothing is put."""
    text = masked
    for part in sorted(parts, reverse=True):
        if MASK in text[part.at : part.at + part.length]:
            text = text[: part.at] + part.text + text[part.at + part.length :]
    return text


def packed(parts: Iterable[Hidden]) -> bytes:
    """The parts as bytes, to be sealed."""
    return json.dumps(list(parts), ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(raw: bytes) -> list[Hidden]:
    """The parts that were packed."""
    return [Hidden(*part) for part in json.loads(raw)]


def bound_to(chat: str, client: str, n: int) -> bytes:
    """What a sealed value belongs to. A chat's id holds its account's: elsewhere none opens."""
    return json.dumps([account_of(chat), chat, client, n, FIELD]).encode()


def _part(text: str, start: int, end: int) -> Hidden:
    return Hidden(start, end - start, text[start:end])


def _between(text: str, masked: str) -> list[Hidden]:
    """From the first character that differs to the last, as one part."""
    most = min(len(text), len(masked))
    start = next((at for at in range(most) if text[at] != masked[at]), most)
    rest = most - start
    end = next((at for at in range(rest) if text[-1 - at] != masked[-1 - at]), rest)
    return [Hidden(start, len(masked) - end - start, text[start : len(text) - end])]
