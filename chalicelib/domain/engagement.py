"""What became of a rule's invitation in a visit, from offered to converted. Pure; called by
domain/visit.py, services/engagements.py and store."""

from collections.abc import Iterable
from typing import NamedTuple

OFFERED, SHOWN, ACCEPTED, DECLINED, IGNORED, CONTROL = TOLD = (
    "offered",
    "shown",
    "accepted",
    "declined",
    "ignored",
    "control",
)
# What the server finds out by itself.
CHATTED, CONVERTED, CONTROL_CONVERTED = "chatted", "converted", "control_converted"
STATES = (*TOLD, CHATTED, CONVERTED, CONTROL_CONVERTED)
# Later is further; of who declined and yet accepted the latter counts.
_FURTHER = (OFFERED, CONTROL, SHOWN, IGNORED, DECLINED, ACCEPTED, CHATTED, CONVERTED)
BY_HAND = 0
DAY_MS = 86_400_000


class Engagement(NamedTuple):
    """That a rule's invitation came to a state in a visit; `rule` is its number, 0 by hand."""

    rule: int
    variant: str
    state: str
    at: int


class Count(NamedTuple):
    """How often a rule's variant came to each state on a day (UTC)."""

    day: str
    rule: int
    variant: str
    states: dict[str, int]


class Conversion(NamedTuple):
    """What counts as success of a rule: an event of this name (`""`: any) within so many ms."""

    rule: int
    name: str
    within: int


def new(told: Iterable[Engagement], known: Iterable[Engagement]) -> tuple[Engagement, ...]:
    """Those told that are not known, each rule's state once: it is counted once in a visit."""
    seen = {(one.rule, one.state) for one in known}
    found: list[Engagement] = []
    for one in told:
        if (one.rule, one.state) not in seen:
            seen.add((one.rule, one.state))
            found.append(one)
    return tuple(found)


def latest(all_: Iterable[Engagement]) -> list[Engagement]:
    """Of each rule how far it came, in the order of rules."""
    found: dict[int, Engagement] = {}
    for one in all_:
        before = found.get(one.rule)
        if before is None or _rank(one) > _rank(before):
            found[one.rule] = one
    return [found[rule] for rule in sorted(found)]


def invited(all_: Iterable[Engagement]) -> Engagement | None:
    """By which invitation a chat came that begins now: the one accepted last."""
    accepted = [one for one in all_ if one.state == ACCEPTED]
    return max(accepted, key=lambda one: one.at) if accepted else None


def converted(
    all_: Iterable[Engagement], conversions: Iterable[Conversion], name: str, now: int
) -> list[Engagement]:
    """What an event of that name makes of the engagements: those who saw an invitation, or were
    kept from it, within the time that its rule gives."""
    wanted = {one.rule: one.within for one in conversions if one.name in ("", name)}
    known = list(all_)
    found = []
    for state, becomes in ((SHOWN, CONVERTED), (CONTROL, CONTROL_CONVERTED)):
        for one in known:
            if one.state == state and 0 <= now - one.at <= wanted.get(one.rule, -1):
                found.append(one._replace(state=becomes, at=now))
    return found


def _rank(one: Engagement) -> int:
    return _FURTHER.index(one.state) if one.state in _FURTHER else len(_FURTHER)
