"""Parts of a manifest: read again they are the same; each change is noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.manifest import Broken, Entry, Link, Part, link, number_of, read, write

ENTRY = Entry("ch_demo_a", "vr_b", 1, "demo/chats/x.xml.jwe", 9, "0" * 64, 7, "1" * 64, 3)
FIRST = Part("demo", "2026-11-24", 1, Link(), (ENTRY,))


def test_a_part_is_read_as_it_was_written_and_the_next_names_it() -> None:
    body = write(FIRST)
    second = Part("demo", "2026-11-25", 2, link(FIRST.key, body), (ENTRY, ENTRY))

    assert read(body) == FIRST
    assert read(write(second)) == second
    assert second.previous.key == "demo/manifests/2026-11-24/000001.jsonl"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_single_other_byte_is_noticed(data: st.DataObject) -> None:
    body = write(FIRST)
    at = data.draw(st.integers(0, len(body) - 1))
    other = bytes([body[at] ^ data.draw(st.integers(1, 255))])

    with pytest.raises(Broken):
        read(body[:at] + other + body[at + 1 :])


@pytest.mark.parametrize("cut", [0, 1, 50, -1, -10])
def test_what_was_cut_off_is_noticed(cut: int) -> None:
    with pytest.raises(Broken):
        read(write(FIRST)[:cut])


def test_keys_tell_numbers() -> None:
    assert number_of(FIRST.key) == 1
    assert number_of("") == number_of("demo/manifests/x") == 0
