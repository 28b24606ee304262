"""Card numbers in free text, however they are written: found and masked. Called by
domain/masking.py."""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from chalicelib.domain import iban

SHORTEST, LONGEST = 13, 19
KEPT_FIRST, KEPT_LAST = 6, 4
# So many characters, those repeated counted once, may stand between two digits of a number.
MOST_GAP = 6
_HEX = frozenset("0123456789abcdefABCDEF")
# Letters by their category, but nothing on the screen.
_FILLERS = "\u115f\u1160\u3164\uffa0"
_IGNORED = {"Cf", "Mn", "Me", "Cc"}

_FROM_16 = (16, 17, 18, 19)
# First digits from, to, and the lengths that are issued.
_ISSUERS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("4", "4", (13, 16, 19)),
    ("51", "55", (16,)),
    ("2221", "2720", (16,)),
    ("34", "34", (15,)),
    ("37", "37", (15,)),
    ("300", "305", (14, 16)),
    ("3095", "3095", (14, 16)),
    ("36", "36", (14, 16)),
    ("38", "39", (14, 16)),
    ("3528", "3589", _FROM_16),
    ("6011", "6011", _FROM_16),
    ("644", "659", _FROM_16),
    ("62", "62", _FROM_16),
    ("60", "60", (16,)),
    ("81", "82", (16,)),
    ("508", "508", (16,)),
    ("5018", "5020", _FROM_16),
    ("5038", "5038", _FROM_16),
    ("5061", "5067", (16, 18, 19)),
    ("5078", "5079", (16, 18, 19)),
    ("5893", "5893", _FROM_16),
    ("6304", "6304", _FROM_16),
    ("636", "639", _FROM_16),
    ("6706", "6709", _FROM_16),
    ("6759", "6763", _FROM_16),
    ("2200", "2205", _FROM_16),
    ("9792", "9792", (16,)),
)
_NEVER_FIRST = frozenset("017")
_DOUBLED = str.maketrans("0123456789", "0246813579")


class _Digit(NamedTuple):
    """A digit and the characters of the text that stand for it."""

    value: str
    start: int
    end: int


class _Group(NamedTuple):
    """Digits side by side, and what stands before them since the last group."""

    gap: str
    digits: list[_Digit]

    @property
    def text(self) -> str:
        return "".join(digit.value for digit in self.digits)


_Run = list[_Group]


def spans(text: str) -> list[tuple[int, int]]:
    """Where the characters stand that must not be shown, in order."""
    if text.isascii() and "%" not in text and not _plain_run().search(text):
        return []
    found: list[tuple[int, int]] = []
    for run in _runs(text):
        for number in _numbers(run):
            found += _hidden(number)
    return found


def opens_with_digits(text: str) -> bool:
    """Whether a number that an earlier line began may go on here."""
    return next((bool(_digit(c)) for c in text[:MOST_GAP] if not _is_gap(c)), False)


@cache
def _plain_run() -> re.Pattern[str]:
    return re.compile(f"[0-9](?:[^A-Za-z0-9]*[0-9]){{{SHORTEST - 1}}}")


def _runs(text: str) -> list[_Run]:
    """Groups of digits with nothing but gaps between them; a letter ends a run."""
    runs: list[_Run] = [[]]
    gap, at = "", 0
    left_out = iban.spans(text)
    while at < len(text):
        value, end = _read(text, at)
        if value and not any(start <= at < stop for start, stop in left_out):
            _add(runs[-1], gap, _Digit(value, at, end))
            gap = ""
        elif not _is_ignored(text[at]):
            # A hundred spaces are no more than one.
            gap += text[at] if text[at] != gap[-1:] else ""
            if runs[-1] and (len(gap) > MOST_GAP or value or text[at].isalpha()):
                runs.append([])
        at = end
    return [run for run in runs if run]


def _add(run: _Run, gap: str, digit: _Digit) -> None:
    if gap or not run:
        run.append(_Group(gap, []))
    run[-1].digits.append(digit)


def _read(text: str, at: int) -> tuple[str, int]:
    """The digits for which the character at a place stands, if any, and where it ends."""
    if text[at] != "%":
        return _digit(text[at]), at + 1
    # An address writes a space as %20, may write a digit as %34, and each % as %25 once more.
    char, end = "%", at + 1
    while char == "%" and len(text[end : end + 2]) == 2 and _HEX.issuperset(text[end : end + 2]):
        char, end = chr(int(text[end : end + 2], 16)), end + 2
    return _digit(char), end


@lru_cache(maxsize=4096)
def _digit(char: str) -> str:
    """`4` for a four of any script, or in a circle; `""` for what is no whole number."""
    value = unicodedata.numeric(char, -1.0)
    return str(int(value)) if 0 <= value < 100 and value == int(value) else ""


@lru_cache(maxsize=4096)
def _is_ignored(char: str) -> bool:
    """Whether nobody sees it: joiners, marks, the parts that make a digit an emoji."""
    if char in "\n\t\r":
        return False
    return char in _FILLERS or unicodedata.category(char) in _IGNORED


def _is_gap(char: str) -> bool:
    return _is_ignored(char) or not (char.isalnum() or _digit(char))


def _numbers(run: _Run) -> list[_Run]:
    """The card numbers of a run, from the left, the longest first."""
    found, begin = [], 0
    texts = [group.text for group in run]
    while begin < len(run):
        end = _end_of_number(run, texts, begin)
        if end:
            found.append(run[begin:end])
        begin = end or begin + 1
    return found


def _end_of_number(run: _Run, texts: list[str], begin: int) -> int:
    """Behind which group a number ends that begins at this one; 0 if none does."""
    digits, found = "", 0
    if texts[begin][0] in _NEVER_FIRST:
        return 0
    for end in range(begin, len(run)):
        digits += texts[end]
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and _is_number(digits) and _stands(run, begin, end + 1):
            found = end + 1
    return found


def _is_number(digits: str) -> bool:
    return _sums_up(digits) and _is_issued(digits) and not _is_moment(digits)


def _sums_up(digits: str) -> bool:
    """The check digit that all card numbers have."""
    plain, doubled = digits[::-2], digits[-2::-2].translate(_DOUBLED)
    return (sum(map(int, plain)) + sum(map(int, doubled))) % 10 == 0


def _is_issued(digits: str) -> bool:
    return any(
        low <= digits[: len(low)] <= high and len(digits) in lengths
        for low, high, lengths in _ISSUERS
    )


def _is_moment(digits: str) -> bool:
    """30.12.2026 17:07:18 has 14 digits and begins as some cards do."""
    day, month, century = digits[:2], digits[2:4], digits[4:6]
    hour, minute, second = digits[8:10], digits[10:12], digits[12:]
    return (
        len(digits) == 14
        and day <= "31"
        and "01" <= month <= "12"
        and century in ("19", "20")
        and hour < "24"
        and minute < "60"
        and second < "60"
    )


def _stands(run: _Run, begin: int, end: int) -> bool:
    """Whether the groups look like one number, rather than parts of something longer."""
    number = run[begin:end]
    digits = sum(len(group.digits) for group in number)
    if digits == SHORTEST and _is_phone(run, begin):
        return False
    if _is_parcel(run):
        return False
    if len(number) == 1 or _is_regular(number):
        return True
    whole = len(number) == len(run) and not any(":" in group.gap for group in number[1:])
    return whole or _is_set_off(run, begin, end)


def _is_phone(run: _Run, begin: int) -> bool:
    """+49 151... has 13 digits and begins as some cards do."""
    return run[begin].gap[-1:] == "+" or (begin > 0 and run[begin - 1].text == "00")


def _is_parcel(run: _Run) -> bool:
    """Carriers' numbers have 20 or 22 digits in groups of four."""
    digits = "".join(group.text for group in run)
    carriers = ("00", "7", "91", "92", "93", "94", "95", "96", "82")
    return len(digits) in (20, 22) and digits.startswith(carriers)


def _is_regular(number: _Run) -> bool:
    """Small groups of one size, the last perhaps shorter; or as on cards with 14 or 15 digits."""
    sizes = [len(group.digits) for group in number]
    even = len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0] <= 4
    return even or sizes in ([4, 6, 5], [4, 6, 4])


def _is_set_off(run: _Run, begin: int, end: int) -> bool:
    """Whether one and the same stands between all the groups, and something else around them."""
    between = {group.gap for group in run[begin + 1 : end]}
    around = {group.gap for group in run[begin : begin + 1] + run[end : end + 1]}
    return len(between) == 1 and not between & around


def _hidden(number: _Run) -> list[tuple[int, int]]:
    digits = [digit for group in number for digit in group.digits]
    values = [len(digit.value) for digit in digits]
    total, at, hidden = sum(values), 0, []
    for digit, size in zip(digits, values, strict=True):
        if at + size > KEPT_FIRST and at < total - KEPT_LAST:
            hidden.append((digit.start, digit.end))
        at += size
    return hidden
