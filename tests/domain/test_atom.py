"""What conditions are made of."""

import pytest

from chalicelib.domain.atom import Atom, atoms_of
from chalicelib.domain.condition import Asked, Condition


@pytest.mark.parametrize(
    ("operator", "value", "need", "atoms"),
    [
        ("is", "Cart", 1, [("t*", "cart")]),
        ("is_not", "Cart", 0, [("t*", "cart")]),
        ("one_of", ("a", "A", "b"), 1, [("t*", "a"), ("t*", "b")]),
        ("none_of", ("a", "b"), 0, [("t*", "a"), ("t*", "b")]),
        ("contains_not", "a", 0, [("t*", "*a*")]),
        ("unknown", None, 0, [("t*", "*")]),
        ("matches", "a**b", 1, [("t*", "a*b")]),
        ("matches", "ab", 1, [("t*", "ab")]),
        ("contains", "2*2", 1, [("t~", "2[*]2")]),
        ("is", "2*(2", 1, [("t~", "^2[*][(]2$")]),
        ("begins", "^*", 1, [("t~", "^\\^[*]")]),
    ],
)
def test_atoms_are_never_negative(
    operator: str, value: Asked, need: int, atoms: list[tuple[str, str]]
) -> None:
    found = atoms_of(Condition("title", operator, value))

    assert found == (need, tuple(Atom(*one) for one in atoms))


def test_between_needs_both_of_its_ends() -> None:
    assert atoms_of(Condition("scroll", "between", (25.0, 75.5))) == (
        2,
        (Atom("s>", 25), Atom("s<", -75.5)),
    )
