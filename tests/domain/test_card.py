"""Card numbers are found however they are written; other numbers are left alone."""

import random

import pytest

from benchmarks import numbers
from benchmarks.masking import is_masked, masked_in_turn, measure
from chalicelib.domain import card
from chalicelib.domain.masking import Rules, mask

HIDDEN = list(numbers.hidden(random.Random(1)))
INNOCENT = [
    "My order 4711 of 2026-11-23",
    "Call +49 1512 3456789 or 0049 1512 3456789",
    "DE89 3704 0044 0532 0130 00",
    "9400 1118 9922 4111 1111 1111",
    "30.12.2026 17:07:18",
    "1764000000000000",
    "4111 1111 1111 1112",
    "4111 1111 and then 1111 1111",
    "1111 1111 1111 1117",
]


@pytest.mark.parametrize("number", ["4111111111111111", "378282246310005", "36148900647913"])
def test_the_first_six_and_the_last_four_digits_stay(number: str) -> None:
    hidden = "".join(number[start:end] for start, end in card.spans(number))

    assert hidden == number[6:-4]


def test_every_way_of_hiding_is_seen_through() -> None:
    assert [kind for kind, text, n in HIDDEN if not is_masked(mask(text, Rules()), n)] == []
    assert len(HIDDEN) > 4_000


@pytest.mark.parametrize("text", INNOCENT)
def test_other_numbers_stay(text: str) -> None:
    assert card.spans(text) == []


def test_nothing_is_missed_and_hardly_anything_masked_by_mistake() -> None:
    figures = measure()

    assert figures["recall"] == 1.0
    assert figures["false_masks"] <= 0.001


def test_a_number_over_several_lines_is_masked_in_all_of_them() -> None:
    assert masked_in_turn(["Hi", "4111", "1111", "1111", "1111, ok?"]) == [
        "Hi",
        "4111",
        "11\u2022\u2022",
        "\u2022\u2022\u2022\u2022",
        "1111, ok?",
    ]


def test_two_numbers_in_a_row_are_both_masked() -> None:
    assert mask("5500 0000 0000 0004 4111 1111 1111 1111", Rules()) == (
        "5500 00\u2022\u2022 \u2022\u2022\u2022\u2022 0004 "
        "4111 11\u2022\u2022 \u2022\u2022\u2022\u2022 1111"
    )


@pytest.mark.parametrize("text", ["1111, and", " -1", "\u200b\u0661", "(4"])
def test_a_line_that_opens_with_digits_may_end_a_number(text: str) -> None:
    assert card.opens_with_digits(text)


@pytest.mark.parametrize("text", ["", "no 1", "...", "a1111"])
def test_other_lines_do_not(text: str) -> None:
    assert not card.opens_with_digits(text)
