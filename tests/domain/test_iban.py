"""Bank account numbers are told by their country, length and check digits."""

import pytest

from chalicelib.domain import iban


@pytest.mark.parametrize(
    "text",
    [
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "de89-3704-0044-0532-0130-00",
        "GB29 NWBK 6016 1331 9268 19",
        "NO93 8601 1117 947",
    ],
)
def test_a_bank_account_is_found_whole(text: str) -> None:
    assert iban.spans(f"To {text}, please") == [(3, 3 + len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "DE88 3704 0044 0532 0130 00",
        "XX89 3704 0044 0532 0130 00",
        "DE89 3704 0044 0532 0130",
        "ADE89 3704 0044 0532 0130 00",
        "DE89.3704.0044.0532.0130.00",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert iban.spans(text) == []
