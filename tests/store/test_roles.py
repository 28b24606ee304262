"""Roles: kept with what they may, even if that is nothing."""

import pytest

from chalicelib.domain.error import Conflict
from chalicelib.domain.role import Role
from chalicelib.store import roles
from tests.services.cast import act
from tests.store.cast import NOW, an_account


def test_a_role_may_lose_all_it_might() -> None:
    role = Role(an_account(), "ro_a", "Readers", frozenset({"chats.read"}), 1)
    roles.create(role, act(now=NOW, account=role.account).entry("a", "ro_a"))

    empty = role._replace(permissions=frozenset(), version=2)
    roles.change(role, empty, act(now=NOW, account=role.account).entry("b", "ro_a"))

    assert roles.get(role.account, "ro_a") == empty
    assert roles.of_account(role.account) == [empty]


def test_a_role_changed_meanwhile_is_neither_changed_nor_removed() -> None:
    role = Role(an_account(), "ro_a", "Readers", frozenset(), 1)
    roles.create(role, act(now=NOW, account=role.account).entry("a", "ro_a"))
    old = role._replace(version=0)

    with pytest.raises(Conflict):
        roles.change(old, role, act(now=NOW, account=role.account).entry("b", "ro_a"))
    with pytest.raises(Conflict):
        roles.remove(old, act(now=NOW, account=role.account).entry("c", "ro_a"))

    assert roles.get(role.account, "ro_a") == role
