"""How admins' changes meet: of two made of one version, one stands and the other is refused. Called
by the services of what admins keep."""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from chalicelib.domain.audit import Entry
from chalicelib.domain.error import Conflict, Outdated
from chalicelib.store import audit as audit_store

Thing = TypeVar("Thing")
ATTEMPTS = 8
# An answer of a function holds 6 MB, as JSON within JSON.
MOST_ANSWERED = 2_500_000


class Page(NamedTuple, Generic[Thing]):
    """A part of a list; `next` is where it goes on, or `""`."""

    items: Sequence[Thing]
    next: str


def insist(attempt: Callable[[], Thing]) -> Thing:
    """Read, decide and write, again while others write meanwhile. Raises Conflict."""
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except Conflict:
            continue
    raise Conflict("Others change the same at this moment. Try again.")


def is_done(version: int, etag: str, entry: Entry) -> bool:
    """Whether the change stands already: its answer was lost. False: it may be made now.

    Raises Outdated if somebody else changed the thing since the caller read it.
    """
    if str(version) == etag:
        return False
    if audit_store.stands(entry):
        return True
    raise Outdated("Somebody changed this since you read it. Read it again, then change it.")


def fitting(things: Sequence[Thing], size: Callable[[Thing], int]) -> Sequence[Thing]:
    """The first of them that have room in one answer, at least one."""
    room = MOST_ANSWERED
    for count, thing in enumerate(things):
        room -= size(thing)
        if room < 0:
            return things[: max(count, 1)]
    return things


def page(
    things: Sequence[Thing], name: Callable[[Thing], str], after: str, limit: int
) -> Page[Thing]:
    """Things in the order of their names, behind a cursor."""
    behind = sorted((thing for thing in things if name(thing) > after), key=name)
    more = len(behind) > limit
    return Page(behind[:limit], name(behind[limit - 1]) if more else "")
