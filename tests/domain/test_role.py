"""Roles: what the built-in ones may, each less than the one above it."""

from chalicelib.domain.role import BUILT_IN, PERMISSIONS, Role, built_in


def test_an_admin_may_all_and_a_manager_more_than_an_agent() -> None:
    assert BUILT_IN["admin"] == frozenset(PERMISSIONS)
    assert BUILT_IN["agent"] < BUILT_IN["manager"] < BUILT_IN["admin"]


def test_no_built_in_role_below_admin_may_make_itself_one() -> None:
    for name in ("manager", "agent"):
        assert not BUILT_IN[name] & {"roles.write", "keys.write", "config.write"}


def test_every_account_has_the_built_in_roles() -> None:
    assert [role.id for role in built_in("demo") if role.built_in] == ["admin", "manager", "agent"]
    assert not Role("demo", "ro_a", "Own", frozenset()).built_in
