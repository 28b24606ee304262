"""A transcript as XML: read again it is the same, whatever it held; what was changed is noticed."""

from io import BytesIO

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.transcript import Transcript
from chalicelib.domain.transcript_xml import NAMESPACE, Unreadable, Unwritable, read, write
from infra import schemas
from tests.domain.test_transcript import told
from tests.domain.transcripts import any_transcript

XSD = xmlschema.XMLSchema(schemas.XSD.read_text())


@settings(max_examples=60, deadline=None)
@given(any_transcript)
def test_whatever_it_holds_comes_back_and_keeps_to_the_schema(one: Transcript) -> None:
    document = write(one)

    assert read(document) == one
    XSD.validate(BytesIO(document))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_single_other_byte_is_noticed(data: st.DataObject) -> None:
    document = write(told())
    at = data.draw(st.integers(0, len(document) - 1))
    other = bytes([document[at] ^ data.draw(st.integers(1, 255))])
    changed = document[:at] + other + document[at + 1 :]

    try:
        found = read(changed)
    except Unreadable:
        return
    # White space behind the end says nothing.
    assert found == told()
    assert at > document.index(b"<end ")


@pytest.mark.parametrize("cut", [0, 1, 40, 400, -20, -40])
def test_what_was_cut_off_is_noticed(cut: int) -> None:
    with pytest.raises(Unreadable):
        read(write(told())[:cut])


def test_a_document_type_is_refused_though_its_sum_is_right() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><transcript>&a;'
    from hashlib import sha256

    end = f'<end lines="0" milestones="0" sha256="{sha256(bomb).hexdigest()}"/></transcript>'
    with pytest.raises(Unreadable, match="document type"):
        read(bomb + end.encode())


def test_an_id_or_a_time_that_cannot_be_is_not_written() -> None:
    with pytest.raises(Unwritable, match="chat"):
        write(told()._replace(chat='"><x'))
    with pytest.raises(Unwritable, match="no time"):
        write(told()._replace(started=-1))


def test_the_document_says_who_wrote_what_and_when() -> None:
    text = write(told()).decode()

    assert f'<transcript xmlns="{NAMESPACE}" version="2"' in text
    assert '<line seq="2" at="1970-01-01T00:00:02.000Z" at-ms="2000" sender="visitor"' in text
    assert "<text>Hello</text>" in text
