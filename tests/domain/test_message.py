"""A message has one id however often it is sent, and an address to answer to."""

import pytest

from chalicelib.domain.ids import MESSAGE, matches
from chalicelib.domain.message import Message, message_id, message_record

VERA = ("demo", "vr_vera", "formaaaa", "Vera", "vera@shop.test", "Call me")


def test_the_same_words_of_one_form_are_the_same_message() -> None:
    assert message_id(*VERA) == message_id(*VERA)
    assert matches(MESSAGE, message_id(*VERA))


@pytest.mark.parametrize("index", range(len(VERA)))
def test_any_other_word_or_form_is_another_message(index: int) -> None:
    other = [*VERA]
    other[index] += "x"

    assert message_id(*other) != message_id(*VERA)


def test_agents_are_told_all_but_whose_account_it_is() -> None:
    message = Message("demo", "ms_a", 5, "vr_a", "vs_a", "Vera", "vera@shop.test", "Call me")

    told = message_record(message)

    assert told["text"] == "Call me"
    assert told["state"] == "open"
    assert not {"account", "version"} & told.keys()
