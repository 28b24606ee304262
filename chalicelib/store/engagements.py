"""What became of rules' invitations, once for each visit, and how often by day. Called by services.

Each new state of a visit is one transaction with its count, on the condition that the visit does
not know it: told twice, or with a lost answer, it counts once.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from chalicelib.domain.engagement import STATES, Count, Engagement
from chalicelib.domain.visit import packed
from chalicelib.store import keys, reads
from chalicelib.store.visit_tables import EngagementItem, VisitItem
from chalicelib.store.writes import Item, transact_wire
from chalicelib.store.writes import known as known_table

MOST = 60
# Counts of a popular rule are spread, so that visits do not wait for each other.
SPREAD = 16


def add(account: str, visit: str, new: Sequence[Engagement], now: int) -> None:
    """Keep what a visit did not know, and count it. Raises Conflict if it knows any of it."""
    transact_wire([_kept(account, visit, new), *_counts(account, visit, new, now)])


def known(item: Item) -> frozenset[str]:
    """What a visit knows of engagements, each as `RULE:STATE`."""
    return reads.texts(item, "en")


def of_visit(account: str, visit: str) -> frozenset[str]:
    """What a visit knows by now."""
    return known(reads.get(VisitItem, keys.below(account, visit)) or {})


def known_as(one: Engagement) -> str:
    """By what a visit knows it."""
    return f"{one.rule}:{one.state}"


def counts(account: str, first: datetime, last: datetime) -> list[Count]:
    """By day, rule and variant, from the first day to the last."""
    found: dict[tuple[str, int, str], dict[str, int]] = {}
    for month, begin, end in _months(first, last):
        # `$` follows `#`: all of the last day too.
        condition = EngagementItem.key.between(begin, end + "$")
        for item in reads.listed(EngagementItem, keys.below(account, month), condition):
            day, rule, _, variant = reads.text(item, "key").split("#", 3)
            held = found.setdefault(
                (f"{month}-{day}", int(rule), variant), dict.fromkeys(STATES, 0)
            )
            for state in STATES:
                held[state] += reads.whole(item, state)
    return [Count(*key, states) for key, states in sorted(found.items())]


def _kept(account: str, visit: str, new: Sequence[Engagement]) -> Item:
    names = {f":k{index}": {"S": known_as(one)} for index, one in enumerate(new)}
    unknown = [f"NOT contains(en, {name})" for name in names]
    room = "(attribute_not_exists(en) OR size(en) <= :room)"
    return {
        "Update": {
            "TableName": known_table(VisitItem),
            "Key": {"key": {"S": keys.below(account, visit)}},
            "UpdateExpression": "ADD en :en, ed :ed",
            "ConditionExpression": " AND ".join([*unknown, room]),
            "ExpressionAttributeValues": {
                **names,
                ":room": {"N": str(MOST - len(new))},
                ":en": {"SS": [known_as(one) for one in new]},
                ":ed": {"SS": [packed(list(one)) for one in new]},
            },
        }
    }


def _counts(account: str, visit: str, new: Iterable[Engagement], now: int) -> list[Item]:
    by_key: dict[str, list[str]] = {}
    moment = datetime.fromtimestamp(now / 1_000, UTC)
    for one in new:
        spread = keys.visit_shard(visit) % SPREAD
        key = f"{moment:%d}#{one.rule:06d}#{spread}#{one.variant}"
        by_key.setdefault(key, []).append(one.state)
    month = keys.month(account, now)
    return [
        {
            "Update": {
                "TableName": known_table(EngagementItem),
                "Key": {"month": {"S": month}, "key": {"S": key}},
                "UpdateExpression": "ADD " + ", ".join(f"#{state} :one" for state in states),
                "ExpressionAttributeNames": {f"#{state}": state for state in states},
                "ExpressionAttributeValues": {":one": {"N": "1"}},
            }
        }
        for key, states in by_key.items()
    ]


def _months(first: datetime, last: datetime) -> Iterator[tuple[str, str, str]]:
    """The months from a day to another, each with its first and last day of them."""
    day = first
    while day <= last:
        begin = day
        while day <= last and day.month == begin.month:
            day += timedelta(days=1)
        yield f"{begin:%Y-%m}", f"{begin:%d}", f"{day - timedelta(days=1):%d}"
