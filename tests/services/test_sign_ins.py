"""What an account asks of sign-ins: nothing unless it is set, then each time."""

import pytest

from chalicelib.domain.error import MfaRequired, Unauthenticated
from chalicelib.services import access, accounts, agents, sign_ins
from tests.services.cast import act, agent
from tests.stage import Stage

DAY = 86_400_000


class Directory:
    """Sign-ins in memory."""

    def __init__(self) -> None:
        self.factor = False
        self.expired: list[str] = []
        self.asked = 0

    def has_factor(self, email: str) -> bool:
        self.asked += 1
        return self.factor

    def sign_up(self, email: str) -> str:
        return f"sub-{email}"

    def invite(self, email: str) -> None:
        """Mailed."""

    def expire_password(self, email: str) -> None:
        self.expired.append(email)


@pytest.fixture
def ada(stage: Stage) -> str:
    """An agent beside an admin."""
    stage.add_agent("Boss", role="admin")
    return stage.add_agent("Ada")


def test_nothing_is_asked_where_nothing_is_set(stage: Stage, ada: str) -> None:
    directory = Directory()

    sign_ins.keep_rules("demo", ada, directory, stage.now)

    assert directory.asked == 0
    assert access.speaker("demo", "agent", ada, stage.now).id == ada


def test_without_a_second_factor_nobody_gets_in_where_it_is_asked_for(
    stage: Stage, ada: str
) -> None:
    directory = Directory()
    accounts.change(act(), "0", {"mfa_required": True})

    sign_ins.keep_rules("demo", ada, directory, stage.now)
    with pytest.raises(MfaRequired):
        access.speaker("demo", "agent", ada, stage.now)
    directory.factor = True
    sign_ins.keep_rules("demo", ada, directory, stage.now)

    assert access.speaker("demo", "agent", ada, stage.now).id == ada
    directory.factor = False
    sign_ins.keep_rules("demo", ada, directory, stage.now)
    with pytest.raises(MfaRequired):
        access.speaker("demo", "agent", ada, stage.now)


def test_an_old_password_has_to_be_replaced_once(stage: Stage, ada: str) -> None:
    directory = Directory()
    accounts.change(act(), "0", {"password_days": 90})

    for days in (0, 89, 90, 91, 179, 180):
        sign_ins.keep_rules("demo", ada, directory, stage.now + days * DAY)

    assert directory.expired == ["ada@parley.test"] * 2
    assert agent(ada).password_at == stage.now + 180 * DAY


def test_an_admins_new_invite_begins_the_passwords_days_anew(stage: Stage, ada: str) -> None:
    directory = Directory()
    accounts.change(act(), "0", {"password_days": 90})
    sign_ins.keep_rules("demo", ada, directory, stage.now)

    agents.send_invite(act(now=stage.now + 60 * DAY), ada, directory)
    for days in (91, 149):
        sign_ins.keep_rules("demo", ada, directory, stage.now + days * DAY)
    assert directory.expired == []

    sign_ins.keep_rules("demo", ada, directory, stage.now + 150 * DAY)
    assert directory.expired == ["ada@parley.test"]


def test_who_was_just_invited_has_a_new_password(stage: Stage) -> None:
    """It counts from the invite, whenever the account begins to ask."""
    directory = Directory()
    stage.add_agent("Boss", role="admin")
    invited = agents.invite(
        act(now=stage.now), "dora@parley.test", agents.Profile("Dora", "agent"), directory
    )
    accounts.change(act(), "0", {"password_days": 90})

    for days in (30, 89):
        sign_ins.keep_rules("demo", invited.id, directory, stage.now + days * DAY)
    assert directory.expired == []

    sign_ins.keep_rules("demo", invited.id, directory, stage.now + 90 * DAY)
    assert directory.expired == ["dora@parley.test"]


def test_who_is_deactivated_is_not_let_in(stage: Stage, ada: str) -> None:
    accounts.change(act(), "0", {"password_days": 90})
    agents.deactivate(act(), ada)

    with pytest.raises(Unauthenticated):
        sign_ins.keep_rules("demo", ada, Directory(), stage.now)
