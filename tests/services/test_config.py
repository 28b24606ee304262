"""A configuration applied: whole or not at all, whatever comes in between."""

from copy import deepcopy
from typing import Any

import pytest

from chalicelib.domain.error import BadConfig, NotAllowed
from chalicelib.handlers import boundary
from chalicelib.services import accounts, agents, config, groups, roles
from chalicelib.services.agents import Profile
from chalicelib.store import audit as audit_store
from tests.services.cast import act, agent, start
from tests.stage import Stage


@pytest.fixture
def wanted(stage: Stage) -> Any:
    """The document of an account with a group, a role and two agents, to be edited."""
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    groups.create(act(), "North")
    roles.create(act(), "Answerers", frozenset({"chats.answer"}))
    return config.export("demo")


def test_somebody_who_changes_the_same_meanwhile_is_not_overwritten_blindly(
    stage: Stage, wanted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted["agents"]["ag_ada"]["max_chats"] = 9
    put = config.transact
    rivals = [lambda: agents.change(act(), "ag_ada", "0", Profile(name="Ada L"))]

    def meanwhile(writes: Any) -> None:
        if rivals:
            rivals.pop()()
        put(writes)

    monkeypatch.setattr(config, "transact", meanwhile)
    config.apply(act(), wanted)

    assert (agent("ag_ada").name, agent("ag_ada").max_chats) == ("Ada L", 9)


def test_what_fails_writes_nothing_of_it(wanted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = deepcopy(wanted)
    wanted["settings"]["grace_s"] = 60
    wanted["groups"] = {}
    monkeypatch.setattr(config, "transact", lambda _: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        config.apply(act(), wanted)

    assert config.export("demo") == before
    assert config.versions("demo", "", 10).items == []


def test_a_role_that_answers_no_more_shows_its_agents_out(stage: Stage, wanted: Any) -> None:
    (role,) = wanted["roles"]
    agents.change(act(), "ag_ada", "0", Profile(role=role))
    console = stage.open_agent("ag_ada")
    start(stage)
    wanted["roles"][role]["permissions"] = ["chats.read"]

    boundary.deliver(config.apply(act(), wanted).events, stage.now)

    assert console in stage.gone
    assert stage.load("ag_ada") == frozenset()


def test_settings_are_live_at_once_in_this_process(stage: Stage, wanted: Any) -> None:
    wanted["settings"]["max_wait_s"] = 60
    config.apply(act(), wanted)

    assert accounts.get("demo").max_wait == 60_000


def test_an_applied_document_is_in_the_audit_trail(wanted: Any) -> None:
    wanted["settings"]["grace_s"] = 60
    asked = act()

    number = config.apply(asked, wanted).value.version

    (entry,) = [
        one
        for one in audit_store.of_month("demo", asked.at, "", 50)
        if one.action == "config.apply"
    ]
    assert entry.object == f"version {number}"
    assert (entry.before, entry.after) == ('{"settings.grace_s": 20}', '{"settings.grace_s": 60}')


def test_each_part_needs_the_permission_that_its_own_route_needs(wanted: Any) -> None:
    for part, change in (
        ("settings", {"grace_s": 60}),
        ("groups", {}),
        ("roles", {}),
        ("agents", {"ag_ada": {"max_chats": 1}}),
    ):
        bare = act(permissions=frozenset({"config.read", "config.write", "chats.read"}))
        with pytest.raises(NotAllowed):
            config.apply(bare, {"parley": 1, part: change})

    assert config.export("demo") == wanted


def test_a_former_version_that_cannot_be_any_more_is_refused(stage: Stage, wanted: Any) -> None:
    (role,) = wanted["roles"]
    empty = {"parley": 1, "roles": {}}
    config.apply(act(), empty)
    config.roll_back(act(), 1)
    agents.change(act(), "ag_ada", "0", Profile(role=role))

    with pytest.raises(BadConfig, match=role):
        config.roll_back(act(), 2)
