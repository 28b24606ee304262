"""The audit trail: put once, read newest first, and never touched again."""

import ast
import inspect

from chalicelib.store import audit
from tests.services.cast import act
from tests.store.cast import NOW

DAY = 86_400_000


def test_an_entry_is_kept_once_however_often_it_is_put() -> None:
    entry = act(now=NOW, account="au1").entry("x", "thing", {"a": 1}, {"a": 2})

    assert not audit.stands(entry)
    audit.put(entry)
    audit.put(entry._replace(after="{}"))

    assert audit.stands(entry)
    assert audit.of_month("au1", NOW, "", 10) == [entry]


def test_a_month_is_read_newest_first_behind_a_cursor() -> None:
    entries = [act(now=NOW + n, account="au2").entry("x", f"{n}") for n in range(5)]
    for entry in entries:
        audit.put(entry)

    first = audit.of_month("au2", NOW, "", 2)
    rest = audit.of_month("au2", NOW, audit.cursor(first[-1]), 10)

    assert [entry.object for entry in first + rest] == ["4", "3", "2", "1", "0"]


def test_an_account_reads_its_own_entries_only() -> None:
    audit.put(act(now=NOW, account="au3").entry("x", "theirs"))

    assert audit.of_month("au33", NOW, "", 10) == []
    assert audit.of_month("au3", NOW - 60 * DAY, "", 10) == []


def test_nothing_here_changes_or_removes_an_entry() -> None:
    tree = ast.parse(inspect.getsource(audit))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert called & {"delete", "update", "set", "remove", "batch_write"} == set()
