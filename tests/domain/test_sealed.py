"""What masking hid, as it is sealed: put back it gives the text."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.masking import MASK, Rules, mask
from chalicelib.domain.sealed import Hidden, bound_to, hidden, packed, shown, unpacked

CHAT = "ch_demo_" + "a" * 26
RULES = Rules(patterns=(("order", r"ORD-\d{6}"), ("staff", r"ST-\d{4}")), kept=("order",))


def test_only_what_was_hidden_is_sealed() -> None:
    text = "ORD-123456 and ORD-654321"
    masked = mask(text, RULES)

    parts = hidden(text, masked)

    assert [part.text for part in parts] == ["ORD-123456", "ORD-654321"]
    assert shown(masked, parts) == text
    assert unpacked(packed(parts)) == parts


def test_what_no_rule_keeps_stays_masked() -> None:
    text = "ORD-123456 of ST-1234, 4111 1111 1111 1111"
    masked = mask(text, RULES)

    found = shown(masked, hidden(mask(text, RULES.lost()), masked))

    assert found == mask(text, Rules(patterns=(("staff", r"ST-\d{4}"),)))
    assert "ORD-123456" in found
    assert "1234," not in found


def test_nothing_hidden_is_nothing() -> None:
    assert hidden("Hi", "Hi") == []


def test_where_nothing_is_masked_nothing_is_put() -> None:
    assert shown("Hello", [Hidden(0, 5, "Other")]) == "Hello"


@given(st.lists(st.tuples(st.text(max_size=4), st.booleans()), max_size=12))
def test_put_back_it_is_the_text_however_much_shorter_it_got(
    parts: list[tuple[str, bool]],
) -> None:
    text = "".join(part for part, _ in parts)
    masked = "".join(MASK if covered and part else part for part, covered in parts)

    assert shown(masked, hidden(text, masked)) == text


def test_it_is_bound_to_account_chat_and_line() -> None:
    theirs = CHAT.replace("demo", "acme")
    bound = {
        bound_to(*line)
        for line in ((CHAT, "a", 1), (theirs, "a", 1), (CHAT, "b", 1), (CHAT, "a", 2))
    }

    assert len(bound) == 4
