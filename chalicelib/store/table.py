"""What all tables share: their prefix and the one connection. Used by store and outbound."""

from typing import ClassVar

from pynamodb.connection import Connection
from pynamodb.connection.base import MetaTable
from pynamodb.connection.table import TableConnection
from pynamodb.models import Model

from chalicelib.settings import settings
from chalicelib.store.client import LeanConnection

PREFIX = settings().tables


class Table(Model):
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


def connection() -> Connection:
    """The one DynamoDB connection of this process."""
    if Table.shared is None:
        Table.shared = LeanConnection(region=settings().region)
    return Table.shared
