"""What functions asked of AWS, and whether a policy allows it. Used by the tests of this folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Statement = dict[str, Any]


class Asked(NamedTuple):
    """One request of a function, and the emulator's verdict."""

    role: str
    action: str
    resource: str
    allowed: bool = True


Context = Mapping[str, list[str] | None]


def allows(
    statements: list[Statement], action: str, resource: str, context: Context | None = None
) -> bool:
    """Whether any statement allows an action on a resource; ours know neither Deny nor Not.

    `context` holds the request's condition keys; a key that is not there is None.
    """
    return any(
        any(_matches(pattern, action.lower(), fold=True) for pattern in _list(one["Action"]))
        and any(_matches(pattern, resource) for pattern in _list(one["Resource"]))
        and _met(one.get("Condition", {}), context or {})
        for one in statements
    )


def _met(conditions: dict[str, dict[str, Any]], context: Context) -> bool:
    """All operators and all their keys have to be met. Raises KeyError for one that is not ours."""
    return all(
        _OPERATORS[operator](_list(expected), context.get(key))
        for operator, keys in conditions.items()
        for key, expected in keys.items()
    )


def _for_all(patterns: list[str], values: list[str] | None) -> bool:
    """As IAM has it, a request without the key meets it."""
    return all(any(_matches(one, value) for one in patterns) for value in values or [])


def _like(patterns: list[str], values: list[str] | None) -> bool:
    return values is not None and any(_matches(one, value) for one in patterns for value in values)


def _is_null(wanted: list[str], values: list[str] | None) -> bool:
    return (values is None) is (wanted == ["true"])


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _matches(pattern: str, text: str, fold: bool = False) -> bool:
    escaped = re.escape(pattern.lower() if fold else pattern)
    return re.fullmatch(escaped.replace(r"\*", ".*").replace(r"\?", "."), text) is not None


_OPERATORS: dict[str, Callable[[list[str], list[str] | None], bool]] = {
    "ForAllValues:StringLike": _for_all,
    "StringLike": _like,
    "Null": _is_null,
}
