"""Whether an account's own pattern may be run on every line: its worst case is bounded before it is
saved. Called by whoever saves settings, and by domain/condition.py."""

import re
from collections.abc import Iterable
from typing import Any

from chalicelib.domain.error import BadFrame

MOST_PATTERNS, MOST_LENGTH, MOST_NAME = 20, 200, 60
MOST_TIMES = 256
# Steps at one place of a text; a text has 4,000 places.
MOST_STEPS = 2_000
# What stands for all characters behind the first 256.
_OTHER = "\u4e2d"
_SAMPLE = [chr(code) for code in range(256)] + [_OTHER]
_FLAGS = re.IGNORECASE | re.UNICODE
_PLAIN = ("LITERAL", "NOT_LITERAL", "ANY", "IN")
_Chars = frozenset[str]
_Parsed = list[tuple[Any, Any]]


def check(patterns: Iterable[tuple[str, str]]) -> None:
    """Refuse what could make a line slow. Raises BadFrame that names the pattern."""
    names = set()
    for number, (name, pattern) in enumerate(patterns):
        if number >= MOST_PATTERNS:
            raise BadFrame(f"At most {MOST_PATTERNS} patterns are taken.")
        if not name.strip() or len(name) > MOST_NAME or name in names:
            raise BadFrame(
                f"Pattern {number + 1} needs a name of its own, 1 to {MOST_NAME} characters."
            )
        names.add(name)
        refused = reason(pattern)
        if refused:
            raise BadFrame(f"The pattern `{name}` is refused: {refused}")


def reason(pattern: str) -> str:
    """What is wrong with a pattern, and what to write instead; `""` if nothing is."""
    if not 1 <= len(pattern) <= MOST_LENGTH:
        return f"it must have 1 to {MOST_LENGTH} characters."
    try:
        compiled = re.compile(pattern)
        parsed = _parse(pattern)
        if compiled.flags & ~_FLAGS:
            return "of all flags only (?i) is taken."
        if parsed.getwidth()[0] == 0:
            return "it would match an empty text. Name at least one character that must be there."
        steps = _steps(list(parsed), 1, frozenset())
    except _NotTaken as not_taken:
        return str(not_taken)
    except (re.error, RecursionError, OverflowError) as error:
        return f"it is no regular expression: {error}."
    if steps > MOST_STEPS:
        return (
            "it may take too long. Repeat less often, and let what follows a repetition "
            "begin with a character that the repetition does not take."
        )
    return ""


class _NotTaken(Exception):
    """Something that a pattern may not hold; worded for the reader."""


def _parse(pattern: str) -> Any:
    # Private, but the only parser that surely reads a pattern as it will be run.
    from re import _parser  # type: ignore[attr-defined]

    return _parser.parse(pattern)


def _steps(parsed: _Parsed, after: int, follow: _Chars) -> int:
    """How many steps a match takes at one place, at worst, if what follows takes `after` steps and
    begins with one of `follow`."""
    steps = after
    for kind, value in reversed(parsed):
        steps, follow = _one(str(kind), value, steps, follow)
    return steps


def _one(kind: str, value: Any, after: int, follow: _Chars) -> tuple[int, _Chars]:
    if kind in _PLAIN:
        return after + 1, _first(kind, value)
    if kind == "AT":
        return after + 1, follow
    if kind == "SUBPATTERN":
        inner = list(value[-1])
        return _steps(inner, after, follow) + 1, _first_of(inner, follow)
    if kind == "BRANCH":
        ways = [list(way) for way in value[1]]
        first = frozenset().union(*(_first_of(way, follow) for way in ways))
        return sum(_steps(way, after, follow) for way in ways) + 1, first
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeat(value, after, follow)
    raise _NotTaken("characters, classes, groups, alternatives and repetitions are taken, no more.")


def _repeat(value: Any, after: int, follow: _Chars) -> tuple[int, _Chars]:
    fewest, most, inner = int(value[0]), int(value[1]), list(value[2])
    if most > MOST_TIMES:
        raise _NotTaken(f"say how often at most, up to {MOST_TIMES}: {{1,64}} instead of + or *.")
    if most > 1 and _varies(inner):
        raise _NotTaken("a repetition inside a repetition must not vary, nor an alternative.")
    first = _first_of(inner, frozenset())
    once = _steps(inner, 1, frozenset())
    # Where what follows may begin as the repetition goes on, each number of times is tried in full.
    exits = most - fewest + 1 if first & follow else 1
    return most * once + exits * after + 1, first | follow if fewest == 0 else first


def _varies(parsed: _Parsed) -> bool:
    """Whether a part may match one text in several ways."""
    for kind, value in parsed:
        if str(kind) in ("MAX_REPEAT", "MIN_REPEAT") and value[0] != value[1]:
            return True
        if str(kind) == "BRANCH" or (str(kind) == "SUBPATTERN" and _varies(list(value[-1]))):
            return True
    return False


def _first_of(parsed: _Parsed, follow: _Chars) -> _Chars:
    """With which characters a match may begin."""
    for kind, value in reversed(parsed):
        follow = _one(str(kind), value, 0, follow)[1]
    return follow


def _first(kind: str, value: Any) -> _Chars:
    """The characters of a sample that an item takes, whatever their case."""
    if kind == "ANY":
        return frozenset(_SAMPLE)
    items = value if kind == "IN" else [("LITERAL", value)]
    parts = [(str(name), part) for name, part in items]
    negated = kind == "NOT_LITERAL" or ("NEGATE", None) in parts
    taken = [c for c in _SAMPLE if negated != any(_holds(name, part, c) for name, part in parts)]
    if negated:
        taken.append(_OTHER)
    return frozenset(form for c in taken for form in (c, c.lower(), c.upper()))


def _holds(name: str, part: Any, char: str) -> bool:
    """Whether a part of a class takes a character; for all others, whether it takes any of them."""
    if name == "CATEGORY":
        return char == _OTHER or _in_category(str(part), char)
    if name == "NEGATE":
        return False
    low, high = part if name == "RANGE" else (part, part)
    return bool(high > 255 if char == _OTHER else low <= ord(char) <= high)


def _in_category(category: str, char: str) -> bool:
    kind = category.rpartition("_")[2]
    known = {
        "DIGIT": char.isdigit(),
        "SPACE": char.isspace(),
        "WORD": char.isalnum() or char == "_",
    }
    return known[kind] != ("_NOT_" in category)
