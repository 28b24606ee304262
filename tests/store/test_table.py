"""What tables share: one connection, which knows each table's keys without asking."""

from chalicelib.store.schema import TABLES
from chalicelib.store.table import connection


def test_the_connection_is_made_once() -> None:
    assert connection() is connection()


def test_no_table_is_described_over_the_network() -> None:
    for table in TABLES:
        assert table._meta_table().data["TableName"] == table.Meta.table_name
