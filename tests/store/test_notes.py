"""Notes stand beside a chat, each once, and not among its lines."""

import pytest

from chalicelib.domain.error import TooManyNotes
from chalicelib.domain.note import SHOWN_NOTES, Note
from chalicelib.store import chats, notes
from tests.store.cast import NOW, an_account, put_chat


def a_note(number: int) -> Note:
    """One of many notes."""
    id_ = f"note{'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]}aa"
    return Note(id_, "ag_ada", "ada", NOW + number, f"Note {number}")


def test_a_note_is_kept_once_under_its_id() -> None:
    chat = put_chat(an_account())
    first = notes.put(chat, a_note(1))

    again = notes.put(chat, a_note(1)._replace(text="Another", at=NOW + 9))

    assert first == again == a_note(1)
    assert notes.of_chat(chat) == [a_note(1)]
    assert chats.lines_after(chat, 0, 10) == []


def test_no_more_are_kept_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MOST_NOTES", 2)
    chat = put_chat(an_account())
    for number in (1, 2, 2):
        notes.put(chat, a_note(number))

    with pytest.raises(TooManyNotes, match="2 notes"):
        notes.put(chat, a_note(3))

    # One that is kept already is found all the same.
    assert notes.put(chat, a_note(1)) == a_note(1)
    assert notes.count(chat) == len(notes.of_chat(chat)) == 2


def test_the_latest_are_told_in_their_order() -> None:
    chat = put_chat(an_account())
    for number in range(SHOWN_NOTES + 2):
        notes.put(chat, a_note(SHOWN_NOTES + 1 - number))

    assert notes.of_chat(chat) == [a_note(number) for number in range(2, SHOWN_NOTES + 2)]
