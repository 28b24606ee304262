"""An account's configuration as one document, and what differs between two of them. Used by
services/config.py."""

from collections.abc import Iterator
from typing import Any, NamedTuple

Document = dict[str, Any]
FORM = 1
SETTINGS, AGENTS = "settings", "agents"
# What is not in the document any more is to be removed; agents and settings stay.
WHOLE = ("groups", "skills", "roles", "routing_rules", "rules")


class Change(NamedTuple):
    """A place where two documents differ; None where there is nothing."""

    path: str
    before: object
    after: object


class Version(NamedTuple):
    """A configuration as it stood from `at` on; `changes` is by how much it differed before."""

    account: str
    number: int
    at: int
    by: str
    by_name: str
    changes: int


def difference(current: Document, wanted: Document) -> list[Change]:
    """What has to change, in the order of paths. A part that is not wanted stays as it is."""
    found = list(_fields(SETTINGS, current[SETTINGS], wanted.get(SETTINGS, {})))
    for part in (*WHOLE, AGENTS):
        if part in wanted:
            found += _things(part, current[part], wanted[part])
    return sorted(found, key=lambda change: change.path)


def _things(part: str, current: Document, wanted: Document) -> Iterator[Change]:
    for name in sorted({*current, *wanted}):
        path = f"{part}.{name}"
        if name not in wanted:
            if part in WHOLE:
                yield Change(path, current[name], None)
        elif name not in current:
            yield Change(path, None, wanted[name])
        else:
            yield from _fields(path, current[name], wanted[name])


def _fields(path: str, current: Document, wanted: Document) -> Iterator[Change]:
    for name, value in wanted.items():
        if current.get(name) != value:
            yield Change(f"{path}.{name}", current.get(name), value)
