"""Accounts, and what their button shows."""

from chalicelib.domain.account import Account
from chalicelib.domain.pace import UNKNOWN
from chalicelib.store import accounts
from tests.store.cast import an_account


def test_an_account_comes_back_as_it_was_put() -> None:
    name = an_account()
    accounts.put(Account(name, "Shop", frozenset({"https://a.test", "https://b.test"})))

    assert accounts.get(name) == Account(
        name, "Shop", frozenset({"https://a.test", "https://b.test"})
    )
    assert accounts.get("nobody") is None


def test_putting_an_account_again_keeps_what_its_button_shows() -> None:
    name = an_account()
    accounts.put(Account(name, "Shop", frozenset({"https://a.test"})))
    accounts.set_availability(name, "busy", 5)

    accounts.put(Account(name, "New name", frozenset({"https://c.test"})))

    found = accounts.get(name)
    assert found
    assert (found.name, found.origins) == ("New name", frozenset({"https://c.test"}))
    assert (found.availability, found.availability_at) == ("busy", 5)


def test_an_older_state_of_the_button_does_not_replace_a_later_one() -> None:
    name = an_account()
    accounts.put(Account(name, "Shop", frozenset({"https://a.test"})))
    assert accounts.set_availability(name + "x", "busy", 9) is False
    assert accounts.get(name + "x") is None

    noted = [accounts.set_availability(name, state, at) for state, at in (("busy", 9), ("x", 8))]

    found = accounts.get(name)
    assert noted == [True, False]
    assert found
    assert found.availability == "busy"


def test_how_chats_go_is_kept_and_no_account_is_made_by_it() -> None:
    name = an_account()
    pace = UNKNOWN.after_chat(61_500).after_chat(59_000).after_wait(1, left=True)
    accounts.learn(name, lambda _: pace)
    assert accounts.get(name) is None
    accounts.put(Account(name, "Shop", frozenset({"https://a.test"})))

    accounts.learn(name, lambda _: pace)

    found = accounts.get(name)
    assert found
    assert found.pace == pace


def test_what_the_button_tells_is_kept_and_forgotten_with_its_state() -> None:
    name = an_account()
    accounts.put(Account(name, "Shop", frozenset({"https://a.test"})))
    accounts.set_availability(name, "offline", 5, '{"opens": 9}', 9)
    closed = accounts.get(name)

    accounts.set_availability(name, "online", 6)

    opened = accounts.get(name)
    assert closed
    assert opened
    assert (closed.shown, closed.hours_watch) == ('{"opens": 9}', 9)
    assert (opened.shown, opened.hours_watch) == ("", 0)
