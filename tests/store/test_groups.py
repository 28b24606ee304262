"""Groups: of two changes of one version one stands."""

import pytest

from chalicelib.domain.error import Conflict
from chalicelib.domain.group import Group
from chalicelib.store import audit, groups
from tests.services.cast import act
from tests.store.cast import NOW, an_account, unnamed


def test_a_group_is_made_changed_and_removed_with_its_entry() -> None:
    group = Group(an_account(), "gr_a", "North")
    entries = [act(now=NOW, account=group.account).entry(name, "gr_a") for name in "abc"]

    groups.create(group, entries[0])
    groups.change(group, "South", entries[1])
    changed = groups.get(group.account, "gr_a")
    groups.remove(group, unnamed(group.account), entries[2])

    assert changed == group._replace(name="South", version=2)
    assert groups.of_account(group.account) == []
    assert all(map(audit.stands, entries))


def test_what_is_refused_leaves_no_entry() -> None:
    group = Group(an_account(), "gr_a", "North")
    groups.create(group, act(now=NOW, account=group.account).entry("a", "gr_a"))
    entry = act(now=NOW, account=group.account).entry("b", "gr_a")

    for refused in (
        lambda: groups.create(group, entry),
        lambda: groups.change(group._replace(version=7), "South", entry),
        lambda: groups.remove(group._replace(id="gr_b"), unnamed(group.account), entry),
    ):
        with pytest.raises(Conflict):
            refused()

    assert groups.of_account(group.account) == [group]
    assert not audit.stands(entry)
