"""API keys: found by the hashes of their secrets, as long as these open them."""

import pytest

from chalicelib.domain.api_key import ApiKey
from chalicelib.domain.error import Conflict
from chalicelib.store import api_keys
from tests.services.cast import act
from tests.store.cast import NOW, an_account


def a_key(account: str) -> ApiKey:
    """A key that is kept."""
    key = ApiKey(account, "ke_a", "CRM", frozenset({"chats.read"}), NOW, 0, "last", f"{account}-1")
    api_keys.create(key, act(now=NOW, account=account).entry("a", "ke_a"))
    return key


def rotated(key: ApiKey, secret: str) -> ApiKey:
    """The key with another secret."""
    after = key._replace(secret=secret, old=key.secret, old_until=NOW, version=key.version + 1)
    api_keys.rotate(key, after, act(now=NOW, account=key.account).entry("b", "ke_a"))
    return after


def test_a_secret_leads_to_its_key() -> None:
    key = a_key(an_account())

    assert api_keys.owner(key.secret) == (key.account, "ke_a")
    assert api_keys.owner("nothing") is None
    assert api_keys.get(key.account, "ke_a") == key
    assert api_keys.of_account(key.account) == [key]


def test_the_secret_before_last_leads_nowhere() -> None:
    first = a_key(an_account())
    third = rotated(rotated(first, f"{first.account}-2"), f"{first.account}-3")

    found = [api_keys.owner(f"{first.account}-{n}") is not None for n in (1, 2, 3)]

    assert found == [False, True, True]
    assert api_keys.get(first.account, "ke_a") == third


def test_a_revoked_keys_secrets_lead_nowhere() -> None:
    key = rotated(a_key(an_account()), "another")

    api_keys.remove(key, act(now=NOW, account=key.account).entry("c", "ke_a"))

    assert api_keys.get(key.account, "ke_a") is None
    assert [api_keys.owner(secret) for secret in (key.secret, key.old)] == [None, None]


def test_of_two_rotations_at_once_one_stands() -> None:
    key = a_key(an_account())
    rotated(key, "winner")

    with pytest.raises(Conflict):
        rotated(key, "loser")

    assert api_keys.owner("loser") is None
