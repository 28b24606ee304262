"""Routing rules as they are kept, and the shares that are counted beside them."""

from typing import Any

import pytest

from chalicelib.domain.account import Account
from chalicelib.domain.error import Conflict
from chalicelib.domain.need import Ring
from chalicelib.domain.routing_rule import Condition, RoutingRule
from chalicelib.store import accounts
from chalicelib.store import routing_rules as rules
from chalicelib.store.writes import transact
from tests.store.cast import NOW, an_account

DAY = 86_400_000


def a_rule(account: str, name: str, **fields: Any) -> RoutingRule:
    """A rule of the account."""
    return RoutingRule(account, f"rr_{name}", name, **fields)


def opened() -> Account:
    """An account without rules."""
    name = an_account()
    accounts.put(Account(name, name, frozenset()))
    return stored(name)


def stored(name: str) -> Account:
    """The account as it stands."""
    found = accounts.get(name, consistent=True)
    assert found
    return found


def keep(account: Account, *kept: RoutingRule) -> Account:
    """Keep rules in this order."""
    writes = [rules.putting(rule) for rule in kept]
    transact([*writes, accounts.ordering(account, [rule.id for rule in kept])])
    return stored(account.id)


def test_rules_come_in_the_order_that_their_account_names() -> None:
    account = opened()
    asked = (Condition("url", "contains", "/cart"),)
    first = a_rule(account.id, "b", conditions=asked, rings=(Ring(0, {"sk_a": 2}),))
    second = a_rule(account.id, "a", agent="ag_ada", agent_wait=5_000)

    account = keep(account, first, second)
    rules.count(account.id, ["rr_b/gr_a"], NOW)

    assert (account.rules, account.rules_version) == (("rr_b", "rr_a"), 1)
    assert rules.of_account(account) == [first, second]


def test_of_two_changes_of_one_version_one_stands() -> None:
    account = opened()
    rule = a_rule(account.id, "a")
    kept = keep(account, rule)

    for write in (
        accounts.ordering(account, ["rr_a"]),
        rules.putting(rule._replace(name="New"), rule._replace(version=7)),
        rules.putting(rule),
        rules.removing(a_rule(account.id, "none")),
    ):
        with pytest.raises(Conflict):
            transact([write])
    transact([rules.putting(rule._replace(name="New"), rule)])

    (changed,) = rules.of_account(kept)
    assert (changed.name, changed.version) == ("New", 2)


def test_shares_are_counted_by_the_day() -> None:
    account = opened().id
    for names in (["rr_a/gr_a", "rr_a/gr_b"], ["rr_a/gr_a"], ["rr_b/gr_a"]):
        rules.count(account, names, NOW)

    assert rules.given(account, NOW) == {"rr_a/gr_a": 2, "rr_a/gr_b": 1, "rr_b/gr_a": 1}
    assert rules.given(account, NOW + DAY) == {}
    rules.count(account, ["rr_a/gr_a"], NOW + DAY)
    assert rules.given(account, NOW + DAY) == {"rr_a/gr_a": 1}
    rules.forget_given(account, "rr_a")
    assert rules.given(account, NOW) == {"rr_b/gr_a": 1}
