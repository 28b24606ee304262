"""What text becomes at the door."""

import unicodedata
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.text import clean

# Every code point there is, lone surrogates too, and more often those that make trouble.
TROUBLE = "\x00\x0b\x1f\x7f\x85\ud800\udfff\ufffe\uffff\u0301\u212b\u1100\u1161\r\n\t]>&<\U0010ffff"
anything = st.text(
    st.characters(categories=None) | st.characters(categories=["Cs"]) | st.sampled_from(TROUBLE),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(anything)
@example("\r")
@example("a\r\nb")
@example("\ud83d\ude00")
def test_what_was_cleaned_survives_xml(text: str) -> None:
    kept = clean(text)

    document = f"<x>{escape(kept)}</x>".encode()

    assert (ElementTree.fromstring(document).text or "") == kept


@settings(max_examples=300, deadline=None)
@given(anything)
def test_what_was_cleaned_is_nfc_and_cleaning_it_again_changes_nothing(text: str) -> None:
    kept = clean(text)

    assert unicodedata.is_normalized("NFC", kept)
    assert clean(kept) == kept


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_what_xml_cannot_hold_is_replaced_one_for_one() -> None:
    assert clean("a\x00b\x0bc\ud800d\ufffee\uffff") == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffd"


def test_letters_and_their_accents_are_composed() -> None:
    assert clean("e\u0301 \u212b \u1100\u1161") == "\u00e9 \u00c5 \uac00"


def test_line_ends_are_all_of_one_kind_and_tabs_stay() -> None:
    assert clean("a\r\nb\rc\nd\te") == "a\nb\nc\nd\te"


def test_emoji_other_planes_and_right_to_left_stay() -> None:
    text = "\U0001f44b\U0001f3fd שלום \u202eabc\u202c مرحبا \U00020000"

    assert clean(text) == text
