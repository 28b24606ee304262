"""What is masked in a text: card numbers, and what an account's own patterns find."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.masking import Rules, mask, mask_together, may_go_on

CARD = "4111 1111 1111 1111"
STAFF = Rules(patterns=(("staff", r"\bST-\d{4}\b"), ("secret", "(?i)geheim")))


def test_what_is_masked_shows_what_form_it_had() -> None:
    assert mask(f"Pay {CARD}!", Rules()) == "Pay 4111 11\u2022\u2022 \u2022\u2022\u2022\u2022 1111!"
    assert mask("Ask ST-1234 or ST-12345", STAFF) == (
        "Ask \u2022\u2022-\u2022\u2022\u2022\u2022 or ST-12345"
    )


def test_patterns_and_cards_are_masked_together() -> None:
    masked = mask(f"Geheim {CARD} ST-1234", STAFF)

    assert masked == (
        "\u2022" * 6
        + " 4111 11\u2022\u2022 \u2022\u2022\u2022\u2022 1111 \u2022\u2022-\u2022\u2022\u2022\u2022"
    )


def test_an_account_may_leave_cards_as_they_are() -> None:
    off = Rules(cards=False)

    assert mask(CARD, off) == CARD
    assert not may_go_on("1111", off)
    assert mask_together(["4111 1111", "1111 1111"], off) == ["4111 1111", "1111 1111"]


def test_the_code_after_a_number_is_masked_too() -> None:
    assert mask_together([mask(CARD, Rules()), "123 is the code"], Rules())[-1] == (
        "\u2022\u2022\u2022 is the code"
    )
    assert mask_together(["Order 4711", "123 is the code"], Rules())[-1] == "123 is the code"


@given(st.text(st.sampled_from("4111 -.%5\u200b\u0664\u2460DEa\u4e00\u2022"), max_size=60))
def test_any_text_is_masked_without_fail_and_never_gets_longer(text: str) -> None:
    masked = mask(text, STAFF)

    assert len(masked) <= len(text)
    assert [part.count("\n") for part in mask_together([text, text], STAFF)] == [0, 0]


@given(st.text(max_size=80))
def test_what_is_no_number_stays_as_it_is(text: str) -> None:
    if sum(map(str.isnumeric, text)) < 7:
        assert mask(text, Rules()) == text
