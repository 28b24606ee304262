"""The tables: named for their stage, on one connection."""

from chalicelib.store import table as shared
from chalicelib.store.schema import TABLES
from chalicelib.store.tables import ChatItem


def test_every_table_carries_the_stages_prefix() -> None:
    names = [table.Meta.table_name for table in TABLES]

    assert len(set(names)) == len(TABLES)
    assert {name[:5] for name in names} == {"test-"}


def test_all_tables_share_one_client() -> None:
    clients = {id(table._get_connection().connection.client) for table in TABLES}

    assert clients == {id(shared.connection().client)}


def test_attribute_names_of_a_chat_are_short_since_each_line_pays_for_them() -> None:
    every_line = {"state", "lines", "seq", "numbers", "marks", "sockets", "holders", "agent"}
    written = {name: attribute.attr_name for name, attribute in ChatItem.get_attributes().items()}

    assert {name: len(written[name]) for name in every_line} == dict.fromkeys(every_line, 2)
