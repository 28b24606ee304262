"""API keys: opened by their secrets, and by nothing else."""

import pytest

from chalicelib.domain.error import Conflict, NoSuchKey, NotAllowed, Unauthenticated
from chalicelib.services import access, api_keys
from tests.services.cast import act
from tests.stage import Stage

READ = frozenset({"people.read"})


def test_a_secret_speaks_for_its_key(stage: Stage) -> None:
    key, secret = api_keys.create(act(), "CRM", READ, 0)

    account, subject = api_keys.opened_by(secret)
    speaker = access.speaker(account, "key", subject, stage.now)

    assert (speaker.kind, speaker.id, speaker.permissions) == ("key", key.id, READ)
    for wrong in ("", "pk_", secret[:-1], secret + "x", secret.upper()):
        with pytest.raises(Unauthenticated):
            api_keys.opened_by(wrong)


def test_a_key_asked_for_twice_is_one_and_its_secret_is_not_told_again(stage: Stage) -> None:
    asked = act()
    api_keys.create(asked, "CRM", READ, 0)

    with pytest.raises(Conflict, match="Rotate it"):
        api_keys.create(asked, "CRM", READ, 0)

    assert len(api_keys.listed("demo", "", 50).items) == 1


def test_nobody_makes_or_rotates_a_key_above_themselves(stage: Stage) -> None:
    key, _ = api_keys.create(act(), "All", frozenset({"keys.write"}), 0)

    with pytest.raises(NotAllowed):
        api_keys.create(act("manager"), "More", frozenset({"keys.write"}), 0)
    with pytest.raises(NotAllowed):
        api_keys.rotate(act("manager"), key.id, 0)


def test_a_key_of_another_account_is_none(stage: Stage) -> None:
    key, secret = api_keys.create(act(), "CRM", READ, 0)

    for refused in (api_keys.revoke, lambda a, k: api_keys.rotate(a, k, 0)):
        with pytest.raises(NoSuchKey):
            refused(act(account="other"), key.id)

    assert api_keys.opened_by(secret)[0] == "demo"


def test_a_key_speaks_no_more_once_it_is_revoked(stage: Stage) -> None:
    key, secret = api_keys.create(act(), "CRM", READ, 0)
    account, subject = api_keys.opened_by(secret)
    asked = act()

    api_keys.revoke(asked, key.id)
    api_keys.revoke(asked, key.id)

    with pytest.raises(Unauthenticated):
        access.speaker(account, "key", subject, stage.now)
