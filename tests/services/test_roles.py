"""Roles: no more than who makes them, live at once, gone only when nobody has them."""

import pytest

from chalicelib.domain.error import InUse, NoSuchRole, NotAllowed, Outdated
from chalicelib.handlers import boundary
from chalicelib.services import agents, roles
from chalicelib.services.agents import Profile
from tests.services.cast import act, start
from tests.stage import Stage

READ = frozenset({"chats.read"})
ANSWER = frozenset({"chats.answer", "chats.read"})


def test_a_role_asked_for_twice_is_one(stage: Stage) -> None:
    asked = act()

    assert roles.create(asked, "Readers", READ) == roles.create(asked, "Readers", READ)
    assert len(roles.listed("demo", "", 50).items) == 4


def test_nobody_makes_changes_or_removes_a_role_above_themselves(stage: Stage) -> None:
    keys = roles.create(act(), "Keepers", frozenset({"keys.write"}))
    read = roles.create(act(), "Readers", READ)

    for refused in (
        lambda: roles.create(act("manager"), "More", frozenset({"keys.write"})),
        lambda: roles.change(act("manager"), keys.id, "1", "Mine", None, stage.now),
        lambda: roles.change(
            act("manager"), read.id, "1", None, frozenset({"keys.write"}), stage.now
        ),
        lambda: roles.remove(act("manager"), keys.id),
        lambda: roles.change(act(), "agent", "0", None, READ, stage.now),
        lambda: roles.remove(act(), "admin"),
    ):
        with pytest.raises(NotAllowed):
            refused()

    assert set(roles.listed("demo", "manager", 50).items) == {keys, read}


def test_of_two_changes_of_one_version_the_second_is_refused(stage: Stage) -> None:
    role = roles.create(act(), "Readers", READ)
    roles.change(act(), role.id, "1", "Others", None, stage.now)

    with pytest.raises(Outdated):
        roles.change(act(), role.id, "1", "More", None, stage.now)


def test_who_may_not_answer_any_more_is_shown_out(stage: Stage) -> None:
    role = roles.create(act(), "Answerers", ANSWER)
    agents.change(act(), stage.add_agent("Ada"), "0", Profile(role=role.id))
    console = stage.open_agent("ag_ada")
    start(stage)
    bystander = stage.open_agent(stage.add_agent("Ben", max_chats=0))

    outcome = roles.change(act(), role.id, "1", None, READ, stage.now)
    boundary.deliver(outcome.events, stage.now)

    assert console in stage.gone
    assert bystander not in stage.gone
    assert stage.load("ag_ada") == frozenset()


def test_a_role_goes_when_nobody_has_it(stage: Stage) -> None:
    role = roles.create(act(), "Readers", READ)
    agents.change(act(), stage.add_agent("Ada"), "0", Profile(role=role.id))

    with pytest.raises(InUse):
        roles.remove(act(), role.id)
    agents.change(act(), "ag_ada", "1", Profile(role="agent"))
    roles.remove(act(), role.id)

    with pytest.raises(NoSuchRole):
        roles.remove(act(), role.id)


def test_new_rights_are_told_to_the_consoles_of_who_has_them(stage: Stage) -> None:
    role = roles.create(act(), "Answerers", ANSWER)
    agents.change(act(), stage.add_agent("Ada"), "0", Profile(role=role.id))
    console = stage.open_agent("ag_ada")
    told = len(stage.frames(console, "status"))

    more = roles.change(act(), role.id, "1", None, ANSWER | {"people.read"}, stage.now)
    boundary.deliver(more.events, stage.now)

    assert len(stage.frames(console, "status")) == told + 1
    assert console not in stage.gone
