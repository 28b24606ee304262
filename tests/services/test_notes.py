"""Notes beside a chat: masked, once, for agents alone."""

from collections.abc import Iterable

import pytest

from chalicelib.domain.error import Conflict
from chalicelib.store import notes as note_store
from chalicelib.store.writes import Write
from tests.handlers.cast import call
from tests.services.cast import code, join, talk
from tests.stage import Stage


def test_a_note_is_told_to_agents_and_read_back_by_them_alone(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    in_chat = {"chat": chat, "client": "adaaaaaa"}

    stage.send(ada, action="note", id="noteaaaa", text="Old friend", **in_chat)

    (noted,) = stage.frames(ada, "note")
    again = join(stage, ada, chat)
    whole = call("GET", "/v1/chats/{chat}", by="ag_ada", chat=chat).json
    assert noted["note"] == again["notes"][0] == whole["notes"][0]
    assert noted["note"] == {
        "id": "noteaaaa", "agent": "ag_ada", "name": "Ada", "at": stage.now, "text": "Old friend",
        "reason": "",
    }  # fmt: skip
    visitors = stage.send(window, action="join", chat=chat, client="visitora")[0]
    assert not {"notes", "part"} & visitors.keys()
    assert "Old friend" not in repr(stage.inbox[window])
    # Files that are whole have it; those that people hand on do not.
    for form, is_whole in (("json", True), ("xml", True), ("text", False), ("html", False)):
        where = {"by": "ag_ada", "query": {"format": form}, "chat": chat}
        transcript = call("GET", "/v1/chats/{chat}/transcript", **where)  # type: ignore[arg-type]
        assert ("Old friend" in transcript.text) is is_whole


def test_a_note_sent_again_is_kept_once(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    note = {"chat": chat, "client": "adaaaaaa", "id": "noteaaaa"}
    stage.send(ada, action="note", text="Old friend", **note)
    stage.now += 1

    again = stage.send(ada, action="note", text="Old friend", **note)
    other = stage.send(ada, action="note", text="Another", **note)

    assert again[0]["note"]["at"] == stage.now - 1
    assert code(other) == "number_taken"
    assert len(join(stage, ada, chat)["notes"]) == 1


def test_notes_are_masked_and_not_empty(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    note = {"chat": chat, "client": "adaaaaaa"}

    card = stage.send(ada, action="note", id="noteaaaa", text="Card 4111 1111 1111 1111", **note)
    empty = stage.send(ada, action="note", id="noteaaab", text=" ", **note)

    assert "4111 11•• •••• 1111" in card[0]["note"]["text"]
    assert code(empty) == "bad_frame"


def test_who_does_not_sit_in_a_chat_notes_nothing(stage: Stage) -> None:
    chat, _, _ = talk(stage)
    ben = stage.open_agent(stage.add_agent("Ben"))

    note = {"chat": chat, "client": "benaaaaa", "id": "noteaaaa", "text": "Hello"}

    assert code(stage.send(ben, action="note", **note)) == "not_joined"


def test_no_more_notes_are_told_than_a_frame_holds(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    for letter in "abc":
        text = letter + "\u6f22" * 1_999
        note = {"chat": chat, "client": "adaaaaaa", "id": f"note{letter * 4}", "text": text}
        stage.send(ada, action="note", **note)

    told = join(stage, ada, chat)["notes"]
    whole = call("GET", "/v1/chats/{chat}", by="ag_ada", chat=chat).json

    assert [note["text"][0] for note in told] == ["c"]
    assert len(whole["notes"]) == 3


def test_a_note_that_meets_a_line_at_its_chat_is_kept_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, ada, _ = talk(stage)
    transact, met = note_store.transact, iter([True, True])

    def busy(writes: Iterable[Write]) -> None:
        if next(met, False):
            raise Conflict("Somebody else was faster.")
        transact(writes)

    monkeypatch.setattr(note_store, "transact", busy)
    note = {"chat": chat, "client": "adaaaaaa", "id": "noteaaaa", "text": "Old friend"}
    (answer, *_) = stage.send(ada, action="note", **note)

    assert answer.get("event") == "note"
    assert len(join(stage, ada, chat)["notes"]) == 1
