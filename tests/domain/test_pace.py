"""What is learnt from chats that end: means that follow, and the rate at which visitors leave."""

import random

import pytest

from chalicelib.domain.pace import KNOWN, KNOWN_WAITS, MEMORY, UNKNOWN, Pace

MINUTE = 60_000


def learnt(*handling: int) -> Pace:
    """The pace after chats that took so long."""
    pace = UNKNOWN
    for took in handling:
        pace = pace.after_chat(took)
    return pace


def test_the_first_few_count_alike_and_then_something_is_known() -> None:
    assert not learnt(*[MINUTE] * (KNOWN - 1)).is_known()

    pace = learnt(60_000, 120_000, 180_000)

    assert pace.is_known()
    assert pace.handling == pytest.approx(120_000)
    assert pace.spread() == pytest.approx(1 / 6)


def test_later_chats_outweigh_those_of_long_ago() -> None:
    pace = learnt(*[MINUTE] * 500, *[3 * MINUTE] * 3 * MEMORY)

    assert pace.handling == pytest.approx(3 * MINUTE, rel=0.05)
    assert pace.chats == MEMORY


def test_a_chat_that_was_forgotten_does_not_spoil_the_mean() -> None:
    pace = learnt(*[MINUTE] * 30, 24 * 60 * MINUTE)

    assert pace.handling < 1.4 * MINUTE


def test_chats_of_no_length_say_nothing() -> None:
    pace = learnt(0, 0, -5, 0)

    assert not pace.is_known()
    assert pace.spread() == 1.0


def test_patience_is_learnt_from_those_who_stayed_too() -> None:
    chance = random.Random(7)
    pace = UNKNOWN._replace()
    rates = []
    for _ in range(4_000):
        patience, wait = chance.expovariate(1 / 300_000), chance.expovariate(1 / 100_000)
        pace = pace.after_wait(round(min(patience, wait)), left=patience < wait)
        rates.append(pace.leaving())

    # The mean of the waits of those who left would say 75 s.
    assert 1 / (sum(rates[100:]) / len(rates[100:])) == pytest.approx(300_000, rel=0.15)
    assert UNKNOWN.leaving() == 0


def test_chats_that_took_no_time_do_not_keep_it_from_learning() -> None:
    assert learnt(0, 0, 0, MINUTE, MINUTE).handling > 0


def test_one_who_left_does_not_make_all_impatient() -> None:
    pace = UNKNOWN.after_wait(4_000, left=True)

    assert pace.leaving() == 0
    for _ in range(KNOWN_WAITS):
        pace = pace.after_wait(40_000, left=False)
    assert 0 < pace.leaving() < 1 / 300_000
