"""Chats as rows of a table."""

import csv
from io import StringIO

from hypothesis import given, settings

from chalicelib.domain.transcript import Transcript
from chalicelib.domain.transcript_csv import COLUMNS, head, row
from tests.domain.test_transcript import told
from tests.domain.transcripts import any_transcript


@settings(max_examples=60, deadline=None)
@given(any_transcript)
def test_each_chat_is_one_row_whatever_its_texts_hold(one: Transcript) -> None:
    rows = list(csv.reader(StringIO(head() + row(one), newline="")))

    assert rows[0] == list(COLUMNS)
    assert len(rows) == 2
    assert len(rows[1]) == len(COLUMNS)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[1])


def test_a_row_says_how_it_went() -> None:
    (cells,) = csv.DictReader(StringIO(head() + row(told())))

    assert (cells["started"], cells["waited_s"]) == ("1970-01-01T00:00:01.000Z", "0.000")
    assert (cells["lines_visitor"], cells["lines_agent"], cells["agents"]) == ("1", "1", "1")
    assert (cells["mean_answer_s"], cells["first_answer_s"]) == ("1.000", "2.000")


def test_a_text_is_no_formula() -> None:
    (cells,) = csv.DictReader(StringIO(head() + row(told()._replace(name="=1+1"))))

    assert cells["name"] == "'=1+1"
