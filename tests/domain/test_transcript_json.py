"""A transcript as JSON: read again it is the same."""

import json

import jsonschema
import pytest
from hypothesis import given, settings

from chalicelib.domain.transcript import Transcript
from chalicelib.domain.transcript_json import read, write, write_line
from chalicelib.domain.transcript_xml import Unreadable
from infra import schemas
from tests.domain.test_transcript import told
from tests.domain.transcripts import any_transcript

SCHEMA = jsonschema.Draft202012Validator(json.loads(schemas.JSON.read_text()))


@settings(max_examples=60, deadline=None)
@given(any_transcript)
def test_whatever_it_holds_comes_back_and_keeps_to_the_schema(one: Transcript) -> None:
    assert read(write(one)) == one
    assert read(write_line(one)) == one
    SCHEMA.validate(json.loads(write(one)))
    assert write_line(one).count("\n") == 1


def test_times_are_there_twice_and_have_to_agree() -> None:
    record = json.loads(write(told()))

    assert (record["started"], record["started_iso"]) == (1_000, "1970-01-01T00:00:01.000Z")
    record["started"] = 2_000
    with pytest.raises(Unreadable, match="started"):
        read(json.dumps(record))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version":"1"}', '{"version":"2","more":1}'])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)
