"""Accounts: settings change for all at once, and a suspended account is nobody's any more."""

import pytest

from chalicelib.domain.audit import command
from chalicelib.domain.connection import Bearer
from chalicelib.domain.error import (
    Conflict,
    MfaRequired,
    NotAllowed,
    Outdated,
    Suspended,
    Unauthenticated,
)
from chalicelib.domain.event import Push
from chalicelib.handlers import boundary
from chalicelib.services import access, accounts, presence
from chalicelib.store import agents as agent_store
from tests.services.cast import act, agent, set_up, start, vera
from tests.stage import SHOP, START, Stage


def test_a_new_account_is_made_once(stage: Stage) -> None:
    made = accounts.create(command("acme", "x", START, "one"), "Acme", [SHOP])

    with pytest.raises(Conflict):
        accounts.create(command("acme", "x", START, "two"), "Other", [SHOP])
    assert accounts.get("acme") == made
    assert [account.id for account in accounts.every()] == ["acme", "demo"]


def test_settings_change_and_are_live_at_once_in_this_process(stage: Stage) -> None:
    access.account("demo", stage.now)

    changed = accounts.change(act(), "0", {"grace_s": 60, "origins": ["https://new.test"]}).value

    assert changed == accounts.get("demo") == access.account("demo", stage.now)
    assert (changed.grace, changed.version) == (60_000, 1)
    with pytest.raises(NotAllowed):
        access.account_on_site("demo", SHOP, stage.now)


def test_how_chats_come_to_agents_changes_under_those_who_are_there(stage: Stage) -> None:
    set_up(accept_mode="pick")
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    assert stage.chat(chat).agent == ""

    events = accounts.change(act(), "1", {"accept_mode": "auto"}).events

    assert stage.load("ag_ada") == {chat}
    assert Push((console,), {"event": "queue", "waiting": 0, "accept_mode": "auto"}) in events


def test_of_two_changes_of_one_version_the_second_is_refused(stage: Stage) -> None:
    accounts.change(act(), "0", {"grace_s": 60})

    with pytest.raises(Outdated):
        accounts.change(act(), "0", {"grace_s": 90})

    assert accounts.get("demo").grace == 60_000


def test_a_suspended_account_is_closed_to_everybody(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada", role="admin"))
    _, window = start(stage)
    ticket = presence.ticket_for_visitor("demo", vera(0), "vs_" + "s" * 26, SHOP, stage.now)[0]

    outcome = accounts.suspend(command("demo", "installation", stage.now, "seed"))
    boundary.deliver(outcome.events, stage.now)

    assert {console, window} <= stage.gone
    assert stage.availability[-1] == "offline"
    with pytest.raises(Suspended):
        access.account_on_site("demo", SHOP, stage.now)
    with pytest.raises(Suspended):
        access.speaker("demo", "agent", "ag_ada", stage.now)
    with pytest.raises(Unauthenticated):
        presence.connect("late=", ticket, SHOP, stage.now)


def test_who_came_in_while_settings_were_remembered_is_closed_soon(stage: Stage) -> None:
    ada, before = stage.add_agent("Ada"), accounts.get("demo")
    boundary.deliver(accounts.suspend(command("demo", "x", stage.now, "s")).events, stage.now)
    access._settings["demo"] = (stage.now, before)
    late = stage.open_agent(ada, online=False)

    stage.pass_time(10_000)

    assert late in stage.gone


def test_no_frame_of_an_agent_is_taken_while_their_account_is_suspended(stage: Stage) -> None:
    late = stage._open(Bearer("demo", "agent", stage.add_agent("Ada")))
    accounts.suspend(command("demo", "x", stage.now, "s"))

    for frame in ({"action": "hello"}, {"action": "status", "status": "online"}):
        assert stage.send(late, **frame)[0]["code"] == "suspended"


def test_a_resumed_account_runs_again(stage: Stage) -> None:
    accounts.suspend(command("demo", "x", stage.now, "one"))

    accounts.resume(command("demo", "x", stage.now, "two"))

    assert access.account_on_site("demo", SHOP, stage.now).suspended == 0
    assert accounts.settle_suspended("demo", stage.now) == []


def test_a_sign_in_is_its_agents_and_nobody_elses(stage: Stage) -> None:
    stage.add_agent("Ada")

    assert accounts.signed_in("subject-Ada") == ("demo", "ag_ada")
    with pytest.raises(Unauthenticated):
        accounts.signed_in("subject-Nobody")


def test_who_lacks_a_second_step_is_shown_out_when_it_is_asked_for(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    safe = stage.open_agent(stage.add_agent("Ben"))
    agent_store.set_factor(agent("ag_ben"), there=True)

    outcome = accounts.change(act(), "0", {"mfa_required": True})
    boundary.deliver(outcome.events, stage.now)

    assert console in stage.gone
    assert safe not in stage.gone
    with pytest.raises(MfaRequired):
        presence.ticket_for_agent(agent("ag_ada"), SHOP, stage.now)
