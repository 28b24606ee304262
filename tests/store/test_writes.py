"""Conditional writes tell what stands; transactions are all or nothing."""

from typing import Any
from unittest import mock

import pytest
from pynamodb.exceptions import VerboseClientError

from chalicelib.domain.error import Conflict
from chalicelib.store import writes
from chalicelib.store.table import connection
from chalicelib.store.tables import AccountItem
from chalicelib.store.writes import Refused, transact, update
from tests.store.cast import an_account


def named(account: str) -> str:
    """The name of an account as it is stored."""
    return AccountItem.get(account, consistent_read=True).name


def test_a_write_tells_the_item_as_it_stands_afterwards() -> None:
    account = an_account()

    item = update(AccountItem, (account, None), [AccountItem.name.set("Shop")])

    assert item == {"id": {"S": account}, "name": {"S": "Shop"}}


def test_a_refused_write_tells_what_stands_and_changes_nothing() -> None:
    account = an_account()
    update(AccountItem, (account, None), [AccountItem.name.set("Shop")])

    with pytest.raises(Refused) as refused:
        update(
            AccountItem,
            (account, None),
            [AccountItem.name.set("Other")],
            AccountItem.name == "Elsewhere",
        )

    assert refused.value.item == {"id": {"S": account}, "name": {"S": "Shop"}}
    assert named(account) == "Shop"


def test_a_transaction_with_one_failed_condition_writes_nothing() -> None:
    one, two = an_account(), an_account()
    missing = AccountItem.name.exists()

    with pytest.raises(Conflict):
        transact(
            [
                lambda t: t.update(AccountItem(one), [AccountItem.name.set("One")]),
                lambda t: t.update(
                    AccountItem(two), [AccountItem.name.set("Two")], condition=missing
                ),
            ],
        )

    assert [item.id for item in AccountItem.batch_get([one, two])] == []


def test_a_write_waits_out_a_transaction_that_holds_the_item() -> None:
    account = an_account()
    answers = [held(), held(), mock.DEFAULT]
    real = connection().dispatch

    with mock.patch.object(connection(), "dispatch", side_effect=answers, wraps=real) as dispatch:
        update(AccountItem, (account, None), [AccountItem.name.set("Shop")])

    assert dispatch.call_count == 3
    assert named(account) == "Shop"


def test_an_item_held_for_long_is_a_conflict() -> None:
    with (
        mock.patch.object(connection(), "dispatch", side_effect=[held()] * writes.ATTEMPTS),
        pytest.raises(Conflict),
    ):
        update(AccountItem, (an_account(), None), [AccountItem.name.set("Shop")])


def test_what_is_neither_refused_nor_held_is_raised_as_it_is() -> None:
    with (
        mock.patch.object(connection(), "dispatch", side_effect=held("ValidationException")),
        pytest.raises(VerboseClientError),
    ):
        update(AccountItem, (an_account(), None), [AccountItem.name.set("Shop")])


def held(code: str = "TransactionConflictException") -> VerboseClientError:
    """What the client raises while a transaction holds an item."""
    response: Any = {"Error": {"Code": code, "Message": "held"}}
    return VerboseClientError(response, "UpdateItem", {})
