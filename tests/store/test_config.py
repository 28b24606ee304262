"""Versions of a configuration: numbered, packed, each number once."""

import pytest

from chalicelib.domain.config import Version
from chalicelib.domain.error import Conflict
from chalicelib.store import config
from chalicelib.store.writes import transact
from tests.store.cast import NOW, an_account


def test_versions_come_back_newest_first_and_whole() -> None:
    account = an_account()
    made = [Version(account, n, NOW + n, "ag_ada", "Ada", n) for n in (1, 2, 3)]
    for version in made:
        transact([config.putting(version, {"parley": 1, "settings": {"n": version.number}})])

    assert config.latest(account) == made[2]
    assert config.listed(account, 3, 10) == [made[1], made[0]]
    assert config.document(account, 2) == {"parley": 1, "settings": {"n": 2}}
    assert config.document(account, 9) is None
    assert config.latest(an_account()) is None


def test_of_two_versions_of_one_number_one_stands() -> None:
    version = Version(an_account(), 1, NOW, "ag_ada", "Ada", 1)
    transact([config.putting(version, {"parley": 1})])

    with pytest.raises(Conflict):
        transact([config.putting(version, {"parley": 2})])

    assert config.document(version.account, 1) == {"parley": 1}
