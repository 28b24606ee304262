"""What conditions are made of: an atom asks one thing of one source, and is never negative. Used by
domain/compilation.py; web/tag/rules/conditions.ts looks whether one holds."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote

from chalicelib.domain import condition as asked
from chalicelib.domain.condition import ADDRESS, FLOW, SOURCES, Condition, Single
from chalicelib.domain.expression import browsers_form

# The kinds of atoms: a text, maybe with wildcards; a regular expression; a least number, a greatest
# one (negative, so that it is a least one too); a flow.
WILD, REGEX, LEAST, MOST, FLOWING = "*~><f"
FLOWS = {asked.REACHED: 0, asked.LEFT: 1, asked.BACK: 2}
_NEGATIVE = {
    asked.IS_NOT: asked.IS,
    asked.CONTAINS_NOT: asked.CONTAINS,
    asked.NONE_OF: asked.ONE_OF,
    asked.UNKNOWN: asked.KNOWN,
}
_STARRED = {
    asked.CONTAINS: "*{}*",
    asked.BEGINS: "{}*",
    asked.ENDS: "*{}",
    asked.IS: "{}",
}
_SPECIAL = {char: f"[{char}]" for char in "*.+?()|{}$"} | {char: f"\\{char}" for char in "\\[]^"}
_ASCII = "".join(map(chr, range(33, 127)))


class Atom(NamedTuple):
    """`head`: the source's letter, the kind, the name; `entry`: what is asked."""

    head: str
    entry: str | float | tuple[str | int, ...]


def atoms_of(condition: Condition) -> tuple[int, tuple[Atom, ...]]:
    """How many (0: none) of which atoms must hold for a condition."""
    negative = condition.operator in _NEGATIVE
    positive = condition._replace(operator=_NEGATIVE.get(condition.operator, condition.operator))
    atoms = tuple(dict.fromkeys(_positive(positive)))
    if condition.operator == asked.BETWEEN:
        return 2, atoms
    return 0 if negative else 1, atoms


def ordered(atoms: Mapping[Atom, int]) -> list[Atom]:
    """Numbers as they rise, all else by how often it is used (`atoms` counts)."""
    if all(one.head[1] in (LEAST, MOST) for one in atoms):
        return sorted(atoms, key=lambda one: float(str(one.entry)))
    return sorted(atoms, key=lambda one: (-atoms[one], str(one.entry)))


def _positive(condition: Condition) -> list[Atom]:
    value, operator = condition.value, condition.operator
    if operator == asked.KNOWN:
        return [_atom(condition, WILD, "*")]
    if SOURCES[condition.source].kind == FLOW:
        steps = [_step(condition, str(one)) for one in _each(value)]
        return [_atom(condition, FLOWING, (FLOWS[operator], *steps))]
    if operator == asked.ONE_OF:
        return [one for single in _each(value) for one in _equal(condition, single)]
    if operator == asked.BETWEEN:
        low, high = _each(value)
        return [_atom(condition, LEAST, _plain(low)), _atom(condition, MOST, -_plain(high))]
    (single,) = _each(value)
    if operator == asked.AT_LEAST:
        return [_atom(condition, LEAST, _plain(single))]
    if operator == asked.AT_MOST:
        return [_atom(condition, MOST, -_plain(single))]
    return _textual(condition, single)


def _textual(condition: Condition, single: Single) -> list[Atom]:
    operator = condition.operator
    if operator == asked.IS:
        return _equal(condition, single)
    text = str(single)
    if operator == asked.REGEX:
        return [_atom(condition, REGEX, browsers_form(text))]
    if operator == asked.MATCHES:
        return [_wild(condition, text)]
    return [_starred(condition, text, operator)]


def _equal(condition: Condition, single: Single) -> list[Atom]:
    text = _told(single)
    found = [_starred(condition, text, asked.IS)]
    if condition.source == "language":
        # Whoever asks for Arabic means that of Egypt too.
        found.append(_starred(condition, f"{text}-", asked.BEGINS))
    return found


def _starred(condition: Condition, text: str, operator: str) -> Atom:
    """A text that itself holds a `*` needs a regular expression."""
    if "*" not in text:
        return _wild(condition, _STARRED[operator].replace("{}", text))
    begin = "^" if operator in (asked.IS, asked.BEGINS) else ""
    end = "$" if operator in (asked.IS, asked.ENDS) else ""
    literal = "".join(_SPECIAL.get(char, char) for char in _folded(condition, text))
    return _atom(condition, REGEX, begin + literal + end)


def _wild(condition: Condition, text: str) -> Atom:
    folded = _folded(condition, text)
    while "**" in folded:
        folded = folded.replace("**", "*")
    return _atom(condition, WILD, folded)


def _step(condition: Condition, text: str) -> str:
    """A step without a wildcard is anywhere in the address: few people write all of one."""
    return _folded(condition, text if "*" in text else f"*{text}*")


def _folded(condition: Condition, text: str) -> str:
    """As the engine sees what it compares with: small letters, addresses as browsers tell them."""
    if SOURCES[condition.source].kind in (ADDRESS, FLOW):
        text = quote(text, safe=_ASCII)
    return text.lower()


def _atom(condition: Condition, kind: str, entry: str | float | tuple[str | int, ...]) -> Atom:
    source = SOURCES[condition.source]
    return Atom(f"{source.letter}{kind}{condition.name or source.part}", entry)


def _each(value: asked.Asked) -> tuple[Single, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _plain(value: Single) -> float:
    number = float(value)
    return int(number) if number.is_integer() else number


def _told(value: Single) -> str:
    """As JavaScript writes it: true, 30, 99.5."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return value
