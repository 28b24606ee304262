"""The tables of admins' own things: the account first in each key but two."""

from chalicelib.store import admin_tables
from chalicelib.store.schema import TABLES
from chalicelib.store.table import Table

MODELS = {
    model
    for model in vars(admin_tables).values()
    if isinstance(model, type) and issubclass(model, Table) and model is not Table
}


def test_all_of_them_are_created_with_the_others() -> None:
    assert set(TABLES) >= MODELS


def test_their_keys_begin_with_the_account_but_where_it_is_not_known_yet() -> None:
    hashes = {model.__name__: model._hash_keyname for model in MODELS}

    assert {name for name, key in hashes.items() if key not in ("account", "month")} == {
        "KeySecretItem"
    }
