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
    none).
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
}
_RINGS = "o"
_NOTHING = Need("", 0)


def pack(need: Need) -> str:
    """The need as it is kept beside its chat's id, arrival and place; `""` asks for nothing."""
    told: dict[str, Any] = {
        letter: sorted(value) if name == "tried" else value
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
    if "tried" in fields:
        fields["tried"] = frozenset(fields["tried"])
    if _RINGS in told:
        fields["rings"] = tuple(Ring(*ring) for ring in told[_RINGS])
    return Need(chat, since, front=front, **fields)
