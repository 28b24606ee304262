"""Ids: made so that nobody guesses them, checked so that nothing else passes."""

import re

import pytest

from chalicelib.domain import ids
from chalicelib.domain.ids import GROUP, seeded

TOKEN = "a2" * 13
PATTERNS = {
    ids.VISITOR: f"vr_{TOKEN}",
    ids.VISIT: f"vs_{TOKEN}",
    ids.ACCOUNT: "demo",
    ids.CHAT: f"ch_demo_{TOKEN}",
    ids.AGENT: "ag_ada",
    ids.CLIENT: "veraaaaa",
}


def test_a_token_holds_all_the_bits_it_is_given() -> None:
    assert ids.token(lambda size: b"\x00" * size) == "a" * 26
    assert ids.token(lambda size: b"\xff" * size) == "7" * 25 + "4"


def test_a_chats_id_names_its_account() -> None:
    chat = ids.new_chat_id("demo")

    assert ids.is_chat_id(chat)
    assert ids.account_of(chat) == "demo"


def test_two_ids_differ() -> None:
    assert len({ids.new_chat_id("demo") for _ in range(100)}) == 100


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_takes_its_own_kind_and_nothing_around_it(pattern: str) -> None:
    good = PATTERNS[pattern]
    around = [
        good + "\n",
        "\n" + good,
        good + " ",
        good.upper(),
        good + "\x00",
        "",
        good[:-1] + "é",
    ]

    assert re.search(pattern, good)
    assert [text for text in around if re.search(pattern, text)] == []


def test_what_only_looks_like_a_chats_id_is_none() -> None:
    good = f"ch_demo_{TOKEN}"
    others = ["", "ch_", good + "\n", good[:-1], good.upper(), f"ch__{TOKEN}", f"ch_a_b_{TOKEN}"]

    assert [text for text in others if ids.is_chat_id(text)] == []


def test_one_seed_makes_one_id_for_each_kind_of_thing() -> None:
    first = seeded("gr", "seed")

    assert first == seeded("gr", "seed")
    assert re.search(GROUP, first)
    assert len({first[3:], seeded("sk", "seed")[3:], seeded("gr", "other")[3:]}) == 3
