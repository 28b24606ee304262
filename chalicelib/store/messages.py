"""Messages that visitors left. Called by services."""

from collections.abc import Iterable

from pynamodb.exceptions import PutError
from pynamodb.expressions.update import Action

from chalicelib.domain.message import Message
from chalicelib.store import keys
from chalicelib.store.tables import MessageItem
from chalicelib.store.writes import Item, update

_SAME = (
    "visitor",
    "visit",
    "name",
    "email",
    "text",
    "language",
    "url",
    "title",
    "chat",
    "done_by",
)


def put(message: Message) -> bool:
    """Keep a message; False if it is kept already, by us with the answer lost or before."""
    fields = {name: getattr(message, name) for name in _SAME}
    item = MessageItem(
        keys.below(message.account, message.id),
        state=keys.below(message.account, message.state),
        moment=keys.moment(message.at, message.id),
        at=message.at,
        **fields,
    )
    try:
        item.save(condition=MessageItem.key.does_not_exist())
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise
        return False
    return True


def get(account: str, message: str) -> Message | None:
    """The message as it stands, or None."""
    try:
        return _message(MessageItem.get(keys.below(account, message), consistent_read=True))
    except MessageItem.DoesNotExist:
        return None


def in_state(account: str, state: str, before: str, limit: int) -> list[Message]:
    """The messages in a state, newest first, before a cursor if there is one."""
    condition = MessageItem.moment < before if before else None
    found = MessageItem.by_state.query(
        keys.below(account, state), condition, scan_index_forward=False, limit=limit
    )
    return [_message(item) for item in found]


def set_state(before: Message, state: str, by: str, now: int) -> Message:
    """Put it into a state, if nobody changed it since. Raises Refused."""
    actions: list[Action] = [
        MessageItem.state.set(keys.below(before.account, state)),
        MessageItem.done_by.set(by),
        MessageItem.done_at.set(now),
        MessageItem.version.set(before.version + 1),
    ]
    key = (keys.below(before.account, before.id), None)
    return to_message(update(MessageItem, key, actions, MessageItem.version == before.version))


def delete(account: str, ids: Iterable[str]) -> None:
    """Delete messages."""
    with MessageItem.batch_write() as batch:
        for message in ids:
            batch.delete(MessageItem(keys.below(account, message)))


def to_message(item: Item) -> Message:
    """An item as the database gives it."""
    return _message(MessageItem.from_raw_data(item))


def cursor(message: Message) -> str:
    """Where a list goes on behind a message."""
    return keys.moment(message.at, message.id)


def _message(item: MessageItem) -> Message:
    account, _, message = item.key.partition("#")
    return Message(
        account,
        message,
        at=int(item.at),
        state=item.state.partition("#")[2],
        done_at=int(item.done_at),
        version=int(item.version),
        **{name: getattr(item, name) for name in _SAME},
    )
