"""A regular expression as browsers read it: written anew from what Python's parser made of it, so
that the two cannot differ. Called by domain/condition.py and domain/compilation.py."""

from collections.abc import Sequence
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_SPECIAL = frozenset("\\^$.|?*+()[]{}/-")
_PLACES = {
    "AT_BEGINNING": "^",
    "AT_BEGINNING_STRING": "^",
    "AT_END": "$",
    "AT_END_STRING": "$",
    "AT_BOUNDARY": "\\b",
    "AT_NON_BOUNDARY": "\\B",
}
_CATEGORIES = {
    "CATEGORY_DIGIT": "\\d",
    "CATEGORY_NOT_DIGIT": "\\D",
    "CATEGORY_SPACE": "\\s",
    "CATEGORY_NOT_SPACE": "\\S",
    "CATEGORY_WORD": "\\w",
    "CATEGORY_NOT_WORD": "\\W",
}


def browsers_form(pattern: str) -> str:
    """What finds the same in a browser, of a pattern that domain/pattern.py takes. Letters and
    digits of `\\w` and `\\d` are those of ASCII there; case counts in neither."""
    return _items(_parser.parse(pattern))


def _items(parsed: Sequence[tuple[Any, Any]]) -> str:
    return "".join(_item(str(kind), value) for kind, value in parsed)


def _item(kind: str, value: Any) -> str:
    if kind == "LITERAL":
        return _literal(value)
    if kind == "ANY":
        return "."
    if kind == "AT":
        return _PLACES[str(value)]
    if kind == "SUBPATTERN":
        return f"(?:{_items(value[-1])})"
    if kind == "BRANCH":
        return f"(?:{'|'.join(map(_items, value[1]))})"
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeat(kind, *value)
    return _class([(kind, value)] if kind == "NOT_LITERAL" else value)


def _repeat(kind: str, fewest: int, most: int, inner: Any) -> str:
    times = f"{{{fewest}}}" if fewest == most else f"{{{fewest},{most}}}"
    short = {"{0,1}": "?", "{1}": ""}.get(times, times)
    lazy = "?" if kind == "MIN_REPEAT" and fewest != most else ""
    return f"(?:{_items(inner)}){short}{lazy}"


def _class(parts: Sequence[tuple[Any, Any]]) -> str:
    return f"[{''.join(_member(str(kind), value) for kind, value in parts)}]"


def _member(kind: str, value: Any) -> str:
    if kind == "NEGATE":
        return "^"
    if kind == "NOT_LITERAL":
        return "^" + _literal(value)
    if kind == "RANGE":
        return f"{_literal(value[0])}-{_literal(value[1])}"
    return _CATEGORIES[str(value)] if kind == "CATEGORY" else _literal(value)


def _literal(code: int) -> str:
    char = chr(code)
    if char in _SPECIAL:
        return "\\" + char
    if code > 0xFFFF:
        # Browsers read such a character as two, unless told otherwise; neither form is worth it.
        # The last that they read as one stands for it: a class up to it is one there too.
        return "\\uffff"
    return char if char.isprintable() else f"\\u{code:04x}"
