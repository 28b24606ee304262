"""Facts about PynamoDB on which the store rests; a new version must still hold them."""

from collections.abc import Callable, Iterator

import pytest
from pynamodb.exceptions import TransactWriteError, UpdateError, VerboseClientError
from pynamodb.transactions import TransactWrite

from chalicelib.store import writes
from chalicelib.store.schema import TABLES
from chalicelib.store.table import connection
from chalicelib.store.tables import AccountItem, AgentItem
from tests.stage import emulated


@pytest.fixture(scope="module", autouse=True)
def tables() -> Iterator[None]:
    """All tables, on an emulated DynamoDB."""
    with emulated():
        yield


def put(name: str) -> None:
    """An account that is stored."""
    writes.update(AccountItem, (name, None), [AccountItem.name.set("Shop")])


def test_one_client_serves_all_tables() -> None:
    assert {id(table._get_connection().connection) for table in TABLES} == {id(connection())}


def test_the_old_item_of_a_refused_write_is_in_the_errors_cause_only() -> None:
    put("old")
    request = writes._update_request(
        AccountItem, ("old", None), [AccountItem.name.set("x")], AccountItem.name == "y"
    )

    with pytest.raises(VerboseClientError) as error:
        connection().dispatch("UpdateItem", request)

    cause = error.value.__cause__
    assert "Item" not in error.value.response
    assert cause.response["Item"]["name"] == {"S": "Shop"}  # type: ignore[union-attr]


def test_save_drops_attributes_that_the_model_does_not_know_and_update_keeps_them() -> None:
    put("kept")
    client = connection().client
    add_unknown(client, "kept")
    writes.update(AccountItem, ("kept", None), [AccountItem.name.set("New")])
    after_update = raw(client, "kept")

    item = AccountItem.get("kept")
    item.origins = {"https://shop.test"}
    item.save()

    assert after_update["later"] == {"S": "version"}
    assert "later" not in raw(client, "kept")


def test_reasons_of_a_cancelled_transaction_come_in_its_own_order() -> None:
    put("there")
    missing, there = AccountItem.name.does_not_exist(), AccountItem.name.exists()
    parts: list[Callable[[TransactWrite], None]] = [
        # Given in this order, sent as checks, deletes, puts, updates.
        lambda t: t.update(AccountItem("there"), [AccountItem.name.set("x")], condition=missing),
        lambda t: t.save(AccountItem("new1", name="n", origins={"o"}), condition=there),
        lambda t: t.delete(AccountItem("new2"), condition=missing),
        lambda t: t.condition_check(AccountItem, "new3", condition=missing),
    ]

    with pytest.raises(TransactWriteError) as error:
        send(parts)

    reasons = [r and r.code for r in error.value.cancellation_reasons]
    failed = "ConditionalCheckFailed"
    assert [reason == failed for reason in reasons] == [False, False, True, True]


def test_a_condition_is_not_mistaken_for_a_truth_value() -> None:
    with pytest.raises(TypeError):
        bool(AccountItem.name == "x")


def test_an_empty_set_is_no_attribute_so_a_size_needs_a_guard() -> None:
    agent = ("demo", "ag_size")
    writes.update(AgentItem, agent, [AgentItem.chats.add({"one"})])

    item = writes.update(AgentItem, agent, [AgentItem.chats.delete({"one"})])

    assert "chats" not in item
    assert "chats" in writes.update(
        AgentItem, agent, [AgentItem.chats.add({"two"})], AgentItem.chats.does_not_exist()
    )


def test_a_plain_update_says_only_that_it_was_refused() -> None:
    put("plain")

    with pytest.raises(UpdateError) as error:
        AccountItem("plain").update([AccountItem.name.set("x")], condition=AccountItem.name == "y")

    assert error.value.cause_response_code == "ConditionalCheckFailedException"


def send(parts: list[Callable[[TransactWrite], None]]) -> None:
    """All parts in one transaction."""
    with TransactWrite(connection=connection()) as transaction:
        for part in parts:
            part(transaction)


def add_unknown(client: object, name: str) -> None:
    """An attribute that only a later version knows."""
    client.update_item(  # type: ignore[attr-defined]
        TableName="test-accounts",
        Key={"id": {"S": name}},
        UpdateExpression="SET later = :v",
        ExpressionAttributeValues={":v": {"S": "version"}},
    )


def raw(client: object, name: str) -> dict[str, object]:
    """The item as the database holds it."""
    found = client.get_item(TableName="test-accounts", Key={"id": {"S": name}})  # type: ignore[attr-defined]
    item: dict[str, object] = found["Item"]
    return item
