"""What accounts' archives hold, as the catalogue tells it."""

import pytest

from chalicelib.domain.error import Conflict
from chalicelib.domain.manifest import Entry, Link
from chalicelib.store import archive
from tests.stage import START, Stage


def entry(name: str, visitor: str = "vr_a", ended: int = START) -> Entry:
    """A transcript that was archived."""
    return Entry(f"ch_demo_{name}", visitor, ended, f"demo/chats/{name}", 9, "0" * 64, 7, "1", 3)


def test_parts_are_kept_one_behind_the_other(stage: Stage) -> None:
    none = archive.head("demo")
    archive.keep(none, Link("demo/1", "aa"), [entry("a"), entry("b", "vr_b", START + 1)])
    first = archive.head("demo")
    with pytest.raises(Conflict):
        archive.keep(none, Link("demo/other", "bb"), [entry("c")])
    archive.keep(first, Link("demo/2", "cc"), [entry("c", ended=START + 2)])

    assert (first.last, first.chats, first.size) == (Link("demo/1", "aa"), 2, 18)
    assert archive.head("demo").chats == 3
    found = archive.get("ch_demo_a")
    assert found == archive.Archived(entry("a"), "demo/1")
    assert archive.get("ch_demo_z") is None


def test_the_catalogue_is_asked_by_month_and_by_visitor(stage: Stage) -> None:
    told = [entry("a"), entry("b", "vr_b", START + 1), entry("c", ended=START + 2)]
    archive.keep(archive.head("demo"), Link("demo/1", "aa"), told)

    assert [one.entry for one in archive.of_month("demo", START, "", 2)] == told[:2]
    after = f"{START + 1:013d}#ch_demo_b"
    assert [one.entry for one in archive.of_month("demo", START, after, 2)] == told[2:]
    assert [one.entry for one in archive.of_visitor("demo", "vr_a", 9)] == [told[0], told[2]]


def test_a_run_that_left_nothing_is_noted_and_changes_no_chain(stage: Stage) -> None:
    archive.keep(archive.head("demo"), Link("demo/1", "aa"), [entry("a")])
    archive.note_run("demo", START, START - 5)

    head = archive.head("demo")
    assert (head.run_at, head.cleared, head.last.key) == (START, START - 5, "demo/1")
