"""How compiled rules are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.form import unsigned, write_lists, write_tables


def read_lists(text: str, lead: int) -> list[list[int]]:
    """As web/tag/rules/form.ts reads them."""
    numbers: list[int] = []
    high = 0
    for char in text:
        digit = (ord(char) - 4) % 92
        if digit > 79:
            high = high * 11 + digit - 79
        else:
            numbers.append(high * 80 + digit)
            high = 0
    count, *rest = numbers or [0]
    lengths, values = rest[:count], iter(rest[count:])
    lists: list[list[int]] = [[] for _ in lengths]
    for column in range(max(lengths, default=0)):
        for one, length in zip(lists, lengths, strict=True):
            if column < length:
                one.append(next(values) + (one[-1] if column > lead else 0))
    return lists


NUMBERS = st.lists(st.integers(0, 200_000), min_size=1, max_size=6)
LISTS = st.lists(st.tuples(NUMBERS, st.sets(st.integers(0, 100_000), max_size=60).map(sorted)))


@given(LISTS)
def test_lists_are_read_as_they_were_written(told: list[tuple[list[int], list[int]]]) -> None:
    lists = [[lead[0], *rising] for lead, rising in told]
    text = write_lists(lists, 1)

    assert read_lists(text, 1) == lists
    assert text.isprintable()
    assert '"' not in text


def test_small_numbers_are_a_character_each() -> None:
    assert write_lists([[1, 0, 79]], 1) == "aca`S"
    assert write_lists([[1, 0, 80]], 1) == "aca`T`"


@given(st.integers(-1_000_000, 1_000_000))
def test_steps_back_are_numbers_too(step: int) -> None:
    coded = unsigned(step)

    assert coded >= 0
    assert (coded >> 1) ^ -(coded & 1) == step


def test_marks_are_what_no_entry_holds() -> None:
    assert write_tables([]) == ""
    assert write_tables([["u*", "a|b", "c~"], ["T>", 5, 7.5]]) == ";`u*;a|b;c~;;T>;5;7.5"
    assert write_tables([["vf", (1, "a", "b")]]) == "|~vf|1~a~b"


def test_marks_never_run_out() -> None:
    every = "".join(map(chr, range(33, 127)))

    assert write_tables([["u*", every]])[:2] == "\ue000\ue001"


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        write_lists([[-1]], 1)
