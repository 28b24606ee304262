"""Ended chats, page by page over the months, and whole chats."""

import pytest

from chalicelib.domain.error import NoSuchChat
from chalicelib.services import audit, transcripts
from chalicelib.store import chats as chat_store
from tests.services.cast import act, end, start
from tests.stage import START, Stage

DAY = 86_400_000


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two chats a page."""
    monkeypatch.setattr(chat_store, "PAGE", 2)


def ended_on(stage: Stage, *days: int) -> list[str]:
    """Chats that ended so many days after the start, in that order."""
    chats = []
    for index, day in enumerate(days):
        stage.now = START + day * DAY
        chat, _ = start(stage, index)
        end(stage, chat, index)
        chats.append(chat)
    return chats


def read_all(stage: Stage) -> list[list[str]]:
    """The ids of all pages, one after the other."""
    pages, before = [], ""
    for _ in range(20):
        page = transcripts.ended("demo", before, stage.now)
        pages.append([chat.id for chat in page.chats])
        if page.next_key is None:
            return pages
        before = page.next_key
    raise AssertionError("the list does not end")


@pytest.mark.usefixtures("small_pages")
def test_pages_go_back_over_months_newest_first_without_gap_or_repeat(stage: Stage) -> None:
    chats = ended_on(stage, 0, 1, 2, 40, 41, 200, 300)

    pages = read_all(stage)

    assert [chat for page in pages for chat in page] == chats[::-1]
    assert max(len(page) for page in pages) == 2


def test_two_chats_ended_in_the_same_moment_are_both_listed(stage: Stage) -> None:
    chats = ended_on(stage, 0, 0, 0)

    assert sorted(chat for page in read_all(stage) for chat in page) == sorted(chats)


def test_a_running_chat_is_not_listed(stage: Stage) -> None:
    start(stage)

    assert read_all(stage) == [[]]


def test_chats_older_than_thirteen_months_are_not_looked_for(stage: Stage) -> None:
    ended_on(stage, 0)
    stage.now = START + 500 * DAY

    assert read_all(stage) == [[]]


def test_another_accounts_chats_are_not_listed(stage: Stage) -> None:
    ended_on(stage, 0)

    assert transcripts.ended("other", "", stage.now).chats == []


def test_a_chat_is_read_whole(stage: Stage) -> None:
    chat, window = start(stage)
    for n in range(1, 31):
        stage.send(window, action="post", chat=chat, client="visitora", n=n, text=f"line {n}")

    _, lines, kept = transcripts.whole(act("agent"), chat, "chat.read")

    assert [line.text for line in lines] == [f"line {n}" for n in range(1, 31)]
    assert kept == frozenset()
    with pytest.raises(NoSuchChat):
        transcripts.whole(act(account="other"), chat, "chat.read")
    (entry,) = audit.entries("demo", "", 50, stage.now + 1).items
    assert (entry.by, entry.action, entry.object) == ("ag_boss", "chat.read", chat)
    assert audit.entries("other", "", 50, stage.now + 1).items == []
