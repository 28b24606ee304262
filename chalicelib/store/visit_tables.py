"""The PynamoDB models of visits and engagements. No frame needs them; their items are read and
written as DynamoDB tells them, by store/visits.py, beacons.py and engagements.py."""

from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from chalicelib.store.table import PREFIX, Table


class LiveIndex(GlobalSecondaryIndex[Any]):
    """Visits by when they are over, over shards: what a list of who is here shows of them."""

    class Meta:
        index_name = "live"
        projection = IncludeProjection(
            [
                *("vr", "t0", "ls", "lf", "n", "ta", "ur", "ti", "rf", "lg", "cn", "br", "os"),
                *("dv", "co", "re", "ci", "va", "ca", "id", "sd", "ed", "in"),
            ]
        )

    live = UnicodeAttribute(hash_key=True)
    until = NumberAttribute(range_key=True)


class VisitsIndex(GlobalSecondaryIndex[Any]):
    """A visitor's visits in order. Keys alone: written once in a visit."""

    class Meta:
        index_name = "of-visitor"
        projection = KeysOnlyProjection()

    of_visitor = UnicodeAttribute(hash_key=True)
    started = NumberAttribute(range_key=True, attr_name="t0")


class DayIndex(GlobalSecondaryIndex[Any]):
    """An account's visits of a day in order. Keys alone too."""

    class Meta:
        index_name = "day"
        projection = KeysOnlyProjection()

    day = UnicodeAttribute(hash_key=True)
    started = NumberAttribute(range_key=True, attr_name="t0")


class VisitItem(Table):
    """A visit; its other attributes are named and read in store/visits.py, as some are numbered."""

    class Meta:
        table_name = PREFIX + "visits"

    key = UnicodeAttribute(hash_key=True)
    live = UnicodeAttribute(null=True)
    until = NumberAttribute(null=True)
    of_visitor = UnicodeAttribute(null=True)
    started = NumberAttribute(null=True, attr_name="t0")
    day = UnicodeAttribute(null=True)
    by_live = LiveIndex()
    by_visitor = VisitsIndex()
    by_day = DayIndex()


class EngagementItem(Table):
    """How often what became of a rule's invitation on a day; `key` is `DAY#RULE#VARIANT#SHARD`, the
    counts are named as the states."""

    class Meta:
        table_name = PREFIX + "engagements"

    month = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
