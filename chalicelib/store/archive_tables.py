"""The PynamoDB models of the archive; no frame needs them. Written by store/archive.py and
store/visitor_keys.py."""

from typing import Any

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store.table import PREFIX, Table


class ArchiveItem(Table):
    """How far an account's archive is: the last part of its manifest, and sums."""

    class Meta:
        table_name = PREFIX + "archives"

    account = UnicodeAttribute(hash_key=True)
    last_key = UnicodeAttribute(default="")
    last_sha256 = UnicodeAttribute(default="")
    chats = NumberAttribute(default=0)
    size = NumberAttribute(default=0)
    # When nothing was left to do, and until when all is gone from the database.
    run_at = NumberAttribute(default=0)
    cleared = NumberAttribute(default=0)


class ArchivedByMonthIndex(GlobalSecondaryIndex[Any]):
    """What is in the archive by the month in which the chat ended."""

    class Meta:
        index_name = "month"
        projection = AllProjection()

    month = UnicodeAttribute(hash_key=True)
    moment = UnicodeAttribute(range_key=True)


class ArchivedByVisitorIndex(GlobalSecondaryIndex[Any]):
    """What is in the archive of a visitor."""

    class Meta:
        index_name = "visitor"
        projection = AllProjection()

    of_visitor = UnicodeAttribute(hash_key=True)
    moment = UnicodeAttribute(range_key=True)


class ArchivedItem(Table):
    """A transcript in the archive, as its manifest tells it."""

    class Meta:
        table_name = PREFIX + "archived"

    key = UnicodeAttribute(hash_key=True)
    month = UnicodeAttribute()
    of_visitor = UnicodeAttribute()
    moment = UnicodeAttribute()
    # The entry of the manifest, as JSON, and the part that it stands in.
    entry = UnicodeAttribute()
    part = UnicodeAttribute()
    by_month = ArchivedByMonthIndex()
    by_visitor = ArchivedByVisitorIndex()


class VisitorKeyItem(Table):
    """What opens a visitor's archived transcripts, sealed by a data key of the account."""

    class Meta:
        table_name = PREFIX + "visitor-keys"

    key = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute()
    version = NumberAttribute()
    sealed = BinaryAttribute(legacy_encoding=False)
