"""Agents as admins see them: invited once, changed within limits, shown out at once."""

from dataclasses import replace

import pytest

from chalicelib.domain.error import (
    EmailTaken,
    LastAdmin,
    NoSuchAgent,
    NoSuchGroup,
    NotAllowed,
    Outdated,
)
from chalicelib.domain.event import Push, SignInSwitched
from chalicelib.domain.role import BUILT_IN
from chalicelib.handlers import boundary
from chalicelib.services import access, accounts, agents, audit, groups, roles, skills
from chalicelib.services.agents import Profile
from tests.services.cast import act, agent, set_limit, start
from tests.stage import Stage


class Directory:
    """Sign-ins in memory."""

    def __init__(self) -> None:
        self.subjects: dict[str, str] = {}
        self.mailed: list[str] = []

    def sign_up(self, email: str) -> str:
        if email not in self.subjects:
            self.mailed.append(email)
        return self.subjects.setdefault(email, f"subject-{len(self.subjects)}")

    def invite(self, email: str) -> None:
        self.mailed.append(email)


NEW = Profile("Dora", "agent", None, frozenset(), frozenset())


def test_raising_a_limit_hands_out_who_waits(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, second = start(stage, 0)[0], start(stage, 1)[0]

    outcome = set_limit("ag_ada", 2, stage.now)
    boundary.deliver(outcome.events, stage.now)

    assert stage.load("ag_ada") == {first, second}
    assert stage.frames(console, "status")[-1] == {
        "event": "status",
        "status": "online",
        "max_chats": 2,
    }


def test_lowering_a_limit_takes_no_chat_away_and_gives_none(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada", max_chats=2))
    held = {start(stage, index)[0] for index in (0, 1)}

    set_limit("ag_ada", 1, stage.now)
    start(stage, 2)

    assert stage.load("ag_ada") == held


def test_a_limit_is_told_to_the_agents_own_consoles_only(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"), online=False)
    stage.open_agent(stage.add_agent("Ben"), online=False)

    outcome = set_limit("ag_ada", 5, stage.now)

    told = [event for event in outcome.events if isinstance(event, Push)]
    assert [push.to for push in told] == [(ada,)]


def test_a_new_role_is_told_to_the_agents_own_consoles(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"), online=False)
    stage.open_agent(stage.add_agent("Ben"), online=False)

    outcome = agents.change(act("admin"), "ag_ada", "0", Profile(role="manager"))

    assert [push.to for push in outcome.events if isinstance(push, Push)] == [(ada,)]


def test_an_invited_agent_is_mailed_and_may_sign_in(stage: Stage) -> None:
    directory = Directory()
    group = groups.create(act(), "North")
    profile = NEW._replace(groups=frozenset({group.id}))

    made = agents.invite(act(), "dora@parley.test", profile, directory)

    assert agent(made.id) == made
    assert (made.max_chats, made.groups) == (3, {group.id})
    assert directory.mailed == ["dora@parley.test"]
    assert accounts.signed_in("subject-0") == ("demo", made.id)


def test_an_invite_asked_twice_with_one_seed_makes_one_agent(stage: Stage) -> None:
    directory, asked = Directory(), act()

    first = agents.invite(asked, "dora@parley.test", NEW, directory)
    again = agents.invite(asked, "dora@parley.test", NEW, directory)

    assert first == again
    assert [one.id for one in agents.listed("demo", "", 50).items] == [first.id]


def test_an_address_signs_in_to_one_account_only(stage: Stage) -> None:
    directory = Directory()
    agents.invite(act(), "dora@parley.test", NEW, directory)

    with pytest.raises(EmailTaken):
        agents.invite(act(), "dora@parley.test", NEW, directory)

    assert len(agents.listed("demo", "", 50).items) == 1


def test_an_invite_that_died_halfway_is_finished_by_the_next(stage: Stage) -> None:
    directory = Directory()
    directory.sign_up("dora@parley.test")

    made = agents.invite(act(), "dora@parley.test", NEW, directory)

    assert accounts.signed_in("subject-0") == ("demo", made.id)


def test_nobody_gives_a_role_above_their_own(stage: Stage) -> None:
    stage.add_agent("Ada")
    directory = Directory()

    with pytest.raises(NotAllowed):
        agents.invite(act("manager"), "dora@parley.test", NEW._replace(role="admin"), directory)
    with pytest.raises(NotAllowed):
        agents.change(act("manager"), "ag_ada", "0", Profile(role="admin"))

    assert directory.mailed == []
    assert agent("ag_ada").role == "agent"


def test_nobody_touches_who_may_more(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Other", role="admin")

    for refused in (
        lambda: agents.change(act("manager"), "ag_boss", "0", Profile(name="X")),
        lambda: agents.deactivate(act("manager"), "ag_boss"),
        lambda: agents.reactivate(act("manager"), "ag_boss"),
        lambda: agents.send_invite(act("manager"), "ag_boss", Directory()),
    ):
        with pytest.raises(NotAllowed):
            refused()

    assert agent("ag_boss") == replace(agent("ag_boss"), name="Boss", deactivated=0, version=0)


def test_what_is_given_must_be_there(stage: Stage) -> None:
    stage.add_agent("Ada")

    with pytest.raises(NoSuchGroup):
        agents.change(act(), "ag_ada", "0", Profile(groups=frozenset({"gr_" + "a" * 26})))
    with pytest.raises(NoSuchAgent):
        agents.change(act(), "ag_nobody", "0", Profile(name="X"))


def test_of_two_changes_of_one_version_the_second_is_refused(stage: Stage) -> None:
    stage.add_agent("Ada")

    agents.change(act(), "ag_ada", "0", Profile(name="Ada L"))
    with pytest.raises(Outdated):
        agents.change(act(), "ag_ada", "0", Profile(name="Other"))

    assert agent("ag_ada").name == "Ada L"


def test_the_same_change_again_after_a_lost_answer_is_one(stage: Stage) -> None:
    stage.add_agent("Ada")
    asked = act()

    agents.change(asked, "ag_ada", "0", Profile(name="Ada L"))
    again = agents.change(asked, "ag_ada", "0", Profile(name="Ada L")).value

    assert (again.name, again.version) == ("Ada L", 1)


def test_the_last_admin_stays(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Other", role="admin")
    agents.deactivate(act(by="ag_other"), "ag_other")

    with pytest.raises(LastAdmin):
        agents.deactivate(act(), "ag_boss")
    with pytest.raises(LastAdmin):
        agents.change(act(), "ag_boss", "0", Profile(role="agent"))

    assert agent("ag_boss").active
    agents.reactivate(act(), "ag_other")
    agents.change(act(), "ag_boss", "0", Profile(role="agent"))


def test_a_deactivated_agent_is_out_at_once(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    ben = stage.add_agent("Ben")
    stage.open_agent(ben)

    outcome = agents.deactivate(act(), "ag_ada")
    events = [event for event in outcome.events if not isinstance(event, SignInSwitched)]
    boundary.deliver(events, stage.now)

    assert console in stage.gone
    assert stage.load("ag_ada") == frozenset()
    assert stage.load(ben) == {chat}
    assert SignInSwitched("ada@parley.test", on=False) in outcome.events


def test_no_frame_of_a_deactivated_agent_is_taken_even_if_the_socket_stayed(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.send(console, action="join", chat=chat, client="adaaaaaa")

    agents.deactivate(act(), "ag_ada")

    for frame in (
        {"action": "hello"},
        {"action": "status", "status": "online"},
        {"action": "join", "chat": chat, "client": "adaaaaaa"},
        {"action": "post", "chat": chat, "client": "adaaaaaa", "n": 1, "text": "Still here"},
    ):
        (answer,) = stage.send(console, **frame)
        assert answer["code"] in ("unauthenticated", "not_joined", "no_such_chat")
    assert "Still here" not in stage.lines(chat)


def test_who_died_before_showing_them_out_is_made_up_for_by_the_sweep(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_agent("Boss", role="admin")
    console = stage.open_agent(stage.add_agent("Ada"))
    start(stage)
    monkeypatch.setattr(agents.presence, "dismiss", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        agents.deactivate(act(now=stage.now), "ag_ada")
    monkeypatch.undo()

    stage.pass_time(1)

    assert console in stage.gone
    assert stage.load("ag_ada") == frozenset()


def test_deactivating_twice_is_deactivating_once(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")

    first = agents.deactivate(act(), "ag_ada").value
    again = agents.deactivate(act(), "ag_ada").value

    assert (again.deactivated, again.version) == (first.deactivated, 1)


def test_a_role_that_does_not_answer_chats_shows_the_agent_out(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    start(stage)
    readers = roles.create(act(), "Readers", frozenset({"chats.read"}))

    outcome = agents.change(act(), "ag_ada", "0", Profile(role=readers.id))
    boundary.deliver(outcome.events, stage.now)

    assert console in stage.gone
    assert stage.load("ag_ada") == frozenset()
    again = stage.open_agent("ag_ada", online=False)
    assert stage.frames(again, "error")[-1]["code"] == "not_allowed"


def test_agents_are_counted_by_what_they_have(stage: Stage) -> None:
    skill = skills.create(act(), "French")
    stage.add_agent("Boss", role="admin")
    for name in ("Ada", "Ben"):
        agents.change(act(), stage.add_agent(name), "0", Profile(skills=frozenset({skill.id})))
    agents.deactivate(act(), "ag_ben")

    counts = agents.counts("demo")

    assert counts.roles == {"admin": 1, "agent": 1}
    assert counts.skills == {skill.id: 1}


def test_every_change_is_in_the_audit_trail(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    directory = Directory()

    made = agents.invite(act(now=1), "dora@parley.test", NEW, directory)
    agents.change(act(now=2), "ag_ada", "0", Profile(name="Ada L", max_chats=2))
    agents.deactivate(act(now=3), "ag_ada")
    agents.reactivate(act(now=4), "ag_ada")
    agents.send_invite(act(now=5), "ag_ada", directory)

    found = audit.entries("demo", "", 50, 10).items
    assert [(entry.action, entry.object) for entry in found] == [
        ("agent.invite_again", "ag_ada"),
        ("agent.reactivate", "ag_ada"),
        ("agent.deactivate", "ag_ada"),
        ("agent.change", "ag_ada"),
        ("agent.invite", made.id),
    ]
    assert (found[3].before, found[3].after) == ('{"name": "Ada"}', '{"name": "Ada L"}')
    assert {entry.ip for entry in found} == {"203.0.113.9"}


def test_permissions_of_the_cast_are_those_of_the_built_in_roles(stage: Stage) -> None:
    stage.add_agent("Ada")

    assert access.speaker("demo", "agent", "ag_ada", stage.now).permissions == BUILT_IN["agent"]
