"""Rules in blocks, and the versions of the tag."""

from itertools import count
from typing import Any
from unittest import mock

import pytest

from chalicelib.domain.error import Conflict
from chalicelib.domain.publishing import Book, TagVersion
from chalicelib.domain.record import Record
from chalicelib.store import rules as rule_store
from chalicelib.store.admin_tables import RuleItem
from chalicelib.store.writes import transact

MANY = 1_000
_numbers = count()


@pytest.fixture
def account() -> str:
    """An account of its own."""
    return f"a{next(_numbers)}"


def rule(number: int, **fields: Any) -> Record:
    """As it is kept."""
    return {"id": f"ru_{number:026d}", "number": number, "version": 1, "name": "Rule", **fields}


def version(book: Book) -> TagVersion:
    return TagVersion(
        book.account, book.version, 5, "agent", "ag_ada", "Ada", "rule.create", "ru_x", book.blocks,
        book.total, {"rules_control": 1},
    )  # fmt: skip


def save(before: Book, rules: list[Record]) -> Book:
    after = rule_store.keep(before, rules)._replace(version=before.version + 1)
    transact(rule_store.saving(before, after, version(after)))
    return after


def test_an_account_begins_with_no_rules(account: str) -> None:
    assert rule_store.read(account) == Book(account)


def test_rules_come_back_in_their_order(account: str) -> None:
    rules = [rule(number) for number in (3, 1, 2)]
    save(Book(account), rules)
    rule_store._packed.clear()
    found = rule_store.read(account)

    assert list(found.rules) == rules
    assert (found.version, found.total, found.next) == (1, 3, 4)
    assert rule_store.read("acme").rules == ()


def test_a_number_is_not_given_again(account: str) -> None:
    first = save(Book(account), [rule(1), rule(2)])
    second = save(first, [rule(1)])

    assert second.next == rule_store.head(account).next == 3


def test_of_two_saved_at_once_one_stands(account: str) -> None:
    first = save(Book(account), [rule(1)])
    save(first, [rule(1), rule(2)])

    with pytest.raises(Conflict):
        save(first, [rule(1), rule(3)])
    with pytest.raises(Conflict):
        save(Book(account), [rule(4)])
    assert [one["number"] for one in rule_store.read(account).rules] == [1, 2]


def test_a_change_of_one_rule_makes_one_block_anew(account: str) -> None:
    rules = [rule(number) for number in range(1, MANY + 1)]
    first = save(Book(account), rules)
    changed = save(first, [*rules[:500], rule(501, name="Other"), *rules[501:]])
    inserted = save(changed, [rule(MANY + 1), *rules])

    assert len(first.blocks) > 5
    assert len(set(changed.blocks) - set(first.blocks)) == 1
    assert len(set(inserted.blocks) - set(first.blocks)) == 1


def test_long_rules_stay_below_what_an_item_holds(account: str) -> None:
    rules = [rule(number, text="x" * 100_000) for number in range(1, 11)]
    book = save(Book(account), rules)

    assert len(book.blocks) >= 5
    assert len(rule_store.of_blocks(account, book.blocks)) == 10


def test_versions_are_kept_with_their_rules(account: str) -> None:
    book = Book(account)
    for number in (1, 2, 3):
        book = save(book, [rule(one) for one in range(1, number + 1)])

    found = rule_store.versions(account, 0, 10)
    behind = rule_store.versions(account, 3, 1)
    second = rule_store.version(account, 2)

    assert [one.number for one in found] == [3, 2, 1]
    assert [one.number for one in behind] == [2]
    assert second
    assert second.by_name == "Ada"
    assert second.settings == {"rules_control": 1}
    assert len(rule_store.of_blocks(account, second.blocks)) == second.total == 2
    assert rule_store.version(account, 4) is None
    assert rule_store.versions(account, 1, 10) == []


def test_what_was_published_of_a_version_is_noted_and_only_goes_forwards(account: str) -> None:
    book = save(Book(account), [rule(1)])
    save(book, [rule(1), rule(2)])
    for number in (2, 1):
        made = version(book)._replace(number=number, src=f"/{number}", integrity="i", published=9)
        rule_store.note_published(made)

    first = rule_store.version(account, 1)
    assert first
    assert (first.src, first.published, first.by_name) == ("/1", 9, "Ada")
    assert rule_store.head(account).published == 2


def test_what_was_published_of_no_version_is_not_noted(account: str) -> None:
    rule_store.note_published(version(Book(account, version=7)))

    assert rule_store.head(account) == Book(account)
    assert rule_store.version(account, 7) is None


def test_blocks_are_read_once_by_a_process_and_a_hundred_at_a_time(account: str) -> None:
    save(Book(account), [rule(number) for number in range(1, MANY + 1)])
    rule_store._packed.clear()
    with mock.patch.object(RuleItem, "batch_get", wraps=RuleItem.batch_get) as reads:
        rule_store.read(account)
        rule_store.read(account)

    assert [len(call.args[0]) > 0 for call in reads.call_args_list] == [True, False]


def test_what_is_remembered_may_make_room_while_rules_are_read(account: str) -> None:
    save(Book(account), [rule(number) for number in range(1, MANY + 1)])
    first, second, *_ = rule_store.head(account).blocks
    del rule_store._packed[account, first]
    rule_store._packed.move_to_end((account, second), last=False)

    with mock.patch.object(rule_store, "_MOST_KEPT", len(rule_store._packed)):
        assert len(rule_store.read(account).rules) == MANY
