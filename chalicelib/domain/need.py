"""What a waiting chat asks for, and the short text in which its item and its place keep it. Called
by domain/routing.py, services and store."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple


class Ring(NamedTuple):
    """Who may take a chat that has waited `after` ms: agents with all of `skills` at these levels
    at least, and of one of `groups` if any are named, whose numbers say how chats are shared out
    among them (percent; 0 or equal numbers: by load alone)."""

    after: int = 0
    skills: Mapping[str, int] = {}
    groups: Mapping[str, int] = {}


ANYBODY = (Ring(),)


class Need(NamedTuple):
    """What a waiting chat asks for.

    `rings` open one after the other, and none closes again. `agent` alone may take it until
    `agent_until`; `last` is whom the visitor spoke with last, preferred until `last_until`.
    `credit` ms are added to its wait, `weight` is how many slots it takes, `tried` let it pass.
    `passed` is when the last one did. `front`: it was in an agent's hands already and goes before
    all that were not. `skill` is what it is about, `rule` the routing rule that said so (`""`:
    none). `gone` are skills and groups that it asked for until they were removed.
    """

    id: str
    since: int
    rings: Sequence[Ring] = ANYBODY
    agent: str = ""
    agent_until: int = 0
    last: str = ""
    last_until: int = 0
    credit: int = 0
    weight: int = 1
    tried: frozenset[str] = frozenset()
    front: bool = False
    skill: str = ""
    rule: str = ""
    passed: int = 0
    gone: frozenset[str] = frozenset()


# By which letter a field is kept.
_LETTERS = {
    "agent": "a",
    "agent_until": "u",
    "last": "l",
    "last_until": "m",
    "credit": "c",
    "weight": "w",
    "tried": "t",
    "skill": "s",
    "rule": "r",
    "passed": "p",
    "gone": "g",
}
_SETS = ("tried", "gone")
_RINGS = "o"
_NOTHING = Need("", 0)


def named(need: Need) -> frozenset[str]:
    """The skills and groups that a need names."""
    asked = {name for ring in need.rings for name in (*ring.skills, *ring.groups)}
    return frozenset(asked | {need.skill} - {""})


def without(need: Need, gone: frozenset[str]) -> Need:
    """The need without skills and groups that are gone: nobody has them, so that it would wait for
    nobody. A ring that asked for nothing else is open to anybody from its time on."""
    rings = tuple(_ring_without(ring, gone) for ring in need.rings)
    skill = "" if need.skill in gone else need.skill
    return need._replace(rings=rings, skill=skill, gone=need.gone | gone)


def pack(need: Need) -> str:
    """The need as it is kept beside its chat's id, arrival and place; `""` asks for nothing."""
    told: dict[str, Any] = {
        letter: sorted(value) if name in _SETS else value
        for name, letter in _LETTERS.items()
        if (value := getattr(need, name)) != getattr(_NOTHING, name)
    }
    if tuple(need.rings) != ANYBODY:
        told[_RINGS] = [[ring.after, dict(ring.skills), dict(ring.groups)] for ring in need.rings]
    return json.dumps(told, separators=(",", ":"), sort_keys=True) if told else ""


def unpack(packed: str, chat: str, since: int, *, front: bool = False) -> Need:
    """The need of a chat that came to the queue at `since`."""
    if not packed:
        return Need(chat, since, front=front)
    told = json.loads(packed)
    fields = {name: told[letter] for name, letter in _LETTERS.items() if letter in told}
    fields |= {name: frozenset(fields[name]) for name in _SETS if name in fields}
    if _RINGS in told:
        fields["rings"] = tuple(Ring(*ring) for ring in told[_RINGS])
    return Need(chat, since, front=front, **fields)


def _ring_without(ring: Ring, gone: frozenset[str]) -> Ring:
    skills = {skill: level for skill, level in ring.skills.items() if skill not in gone}
    groups = {group: share for group, share in ring.groups.items() if group not in gone}
    return Ring(ring.after, skills, groups)
