"""Reading values: each is what it should be, or refused by its place."""

import pytest

from chalicelib.domain.error import BadRule
from chalicelib.domain.told import Told


def test_a_place_is_a_json_pointer() -> None:
    told = Told({"when": [{"value": 5}]})

    with pytest.raises(BadRule) as refused:
        told.at("when").items(1, 1)[0].at("value").text(10)

    assert str(refused.value) == "/when/0/value: a text is needed here."


def test_texts_are_cleaned() -> None:
    assert Told("e\u0301\ud800").text(5) == "é\ufffd"


def test_numbers_have_six_decimals() -> None:
    assert Told(0.1234567).number(0, 1) == 0.123457
