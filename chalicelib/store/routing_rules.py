"""Routing rules, and how many chats of their shares groups were given. Called by services; which
rules there are, in which order, stands with their account."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from pynamodb.expressions.update import Action

from chalicelib.domain.account import Account
from chalicelib.domain.routing_rule import RoutingRule, rule_of, rule_record
from chalicelib.store.admin_tables import RoutingRuleItem
from chalicelib.store.writes import Refused, Write, update

_GIVEN = "given#"


def of_account(account: Account) -> list[RoutingRule]:
    """The rules of an account, in their order."""
    found = RoutingRuleItem.query(
        account.id, RoutingRuleItem.id.startswith("rr_"), consistent_read=True
    )
    rules = {item.id: _rule(item) for item in found}
    return [rules[name] for name in account.rules if name in rules]


def putting(rule: RoutingRule, before: RoutingRule | None = None) -> Write:
    """The write that keeps a rule, new or changed since `before`, to be joined with the one that
    orders them."""
    told = json.dumps(rule_record(rule), ensure_ascii=False, separators=(",", ":"))
    if before is None:
        item = RoutingRuleItem(rule.account, rule.id, told=told, version=rule.version)
        return lambda t: t.save(item, condition=RoutingRuleItem.id.does_not_exist())
    item = RoutingRuleItem(rule.account, rule.id)
    actions: list[Action] = [
        RoutingRuleItem.told.set(told),
        RoutingRuleItem.version.set(before.version + 1),
    ]
    unchanged = RoutingRuleItem.version == before.version
    return lambda t: t.update(item, actions, condition=unchanged)


def removing(rule: RoutingRule) -> Write:
    """The write that removes a rule."""
    item = RoutingRuleItem(rule.account, rule.id)
    return lambda t: t.delete(item, condition=RoutingRuleItem.id.exists())


def given(account: str, now: int) -> dict[str, int]:
    """How many chats of a share each group was given today, by `share_name`.

    Only today's: a group that was away for days must not get all that it missed.
    """
    found = RoutingRuleItem.query(account, RoutingRuleItem.id.startswith(_GIVEN))
    return {
        item.id.removeprefix(_GIVEN): int(item.given or 0)
        for item in found
        if item.day == _day(now)
    }


def count(account: str, names: Iterable[str], now: int, by: int = 1) -> None:
    """Count a chat under these names of shares, or take it from them again. If the answer is lost
    it counts twice, or never: shares are a mean."""
    for name in names:
        key, day = (account, _GIVEN + name), RoutingRuleItem.day
        try:
            update(RoutingRuleItem, key, [RoutingRuleItem.given.add(by)], day == _day(now))
        except Refused:
            first = [day.set(_day(now)), RoutingRuleItem.given.set(max(by, 0))]
            update(RoutingRuleItem, key, first)


def forget_given(account: str, rule: str) -> None:
    """Begin to count a rule's shares anew: they changed, or the rule is gone."""
    mine = RoutingRuleItem.id.startswith(f"{_GIVEN}{rule}/")
    for item in RoutingRuleItem.query(account, mine):
        item.delete()


def _rule(item: RoutingRuleItem) -> RoutingRule:
    told: Mapping[str, object] = json.loads(item.told)
    return rule_of(item.account, item.id, told, int(item.version))


def _day(now: int) -> str:
    return f"{datetime.fromtimestamp(now / 1000, UTC):%Y-%m-%d}"
