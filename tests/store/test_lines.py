"""Lines and what is kept sealed of them, in a chat's item and in its blocks."""

import pytest

from chalicelib.domain.chat import Draft
from chalicelib.store import chats as chat_store
from chalicelib.store import lines
from tests.services.cast import start
from tests.stage import Stage


@pytest.fixture
def chat(stage: Stage) -> str:
    """A chat with 20 lines; of every fourth something is kept."""
    chat, socket = start(stage)
    for n in range(1, 21):
        sealed = "" if n % 4 else f"1.sealed{n}"
        draft = Draft("visitora", n, f"line {n}", sealed=sealed)
        chat_store.rotate(chat_store.append(chat, socket, draft, stage.now))
    return chat


def test_a_line_is_found_with_what_is_sealed_of_it_wherever_it_stands(
    stage: Stage, chat: str
) -> None:
    found = stage.chat(chat)
    texts = {line.text: line.seq for line in chat_store.lines_after(found, 0, 100)}
    assert 1 < found.first < texts["line 20"]

    for n in (3, 4, 8, 16, 20):
        line, values = lines.sealed_of(found, texts[f"line {n}"]) or (None, [])
        assert line
        assert (line.text, values) == (f"line {n}", [] if n % 4 else [f"1.sealed{n}"])


def test_no_line_is_none(stage: Stage, chat: str) -> None:
    found = stage.chat(chat)

    assert [lines.sealed_of(found, seq) for seq in (0, -1, found.seq + 1)] == [None] * 3


def test_the_whole_chat_says_of_which_lines_something_is_kept(stage: Stage, chat: str) -> None:
    found = stage.chat(chat)

    read, kept = lines.whole(found, 100)

    assert read == chat_store.lines_after(found, 0, 100)
    assert kept == {("visitora", n) for n in range(4, 21, 4)}


def test_what_is_sealed_goes_with_its_lines(stage: Stage, chat: str) -> None:
    found = stage.chat(chat)
    staying = {(line.client, line.n) for line in found.lines}

    assert {(client, n) for client, n, _ in found.sealed} <= staying


def test_what_a_line_that_moved_left_behind_goes_with_the_next(stage: Stage, chat: str) -> None:
    """As after a number over two lines: of the earlier one it is added when it may have moved."""
    found = stage.chat(chat)
    going, removals = lines.sealed_going(found, len(found.lines))

    assert len(going) == len(removals) == len(found.sealed)
