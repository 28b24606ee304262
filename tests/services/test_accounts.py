"""Accounts and their agents: a limit raised hands out chats at once."""

import pytest

from chalicelib.domain.error import NotAllowed, Unauthenticated
from chalicelib.domain.event import Push
from chalicelib.handlers import boundary
from chalicelib.services import accounts
from tests.services.cast import agent, start
from tests.stage import Stage


def test_raising_a_limit_hands_out_who_waits(stage: Stage) -> None:
    boss = agent(stage.add_agent("Boss", role="admin"))
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, second = start(stage, 0)[0], start(stage, 1)[0]

    outcome = accounts.set_max_chats(boss, "ag_ada", 2, stage.now)
    boundary.deliver(outcome.events, stage.now)

    assert outcome.value.max_chats == 2
    assert stage.load("ag_ada") == {first, second}
    assert stage.frames(console, "status")[-1] == {
        "event": "status",
        "status": "online",
        "max_chats": 2,
    }


def test_lowering_a_limit_takes_no_chat_away_and_gives_none(stage: Stage) -> None:
    boss = agent(stage.add_agent("Boss", role="admin"))
    stage.open_agent(stage.add_agent("Ada", max_chats=2))
    held = {start(stage, index)[0] for index in (0, 1)}

    accounts.set_max_chats(boss, "ag_ada", 1, stage.now)
    start(stage, 2)

    assert stage.load("ag_ada") == held


def test_agents_do_not_set_limits(stage: Stage) -> None:
    ada = agent(stage.add_agent("Ada", max_chats=2))

    with pytest.raises(NotAllowed):
        accounts.set_max_chats(ada, "ag_ada", 99, stage.now)

    assert agent("ag_ada").max_chats == 2


def test_a_limit_is_told_to_the_agents_own_consoles_only(stage: Stage) -> None:
    boss = agent(stage.add_agent("Boss", role="admin"))
    ada = stage.open_agent(stage.add_agent("Ada"), online=False)
    stage.open_agent(stage.add_agent("Ben"), online=False)

    outcome = accounts.set_max_chats(boss, "ag_ada", 5, stage.now)

    told = [event for event in outcome.events if isinstance(event, Push)]
    assert [push.to for push in told] == [(ada,)]


def test_a_sign_in_is_its_agents_and_nobody_elses(stage: Stage) -> None:
    stage.add_agent("Ada")

    assert accounts.signed_in("subject-Ada") == ("demo", "ag_ada")
    with pytest.raises(Unauthenticated):
        accounts.signed_in("subject-Nobody")
