import json
from pathlib import Path

from chalicelib.domain.address import fault_of, is_address

# web/shared/address.test.ts reads the same.
KNOWN = json.loads(Path("tests/contracts/addresses.json").read_text())
TOLD = {
    "length": "254 characters",
    "space": "a space",
    "at": "one @",
    "before": "Before the @",
    "domain": "a domain with a dot",
}


def test_an_address_has_two_sides_a_dot_and_no_space() -> None:
    assert [text for text in KNOWN["good"] if not is_address(text)] == []
    assert [text for text in KNOWN["bad"] if is_address(text)] == []


def test_it_is_said_what_is_wrong_with_one() -> None:
    for text, fault in KNOWN["bad"].items():
        assert TOLD[fault] in fault_of(text), text
