"""Data keys at hand: made when something is first kept, opened once in five minutes."""

import pytest

from chalicelib.domain.account import Account
from chalicelib.domain.error import KeyDisabled, NotReadable, Unavailable
from chalicelib.services import audit, data_keys
from chalicelib.store import data_keys as key_store
from tests.services.cast import MINUTE, act
from tests.stage import START, Stage
from tests.vault import Vault

KEEPING = Account("demo", "Demo", frozenset(), keep_patterns=frozenset({"order"}))


@pytest.fixture
def vault(stage: Stage) -> Vault:
    """The stage's key, and a data key of the account."""
    vault = Vault()
    data_keys.prepare(KEEPING)
    return vault


def test_who_keeps_nothing_has_no_key(stage: Stage) -> None:
    data_keys.prepare(Account("demo", "Demo", frozenset()))

    assert key_store.ring("demo").blobs == {}
    with pytest.raises(Unavailable, match="Save its masking settings again"):
        data_keys.newest("demo", START)


def test_the_first_key_is_made_once(vault: Vault) -> None:
    before = key_store.ring("demo")
    data_keys.prepare(KEEPING)

    assert key_store.ring("demo") == before
    assert before.newest
    assert before.newest.version == 1


def test_a_key_at_hand_lasts_five_minutes_without_its_guard(vault: Vault) -> None:
    version, key = data_keys.newest("demo", START)
    assert data_keys.KEPT_MS <= 5 * MINUTE

    for failing in (vault.away, vault.off):
        with failing():
            assert data_keys.newest("demo", START + data_keys.KEPT_MS - 1) == (version, key)
            assert data_keys.of_version("demo", 1, START + data_keys.KEPT_MS - 1) == key
    with vault.away(), pytest.raises(Unavailable):
        data_keys.newest("demo", START + data_keys.KEPT_MS)
    with vault.off(), pytest.raises(KeyDisabled):
        data_keys.of_version("demo", 1, START + data_keys.KEPT_MS)
    assert data_keys.newest("demo", START + data_keys.KEPT_MS) == (version, key)


def test_a_new_key_seals_and_the_old_one_opens(vault: Vault) -> None:
    _, old = data_keys.newest("demo", START)

    assert data_keys.renew(act()) == 2

    version, new = data_keys.newest("demo", START)
    assert (version, new != old) == (2, True)
    assert data_keys.of_version("demo", 1, START) == old
    (entry,) = audit.entries("demo", "", 10, START).items
    assert (entry.action, entry.object) == ("data-key.renew", "demo 2")


def test_another_process_hears_of_a_new_key(vault: Vault) -> None:
    data_keys.newest("demo", START)
    ring = key_store.ring("demo")
    key_store.add(ring, ring.and_new(key_store.make("demo")))

    assert len(data_keys.of_version("demo", 2, START)) == 32
    assert data_keys.newest("demo", START + 4_000)[0] == 2


def test_a_key_that_never_was_opens_nothing(vault: Vault) -> None:
    with pytest.raises(NotReadable):
        data_keys.of_version("demo", 7, START)
