"""What must not be kept is masked in texts before they are written: card numbers, and what an
account's own patterns find. Called by services/masking.py."""

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

MASK = "\u2022"
_FEWEST_DIGITS = 13
# In a circle a numeral may stand for two digits, so fewer of them may hold a number.
_FEWEST_NUMERALS = 7
_ASCII_DIGITS = b"0123456789"
# A number of 19 digits has no more parts than that.
MOST_PARTS = 18
_REACH = 400
_MASKED = rf"(?:{MASK}[\W_]{{0,6}}){{3}}[{MASK}\W_]*\d{{0,4}}"


class Rules(NamedTuple):
    """What an account masks: card numbers or not, and its patterns by name; and of which of them it
    keeps sealed what a line had there."""

    cards: bool = True
    patterns: tuple[tuple[str, str], ...] = ()
    keep_cards: bool = False
    kept: tuple[str, ...] = ()

    @property
    def keeps_any(self) -> bool:
        """Whether anything that is masked is kept."""
        return bool(self.kept) or (self.cards and self.keep_cards)

    def lost(self) -> "Rules":
        """The rules of what is kept nowhere."""
        patterns = tuple(pair for pair in self.patterns if pair[0] not in self.kept)
        return Rules(self.cards and not self.keep_cards, patterns)

    def digest(self) -> str:
        """A short name for these rules, "" for those of an account that set none."""
        return _digest(self)


@lru_cache(maxsize=256)
def _digest(rules: Rules) -> str:
    return "" if rules == Rules() else f"{zlib.crc32(repr(rules).encode()):08x}"


def mask(text: str, rules: Rules) -> str:
    """The text with a `\u2022` for each character that must not be kept. It never gets longer."""
    spans = _card_spans(text) if rules.cards and _may_hold_number(text) else []
    for _, pattern in rules.patterns:
        spans += [span for found in _compiled(pattern).finditer(text) for span in _signs(found)]
    return _covered(text, spans) if spans else text


def may_go_on(text: str, rules: Rules) -> bool:
    """Whether a line may end a card number that the lines before it began."""
    if not rules.cards or (text[:1].isascii() and text[:1].isalpha()):
        return False
    from chalicelib.domain import card

    return card.opens_with_digits(text)


def mask_together(parts: Sequence[str], rules: Rules) -> list[str]:
    """Lines of one sender in order, masked where a card number runs over several of them."""
    if not rules.cards:
        return list(parts)
    # A number has its parts near where the lines meet; the rest was masked line by line.
    cuts, room = [], _REACH
    for part in reversed(parts[:-1]):
        cuts.append(max(0, len(part) - room))
        room = max(0, room - len(part))
    near = [part[cut:] for part, cut in zip(parts, [*reversed(cuts), 0], strict=True)]
    *masked, last = _masked_near([*near[:-1], near[-1][:_REACH]])
    far = [part[: len(part) - len(kept)] for part, kept in zip(parts, near, strict=True)]
    return [a + b for a, b in zip(far, [*masked, last + near[-1][_REACH:]], strict=True)]


def _masked_near(parts: list[str]) -> list[str]:
    masked = list(parts)
    # The last digits of a number masked before are no part of the next one.
    joined = re.sub(_MASKED, lambda found: "x" * len(found[0]), "\n".join(parts))
    spans = _card_spans(joined)
    for start, end in reversed(spans):
        number, at = _part(parts, start)
        text = masked[number]
        masked[number] = text[:at] + MASK + text[at + end - start :]
    return masked if spans else [*masked[:-1], _rest_covered(masked)]


def _may_hold_number(text: str) -> bool:
    """Nearly all texts are done with this: it takes less than a microsecond."""
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _ASCII_DIGITS)) >= _FEWEST_DIGITS
    numerals = sum(map(str.isnumeric, text))
    odd = numerals > sum(map(str.isdecimal, text))
    return numerals >= (_FEWEST_NUMERALS if odd else _FEWEST_DIGITS)


def _card_spans(text: str) -> list[tuple[int, int]]:
    # Imported at the first text with that many digits: most cold starts never see one.
    from chalicelib.domain import card

    return card.spans(text)


def _rest_covered(masked: list[str]) -> str:
    """The last line without the few digits it opens with, if all before it since a masked number
    are digits too: the rest of a long number, or the date and code that belong to it."""
    rest = re.match(r"[\W_]*(?:\d[\W_]{0,6}){1,6}(?![\W_]*\d)", masked[-1])
    if rest and re.search(MASK + r"[\W\d_]{0,40}$", "\n".join(masked[:-1])):
        return re.sub(r"\d", MASK, rest[0]) + masked[-1][rest.end() :]
    return masked[-1]


def _part(parts: Sequence[str], at: int) -> tuple[int, int]:
    """In which of the joined parts a place is, and where in it."""
    for number, part in enumerate(parts):
        if at <= len(part):
            return number, at
        at -= len(part) + 1
    raise IndexError(at)


def _covered(text: str, spans: list[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = [MASK] + [""] * (end - start - 1)
    return "".join(chars)


def _signs(found: re.Match[str]) -> list[tuple[int, int]]:
    """Letters and digits are covered; what stands between them shows what form it had."""
    return [(at, at + 1) for at in range(*found.span()) if found.string[at].isalnum()]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
