"""The archive's tables: keys of one account each."""

from chalicelib.store import wall
from chalicelib.store.archive_tables import ArchivedItem, ArchiveItem, VisitorKeyItem


def test_no_key_of_the_archive_is_shared_by_accounts() -> None:
    names = {kind.Meta.table_name for kind in (ArchiveItem, ArchivedItem, VisitorKeyItem)}

    assert {name.removeprefix("test-") for name in names} & wall.SHARED == set()


def test_the_catalogue_has_an_index_by_month_and_one_by_visitor() -> None:
    indexes = (ArchivedItem.by_month, ArchivedItem.by_visitor)

    assert [index.Meta.index_name for index in indexes] == ["month", "visitor"]
