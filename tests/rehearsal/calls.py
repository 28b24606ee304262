"""What functions asked of AWS, and whether a policy allows it. Used by the tests of this folder."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

Statement = dict[str, Any]


class Asked(NamedTuple):
    """One request of a function, and the emulator's verdict."""

    role: str
    action: str
    resource: str
    allowed: bool = True


def allows(statements: list[Statement], action: str, resource: str) -> bool:
    """Whether any statement allows an action on a resource; ours know neither Deny nor Not."""
    return any(
        any(_matches(pattern, action.lower(), fold=True) for pattern in _list(one["Action"]))
        and any(_matches(pattern, resource) for pattern in _list(one["Resource"]))
        for one in statements
    )


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _matches(pattern: str, text: str, fold: bool = False) -> bool:
    escaped = re.escape(pattern.lower() if fold else pattern)
    return re.fullmatch(escaped.replace(r"\*", ".*").replace(r"\?", "."), text) is not None
