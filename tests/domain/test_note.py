"""Notes as records."""

from chalicelib.domain.note import Note
from chalicelib.domain.record import note_record


def test_a_note_tells_all_that_it_holds() -> None:
    note = Note("noteaaaa", "ag_ada", "Ada", 7, "In a hurry", "Knows ferns")

    assert note_record(note) == {
        "id": "noteaaaa",
        "agent": "ag_ada",
        "name": "Ada",
        "at": 7,
        "text": "In a hurry",
        "reason": "Knows ferns",
    }
