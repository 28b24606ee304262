"""Data keys: wrapped by KMS for one account of one stage, kept with it."""

import pytest

from chalicelib.domain.data_key import Ring, Wrapped
from chalicelib.domain.error import KeyDisabled, NotReadable, Unavailable
from chalicelib.services import accounts
from chalicelib.store import data_keys
from tests.stage import Stage
from tests.vault import Vault

NONE = Ring("demo", {})


@pytest.fixture
def vault(stage: Stage) -> Vault:
    """The stage's key."""
    return Vault()


def test_a_key_opens_to_the_same_256_bits(vault: Vault) -> None:
    first, second = (Wrapped("demo", n, data_keys.make("demo")) for n in (1, 2))

    assert len(data_keys.unwrap(first)) == 32
    assert data_keys.unwrap(first) == data_keys.unwrap(first) != data_keys.unwrap(second)


def test_a_key_of_another_account_does_not_open(vault: Vault) -> None:
    theirs = data_keys.make("acme")

    with pytest.raises(NotReadable):
        data_keys.unwrap(Wrapped("demo", 1, theirs))


def test_a_key_that_is_switched_off_is_named_so(vault: Vault) -> None:
    made = Wrapped("demo", 1, data_keys.make("demo"))

    with vault.off(), pytest.raises(KeyDisabled, match="switch it on"):
        data_keys.unwrap(made)
    with vault.off(), pytest.raises(KeyDisabled):
        data_keys.make("demo")


def test_without_an_answer_one_is_asked_to_try_again(vault: Vault) -> None:
    with vault.away(), pytest.raises(Unavailable, match="Try again"):
        data_keys.make("demo")


def test_of_two_who_add_a_key_at_once_one_is_told(stage: Stage) -> None:
    first, second = NONE.and_new("first"), NONE.and_new("second")

    assert data_keys.add(NONE, first)
    assert not data_keys.add(NONE, second)
    assert data_keys.ring("demo").blobs == {"1": "first"}
    assert data_keys.add(first, first.and_new("third"))
    assert data_keys.ring("demo").newest == Wrapped("demo", 2, "third")


def test_an_account_that_is_not_there_is_not_made(stage: Stage) -> None:
    nobody = Ring("nobody", {})

    assert not data_keys.add(nobody, nobody.and_new("blob"))
    assert data_keys.ring("nobody").blobs == {}


def test_settings_and_site_changes_keep_the_keys(stage: Stage) -> None:
    data_keys.add(NONE, NONE.and_new("first"))
    accounts.open_account(account="demo", name="Demo", origins=["https://other.test"])

    assert data_keys.ring("demo").blobs == {"1": "first"}
