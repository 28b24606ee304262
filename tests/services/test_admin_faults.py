"""What admins do, with the answer of any database call lost, or dying after it: done again by the
same request it is done once, and the trail tells of it once."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from chalicelib.domain.audit import Act
from chalicelib.domain.error import Conflict, NoSuchGroup, Outdated
from chalicelib.handlers import boundary
from chalicelib.services import access, accounts, agents, api_keys, config, groups, roles
from chalicelib.services.agents import Profile
from chalicelib.store import audit as audit_store
from tests.faults import ANSWER, CRASH_AFTER, Fault, Injector, no_backoff
from tests.services.cast import act, agent, start
from tests.stage import START, Stage, emulated

GROUP = "gr_" + "a" * 26


class Scene(NamedTuple):
    """An account before somebody does something, and who does it."""

    stage: Stage
    act: Act
    console: str
    group: str
    role: str
    key: str


class Deed(NamedTuple):
    """What is done, and whether it stands."""

    do: Callable[[Scene], Any]
    stands: Callable[[Scene], bool]
    action: str


class Directory:
    """Cognito, where who is known stays known."""

    def sign_up(self, email: str) -> str:
        return f"subject-{email}"

    def invite(self, email: str) -> None:
        """Nothing to see."""


def _document(scene: Scene) -> Any:
    document = config.export("demo")
    document["settings"]["grace_s"] = 77
    document["groups"] = {GROUP: {"name": "East"}}
    document["agents"]["ag_ada"]["max_chats"] = 7
    document["agents"]["ag_ben"]["groups"] = [GROUP]
    return document


def _is_out(scene: Scene) -> bool:
    gone = agent("ag_ada")
    return not gone.chats and not gone.sockets and scene.stage.load("ag_ben") != frozenset()


DEEDS = {
    "deactivate": Deed(
        lambda scene: agents.deactivate(scene.act, "ag_ada"),
        lambda scene: not agent("ag_ada").active and _is_out(scene),
        "agent.deactivate",
    ),
    "change": Deed(
        lambda scene: agents.change(scene.act, "ag_ada", "0", Profile(name="Ada L", max_chats=1)),
        lambda scene: (agent("ag_ada").name, agent("ag_ada").version) == ("Ada L", 1),
        "agent.change",
    ),
    "invite": Deed(
        lambda scene: agents.invite(
            scene.act, "dora@parley.test", Profile("Dora", "agent"), Directory()
        ),
        lambda scene: accounts.signed_in("subject-dora@parley.test")[0] == "demo",
        "agent.invite",
    ),
    "rename": Deed(
        lambda scene: groups.rename(scene.act, scene.group, "1", "South"),
        lambda scene: access.group("demo", scene.group).name == "South",
        "group.change",
    ),
    "remove": Deed(
        lambda scene: groups.remove(scene.act, scene.group),
        lambda scene: agent("ag_ben").groups == frozenset(),
        "group.remove",
    ),
    "narrow": Deed(
        lambda scene: roles.change(
            scene.act, scene.role, "1", None, frozenset({"chats.read"}), scene.stage.now
        ),
        lambda scene: access.permissions("demo", scene.role) == {"chats.read"},
        "role.change",
    ),
    "revoke": Deed(
        lambda scene: api_keys.revoke(scene.act, scene.key),
        lambda scene: not api_keys.listed("demo", "", 9).items,
        "key.revoke",
    ),
    "settings": Deed(
        lambda scene: accounts.change(scene.act, "0", {"grace_s": 77}),
        lambda scene: accounts.get("demo").grace == 77_000,
        "account.change",
    ),
    "config": Deed(
        lambda scene: config.apply(scene.act, _document(scene)),
        lambda scene: config.export("demo") == _document(scene),
        "config.apply",
    ),
    "suspend": Deed(
        lambda scene: accounts.suspend(scene.act),
        lambda scene: bool(accounts.get("demo").suspended) and scene.console in scene.stage.gone,
        "account.suspend",
    ),
}


def the_scene(stage: Stage) -> Scene:
    """Ada holds a chat, Ben is there beside her; a group, a role and a key."""
    stage.add_agent("Boss", role="admin")
    console = stage.open_agent(stage.add_agent("Ada", max_chats=2))
    start(stage)
    stage.open_agent(stage.add_agent("Ben", max_chats=2))
    group = groups.create(act(), "North").id
    role = roles.create(act(), "Readers", frozenset({"chats.read", "audit.read"})).id
    key = api_keys.create(act(), "CRM", frozenset(), 0)[0].id
    agents.change(act(), "ag_ben", "0", Profile(groups=frozenset({group})))
    return Scene(stage, act(now=stage.now), console, group, role, key)


def attempt(scene: Scene, deed: Deed) -> None:
    """Do it as a request does; what a second one is told that came too late is no harm."""
    try:
        outcome = deed.do(scene)
    except (Conflict, Outdated, NoSuchGroup):
        return
    events = getattr(outcome, "events", ())
    boundary.deliver(events, scene.stage.now)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [ANSWER, CRASH_AFTER])
@pytest.mark.parametrize("name", DEEDS)
def test_what_is_done_stands_once_whatever_is_lost(name: str, kind: str) -> None:
    deed, call, struck = DEEDS[name], 0, True
    while struck and call < 40:
        call += 2 if call > 12 else 1
        with emulated() as stage, no_backoff():
            scene = the_scene(stage)
            before = told_of(deed)
            injector = Injector(lambda: None, lambda: None)
            with injector.armed(Fault(kind, call), None):
                attempt(scene, deed)
            struck = bool(injector.struck)
            access._settings.clear()
            attempt(scene, deed)
            stage.pass_time(11_000)

            assert deed.stands(scene), f"{kind} at call {call}"
            assert told_of(deed) == before + 1
    assert call > 1


def told_of(deed: Deed) -> int:
    """How often the trail tells of it."""
    entries = audit_store.of_month("demo", START, "", 100)
    return sum(entry.action == deed.action for entry in entries)
