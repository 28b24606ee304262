"""Conditional writes and transactions: the two ways in which anything that can race is written."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pynamodb.constants import (
    ALL_NEW,
    ALL_OLD,
    ATTRIBUTES,
    NONE,
    TRANSACT_WRITE_ITEMS,
    UPDATE_ITEM,
)
from pynamodb.exceptions import TransactWriteError, VerboseClientError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from chalicelib.domain.error import Conflict
from chalicelib.store.table import connection

Item = dict[str, Any]
# A part of a transaction.
Write = Callable[[TransactWrite], None]
ATTEMPTS = 5


class Refused(Exception):
    """A condition did not hold. `item` is the item as it stands, or None if there is none.

    After a lost ack this may be our own write: the caller asks the item whether it is.
    """

    def __init__(self, item: Item | None) -> None:
        super().__init__("a condition did not hold")
        self.item = item


def update(
    model: type[Model],
    key: tuple[str, str | int | None],
    actions: Sequence[Action],
    condition: Condition | None = None,
) -> Item:
    """One UpdateItem; the item as it stands afterwards.

    Raises Refused with the old item if the condition fails; Conflict if a transaction holds the
    item for long.
    """
    return dispatch(model, _update_request(model, key, actions, condition))


def dispatch(model: type[Model], request: Item) -> Item:
    """One UpdateItem as DynamoDB wants it; raises as `update` does."""
    request = {**request, "TableName": known(model)}
    for _ in range(ATTEMPTS):
        try:
            item: Item = connection().dispatch(UPDATE_ITEM, request).get(ATTRIBUTES, {})
            return item
        except VerboseClientError as error:
            # Read from the cause: PynamoDB's own error leaves the old item out.
            _raise_refused(error.__cause__)
            if not _is_transaction_conflict(error):
                raise
    raise Conflict("The item is busy. Try again.")


def transact(writes: Iterable[Write]) -> None:
    """All of the writes or none. Raises Conflict if a condition fails or the items are busy.

    botocore gives each call a token of its own and keeps it over its repetitions. After Conflict
    the caller reads again: the transaction may have been its own, with the answer lost.
    """
    try:
        with TransactWrite(connection=connection()) as transaction:
            for write in writes:
                write(transaction)
    except TransactWriteError as error:
        if error.cause_response_code in _CONFLICTS:
            raise Conflict("Somebody else was faster.") from error
        raise


def known(model: type[Model]) -> str:
    """The name of a table, of which the connection then knows the keys."""
    model._get_connection()
    name: str = model.Meta.table_name
    return name


def transact_wire(writes: Sequence[Item]) -> None:
    """As `transact`, of writes as DynamoDB wants them."""
    try:
        connection().dispatch(TRANSACT_WRITE_ITEMS, {"TransactItems": list(writes)})
    except VerboseClientError as error:
        if error.response.get("Error", {}).get("Code") in _CONFLICTS:
            raise Conflict("Somebody else was faster.") from error
        raise


_CONFLICTS = {
    "TransactionCanceledException",
    "TransactionConflictException",
    "TransactionInProgressException",
    "IdempotentParameterMismatchException",
}


def _update_request(
    model: type[Model],
    key: tuple[str, str | int | None],
    actions: Sequence[Action],
    condition: Condition | None,
) -> dict[str, Any]:
    hash_key, range_key = model._serialize_keys(*key)
    request: dict[str, Any] = model._get_connection().get_operation_kwargs(
        hash_key,
        range_key,
        actions=actions,
        condition=condition,
        return_values=ALL_NEW,
        return_values_on_condition_failure=ALL_OLD,
        # PynamoDB asks for it with each call otherwise, and nobody reads it.
        return_consumed_capacity=NONE,
    )
    return request


def _raise_refused(cause: BaseException | None) -> None:
    response: dict[str, Any] = getattr(cause, "response", {})
    if response.get("Error", {}).get("Code") == "ConditionalCheckFailedException":
        raise Refused(response.get("Item")) from cause


def _is_transaction_conflict(error: VerboseClientError) -> bool:
    return bool(error.response.get("Error", {}).get("Code") == "TransactionConflictException")
