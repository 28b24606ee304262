"""The PynamoDB models: one per table, all on one connection. Nothing outside store/ sees them.

Attribute names are short where an item is written with every line: capacity is counted by the
kilobyte.
"""

from typing import Any, ClassVar

from pynamodb.attributes import (
    Attribute,
    BinaryAttribute,
    ListAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.connection import Connection
from pynamodb.connection.base import MetaTable
from pynamodb.connection.table import TableConnection
from pynamodb.constants import MAP
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from chalicelib.settings import settings
from chalicelib.store.client import LeanConnection

PREFIX = settings().tables


class StringMap(Attribute[dict[str, str]]):
    """A map of strings, without the cost of PynamoDB's own map objects."""

    attr_type = MAP

    def serialize(self, value: dict[str, str]) -> Any:
        return {key: {"S": text} for key, text in value.items()}

    def deserialize(self, value: Any) -> dict[str, str]:
        return {key: wire["S"] for key, wire in value.items()}


class NumberMap(Attribute[dict[str, int]]):
    """A map of whole numbers."""

    attr_type = MAP

    def serialize(self, value: dict[str, int]) -> Any:
        return {key: {"N": str(number)} for key, number in value.items()}

    def deserialize(self, value: Any) -> dict[str, int]:
        return {key: int(wire["N"]) for key, wire in value.items()}


class ScalarMap(Attribute[dict[str, str | float | bool]]):
    """A map of strings, numbers and booleans: the variables a page passes."""

    attr_type = MAP

    def serialize(self, value: dict[str, str | float | bool]) -> Any:
        return {key: _scalar_to_wire(scalar) for key, scalar in value.items()}

    def deserialize(self, value: Any) -> dict[str, str | float | bool]:
        return {key: _scalar_from_wire(wire) for key, wire in value.items()}


class _Table(Model):
    """What all tables share.

    One botocore client for all of them: PynamoDB would make one each, 90 ms apiece.
    """

    shared: ClassVar[Connection | None] = None

    @classmethod
    def _get_connection(cls) -> TableConnection:
        if cls._connection is None:
            table = TableConnection(cls.Meta.table_name, meta_table=cls._meta_table())
            meta = table.get_meta_table()
            table.connection = connection()
            table.connection.add_meta_table(meta)
            cls._connection = table
        return cls._connection

    @classmethod
    def _meta_table(cls) -> MetaTable:
        schema = cls._get_schema()
        indexes = [
            {"IndexName": index["index_name"], "KeySchema": index["key_schema"]}
            for index in schema["global_secondary_indexes"]
        ]
        return MetaTable(
            {
                "TableName": cls.Meta.table_name,
                "KeySchema": schema["key_schema"],
                "AttributeDefinitions": schema["attribute_definitions"],
                "GlobalSecondaryIndexes": indexes,
                "LocalSecondaryIndexes": [],
            }
        )


class AccountItem(_Table):
    """An account and its settings."""

    class Meta:
        table_name = PREFIX + "accounts"

    id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    origins = UnicodeSetAttribute()
    availability = UnicodeAttribute(default="offline")
    availability_at = NumberAttribute(default=0)


class AgentItem(_Table):
    """An agent with their load: `chats` is a set of ids, so that a repeated write cannot drift."""

    class Meta:
        table_name = PREFIX + "agents"

    account = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    role = UnicodeAttribute()
    max_chats = NumberAttribute()
    status = UnicodeAttribute(default="away")
    chats = UnicodeSetAttribute(null=True)
    last_received = NumberAttribute(default=0)
    lease = NumberAttribute(default=0)
    watch = NumberAttribute(default=0)
    sockets = UnicodeSetAttribute(null=True)


class SignInItem(_Table):
    """Which agent a Cognito subject is."""

    class Meta:
        table_name = PREFIX + "sign-ins"

    subject = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute()
    agent = UnicodeAttribute()


class VisitorItem(_Table):
    """A visitor over all their visits; `visit` is their latest visit, `chat` their latest chat."""

    class Meta:
        table_name = PREFIX + "visitors"

    key = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(default="")
    email = UnicodeAttribute(default="")
    first_seen = NumberAttribute(default=0)
    last_seen = NumberAttribute(default=0)
    visits = NumberAttribute(default=0)
    visit = UnicodeAttribute(null=True)
    chats = NumberAttribute(default=0)
    chat = UnicodeAttribute(null=True)


class PageViewItem(_Table):
    """A page view; the visit is all items of one key."""

    class Meta:
        table_name = PREFIX + "page-views"

    visit = UnicodeAttribute(hash_key=True)
    n = NumberAttribute(range_key=True)
    at = NumberAttribute(default=0)
    shown_ms = NumberAttribute(default=0)
    url = UnicodeAttribute(default="")
    title = UnicodeAttribute(default="")
    referrer = UnicodeAttribute(default="")
    language = UnicodeAttribute(default="")
    screen = UnicodeAttribute(default="")
    zone = UnicodeAttribute(default="")
    connection = UnicodeAttribute(default="")
    variables = ScalarMap(default=dict)
    ip = UnicodeAttribute(default="")
    agent = UnicodeAttribute(default="")
    country = UnicodeAttribute(default="")
    region = UnicodeAttribute(default="")
    city = UnicodeAttribute(default="")


class EndedIndex(GlobalSecondaryIndex[Any]):
    """Ended chats by account and month. Sparse: a running chat's lines cost it nothing."""

    class Meta:
        index_name = "ended"
        projection = AllProjection()

    ended_in = UnicodeAttribute(hash_key=True)
    ended_key = UnicodeAttribute(range_key=True)


class EarlierIndex(GlobalSecondaryIndex[Any]):
    """Ended chats by visitor. Sparse too."""

    class Meta:
        index_name = "earlier"
        projection = AllProjection()

    ended_by_visitor = UnicodeAttribute(hash_key=True)
    ended_key = UnicodeAttribute(range_key=True)


class ChatItem(_Table):
    """A chat (`part` = `chat`) and its blocks of older lines (`part` = `lines#SEQ`, `packed`)."""

    class Meta:
        table_name = PREFIX + "chats"

    key = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute(null=True, attr_name="st")
    visitor = UnicodeAttribute(null=True, attr_name="vr")
    visit = UnicodeAttribute(null=True, attr_name="vs")
    name = UnicodeAttribute(default="", attr_name="nm")
    email = UnicodeAttribute(default="", attr_name="em")
    language = UnicodeAttribute(default="en", attr_name="lg")
    agent = UnicodeAttribute(default="", attr_name="ag")
    agent_name = UnicodeAttribute(default="", attr_name="an")
    fence = NumberAttribute(default=0, attr_name="fe")
    place = UnicodeAttribute(default="", attr_name="pl")
    started = NumberAttribute(default=0, attr_name="t0")
    assigned = NumberAttribute(default=0, attr_name="t1")
    ended = NumberAttribute(default=0, attr_name="t2")
    ended_by = UnicodeAttribute(default="", attr_name="eb")
    waiting_since = NumberAttribute(default=0, attr_name="ws")
    away_since = NumberAttribute(default=0, attr_name="aw")
    url = UnicodeAttribute(default="", attr_name="ur")
    title = UnicodeAttribute(default="", attr_name="ti")
    seq = NumberAttribute(default=0, attr_name="sq")
    first = NumberAttribute(default=1, attr_name="fi")
    lines: ListAttribute[Any] = ListAttribute(default=list, attr_name="li")
    sockets = StringMap(default=dict, attr_name="so")
    holders = StringMap(default=dict, attr_name="ho")
    numbers = NumberMap(default=dict, attr_name="nu")
    marks = StringMap(default=dict, attr_name="ma")
    packed = BinaryAttribute(null=True, legacy_encoding=False)
    ended_in = UnicodeAttribute(null=True)
    ended_by_visitor = UnicodeAttribute(null=True)
    ended_key = UnicodeAttribute(null=True)
    by_end = EndedIndex()
    by_visitor = EarlierIndex()


class QueueItem(_Table):
    """A waiting chat's place: entries of one queue in the order in which they are served."""

    class Meta:
        table_name = PREFIX + "queue"

    queue = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    chat = UnicodeAttribute()


class ConnectionItem(_Table):
    """Who opened a socket.

    The one table whose key is the platform's id alone: a frame brings nothing else.
    """

    class Meta:
        table_name = PREFIX + "connections"

    id = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute()
    role = UnicodeAttribute()
    subject = UnicodeAttribute()
    visit = UnicodeAttribute(default="")
    seats = UnicodeSetAttribute(null=True)
    opened = NumberAttribute()
    ttl = TTLAttribute()


class SocketTicketItem(_Table):
    """A one-time ticket for a socket, under its hash."""

    class Meta:
        table_name = PREFIX + "socket-tickets"

    key = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute()
    role = UnicodeAttribute()
    subject = UnicodeAttribute()
    visit = UnicodeAttribute(default="")
    origin = UnicodeAttribute(default="")
    expires = NumberAttribute()
    ttl = TTLAttribute()


class DeadlineItem(_Table):
    """A deadline, spread over shards; within a shard in the order in which they fall due."""

    class Meta:
        table_name = PREFIX + "deadlines"

    shard = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)


TABLES: tuple[type[_Table], ...] = (
    AccountItem,
    AgentItem,
    SignInItem,
    VisitorItem,
    PageViewItem,
    ChatItem,
    QueueItem,
    ConnectionItem,
    SocketTicketItem,
    DeadlineItem,
)


def connection() -> Connection:
    """The one DynamoDB connection of this process."""
    if _Table.shared is None:
        _Table.shared = LeanConnection(region=settings().region)
    return _Table.shared


def _scalar_to_wire(value: str | float | bool) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    # DynamoDB refuses what is nearer to nothing than this.
    return {"N": repr(value) if abs(value) > 1e-120 else "0"}


def _scalar_from_wire(wire: dict[str, Any]) -> str | float | bool:
    if "BOOL" in wire:
        return bool(wire["BOOL"])
    return str(wire["S"]) if "S" in wire else float(wire["N"])
