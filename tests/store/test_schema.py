"""The list of tables: every model stands in it, so that a stage has all of them."""

import inspect

from chalicelib.store import admin_tables, archive_tables, tables, visit_tables
from chalicelib.store.schema import TABLES
from chalicelib.store.table import Table


def test_every_model_is_in_the_list_once() -> None:
    models = {
        kind
        for module in (tables, admin_tables, archive_tables, visit_tables)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Table) and kind is not Table
    }

    assert set(TABLES) == models
    assert len(TABLES) == len(models)
