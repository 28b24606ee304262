"""Rules as the tag reads them: one text for its engine, which knows no words, and one with all that
is shown. Called by services/publishing.py; docs/adr/0019 explains the form, the engine in
web/tag/rules reads it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from chalicelib.domain import action, atom
from chalicelib.domain.atom import Atom
from chalicelib.domain.condition import Condition
from chalicelib.domain.form import unsigned, write_lists, write_tables
from chalicelib.domain.rule import ALL, ANY, Bounds, Caps, Experiment, Gate, Node, Rule, Schedule

# What each action is called in compiled rules: web/tag/rules/types.ts.
CODES = {
    action.INVITE: 0,
    action.OPEN: 1,
    action.ARTICLE: 2,
    action.BANNER: 3,
    action.BUTTON: 4,
    action.ROUTE: 5,
    action.SET: 6,
    action.SUPPRESS: 7,
}
YEARS_AHEAD = 4
UNBOUND = Bounds()
# Tables, gates, manners and rules are always there.
_LEAST_FORM = 4
_DAY_MIN = 1_440
_EPOCH = date(1970, 1, 1)
# Sources by how rarely they change: the engine looks at rules whose first condition holds.
STEADY = "utvrwmgadbokWnIAqGNOPlL$pcCeEhDVTisx"


class Compiled(NamedTuple):
    """`engine` and `offers` are JSON texts. `places`: for each condition of a rule, by the rule's
    number and the JSON pointer, how many (0: none) of which atoms must hold for it."""

    engine: str
    offers: str
    places: Mapping[int, Mapping[str, list[int]]]


class _Part(NamedTuple):
    """Holds if at least `need` of its parts do; 0: if none does."""

    need: int
    parts: tuple["_Compiled", ...]


_Compiled = _Part | Atom


def compile_rules(rules: Iterable[Rule], bounds: Bounds = UNBOUND, now: int = 0) -> Compiled:
    """The enabled rules in their order. `now` (epoch ms): clocks are known for years from then."""
    enabled = [rule for rule in rules if rule.enabled]
    whens = [_compiled(rule.when) for rule in enabled]
    tables, ids = _tables(whens)
    gates = _Gates(ids)
    zones: dict[str, int] = {}
    manners: dict[str, int] = {}
    listed = [
        [step, manners.setdefault(_manner(rule, zones), len(manners)), *gates.parts_of(when)]
        for rule, when, step in zip(enabled, whens, _steps(enabled), strict=True)
    ]
    clocks = [_zone(name, now) for name in zones]
    kept = [json.loads(one) for one in manners]
    form: list[Any] = [write_tables(tables), write_lists(gates.all, 1), kept]
    form += [write_lists(listed, 2), _bounds(bounds), clocks]
    while not form[-1] and len(form) > _LEAST_FORM:
        form.pop()
    return Compiled(
        _text(form),
        _text({rule.number: _offer(rule, bounds.control) for rule in enabled if _shown(rule)}),
        {rule.number: _places(rule.when, ids) for rule in enabled},
    )


# ---- when ----


def _compiled(node: Node) -> _Compiled:
    if isinstance(node, Condition):
        need, atoms = atom.atoms_of(node)
        return _part(need, list(atoms))
    parts = [_compiled(part) for part in node.parts]
    if node.kind == ALL:
        flat = [inner for part in parts for inner in _spliced(part, _is_all)]
        return _part(len(dict.fromkeys(flat)), flat)
    flat = [inner for part in parts for inner in _spliced(part, _is_any)]
    return _part(1 if node.kind == ANY else 0, flat)


def _part(need: int, parts: Sequence[_Compiled]) -> _Compiled:
    different = tuple(dict.fromkeys(parts))
    return different[0] if need == len(different) == 1 else _Part(need, different)


def _spliced(part: _Compiled, is_alike: Any) -> tuple[_Compiled, ...]:
    """Its parts, if it stands in a group of its own kind."""
    return part.parts if isinstance(part, _Part) and is_alike(part) else (part,)


def _is_all(part: _Part) -> bool:
    return part.need == len(part.parts)


def _is_any(part: _Part) -> bool:
    return part.need == 1


def _tables(whens: Iterable[_Compiled]) -> tuple[list[list[Any]], dict[Atom, int]]:
    """Each atom once, those of one source and kind together; and the id of each."""
    by_head: dict[str, Counter[Atom]] = {}
    below = list(whens)
    while below:
        node = below.pop()
        if isinstance(node, Atom):
            by_head.setdefault(node.head, Counter())[node] += 1
        else:
            below += node.parts
    heads = sorted(by_head, key=lambda head: (STEADY.index(head[0]), head))
    ordered = {head: atom.ordered(by_head[head]) for head in heads}
    every = (one for atoms in ordered.values() for one in atoms)
    tables = [[head, *(one.entry for one in atoms)] for head, atoms in ordered.items()]
    return tables, {one: index for index, one in enumerate(every)}


class _Gates:
    """The gates of all rules, each once; those inside before what they stand in."""

    def __init__(self, ids: Mapping[Atom, int]) -> None:
        self._atoms = ids
        self._ids: dict[tuple[int, ...], int] = {}
        self.all: list[list[int]] = []

    def parts_of(self, when: _Compiled) -> list[int]:
        """What must hold for a rule: the parts of a group of all, or the one thing."""
        return sorted(self._id(part) for part in _spliced(when, _is_all))

    def _id(self, node: _Compiled) -> int:
        if isinstance(node, Atom):
            return self._atoms[node]
        gate = (node.need, *sorted(self._id(part) for part in node.parts))
        if gate not in self._ids:
            self._ids[gate] = len(self._atoms) + len(self.all)
            self.all.append([*gate])
        return self._ids[gate]


def _places(node: Node, ids: Mapping[Atom, int], place: str = "/when") -> dict[str, list[int]]:
    if isinstance(node, Gate):
        found: dict[str, list[int]] = {}
        for index, part in enumerate(node.parts):
            found |= _places(part, ids, f"{place}/{node.kind}/{index}")
        return found
    need, atoms = atom.atoms_of(node)
    return {place: [need, *(ids[one] for one in atoms)]}


# ---- what, how often, to whom ----


def _steps(rules: Sequence[Rule]) -> list[int]:
    """Each rule's number less that of the one before: mostly 1, negative where rules were moved."""
    numbers = [rule.number for rule in rules]
    return [unsigned(number - was) for was, number in zip([0, *numbers], numbers, strict=False)]


def _manner(rule: Rule, zones: dict[str, int]) -> str:
    form: list[Any] = [
        [_action(one) for one in rule.actions],
        _caps(rule.caps),
        _schedule(rule.schedule, zones),
    ]
    while not form[-1]:
        form.pop()
    return _text(form)


def _action(told: action.Action) -> list[Any]:
    code = CODES[told["do"]]
    if told["do"] == action.BUTTON:
        return [code, int(told["show"])]
    return [code, told["name"], told["value"]] if told["do"] == action.SET else [code]


def _caps(caps: Caps) -> list[int] | int:
    form = list(caps)
    while form and not form[-1]:
        form.pop()
    return form or 0


def _schedule(schedule: Schedule | None, zones: dict[str, int]) -> list[int] | int:
    """Days since 1970, the last one not included; days of the week as bits; minutes."""
    if schedule is None:
        return 0
    begins, ends = map(_minutes, schedule.hours)
    return [
        _day(schedule.first) if schedule.first else 0,
        _day(schedule.last) + 1 if schedule.last else 0,
        sum(1 << day for day in schedule.days),
        begins,
        (ends - begins) % _DAY_MIN or _DAY_MIN,
        zones.setdefault(schedule.zone, len(zones)),
    ]


def _bounds(bounds: Bounds) -> list[int] | int:
    return [bounds.per_visit, bounds.pause_s] if bounds.per_visit or bounds.pause_s else 0


def _zone(name: str, now: int) -> list[int]:
    """Minutes ahead of UTC at the begin of the year, then when that changes, and to what."""
    zone = ZoneInfo(name)
    first = datetime.fromtimestamp(now / 1_000, UTC).replace(month=1, day=1, hour=0)
    begin = int(first.timestamp()) // 3_600 * 60
    form, last = [_offset(zone, begin)], 0
    for day in range(begin, begin + YEARS_AHEAD * 366 * _DAY_MIN, _DAY_MIN):
        before, after = _offset(zone, day), _offset(zone, day + _DAY_MIN)
        if before != after:
            minute = next(at for at in range(day, day + _DAY_MIN + 1) if _offset(zone, at) == after)
            form += [minute - last, after]
            last = minute
    return form


def _offset(zone: ZoneInfo, minute: int) -> int:
    moment = datetime.fromtimestamp(minute * 60, zone)
    return round((moment.utcoffset() or moment - moment).total_seconds()) // 60


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def _day(text: str) -> int:
    return (date.fromisoformat(text) - _EPOCH).days


# ---- what is shown ----


def _shown(rule: Rule) -> list[action.Action]:
    return [one for one in rule.actions if one["do"] in action.SHOWN]


def _offer(rule: Rule, everyone: float) -> dict[str, Any]:
    """What a rule shows, and of how many visitors that is withheld."""
    offer: dict[str, Any] = {"actions": [dict(one) for one in _shown(rule)]}
    control, variants, salt = rule.experiment or Experiment(0)
    if everyone or control or variants:
        shares = [_plain(one.share) for one in variants]
        offer["experiment"] = [_plain(everyone), _plain(control), salt, *shares]
    if variants:
        offer["variants"] = [{"name": one.name, "invite": dict(one.invite)} for one in variants]
    return offer


def _plain(value: float) -> float:
    """Whole numbers as such: 30, not 30.0."""
    return int(value) if float(value).is_integer() else value


def _text(form: object) -> str:
    return json.dumps(form, separators=(",", ":"))
