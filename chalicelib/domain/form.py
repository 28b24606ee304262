"""How compiled rules are written, so that a hundred of them are small. Used by
domain/compilation.py; web/tag/rules/form.ts reads it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

# What parts tables, entries and steps: two that no entry holds.
_MARKS = "|~;`^{}@<>=&%#!$"
# Digits of the lowest place; those of the others are the rest of what can be seen.
_LOW, _HIGH, _CHARS = 80, 11, 92


def write_tables(tables: Sequence[Sequence[str | float | tuple[str | int, ...]]]) -> str:
    """Heads with their entries. A mark between two entries, two between tables; the other mark
    between the parts of an entry. Both come first."""
    mark, inner = _marks(_texts(tables))
    written = [
        mark.join(
            inner.join(map(str, one)) if isinstance(one, tuple) else str(one) for one in table
        )
        for table in tables
    ]
    return mark + inner + (mark * 2).join(written) if written else ""


def write_lists(lists: Iterable[Sequence[int]], lead: int) -> str:
    """Lists of whole numbers: how many, how long each is, then the first of each, the second of
    each and so on, because what is alike then meets. What follows the first `lead` of a list rises,
    and is written as by how much."""
    steps = [_falling(one, lead) for one in lists]
    if not steps:
        return ""
    columns = (step for column in zip_longest(*steps) for step in column if step is not None)
    return "".join(map(_number, [len(steps), *map(len, steps), *columns]))


def unsigned(value: int) -> int:
    """A number that may be negative as one that is not: small ones stay small."""
    return value * 2 if value >= 0 else -2 * value - 1


def _marks(texts: Iterable[str]) -> tuple[str, str]:
    used = set().union(*map(set, texts))
    free = (char for char in _candidates() if char not in used)
    return next(free), next(free)


def _candidates() -> Iterator[str]:
    yield from _MARKS
    yield from map(chr, range(0xE000, 0xF8FF))


def _texts(tables: Sequence[Sequence[str | float | tuple[str | int, ...]]]) -> Iterator[str]:
    for table in tables:
        for entry in table:
            yield from map(str, entry) if isinstance(entry, tuple) else [str(entry)]


def _falling(numbers: Sequence[int], lead: int) -> list[int]:
    rising = numbers[lead:]
    steps = [number - before for before, number in zip([0, *rising], rising, strict=False)]
    return [*numbers[:lead], *steps]


def _number(value: int) -> str:
    if value < 0:
        raise ValueError("only whole numbers from 0 can be written")
    high, low = divmod(value, _LOW)
    text = _digit(low)
    while high:
        high, digit = divmod(high - 1, _HIGH)
        text = _digit(_LOW + digit) + text
    return text


def _digit(value: int) -> str:
    """A character that JSON writes as it is, but for one of the rarest: a small number is a small
    letter, because these are what scripts are full of."""
    code = value + 4
    while code < ord("#"):
        code += _CHARS
    return chr(code)
