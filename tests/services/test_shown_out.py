"""Consoles that are told of other rights, or closed: of few agents and of many, of those who answer
chats and of those who do not."""

from chalicelib.domain.agent import LEASE_MS
from chalicelib.handlers import boundary
from chalicelib.services import accounts, agents, config, roles
from chalicelib.services.agents import Profile
from tests.services.cast import SECOND, act, agent, start
from tests.stage import Stage, pairs


def test_who_answers_no_chats_is_kept_without_lease_queue_or_chat(stage: Stage) -> None:
    console = reader(stage)
    stage.send(console, action="ping", renew=True)
    start(stage)

    codes = [frame["code"] for frame in stage.frames(console, "error")]
    assert codes == ["not_allowed", "not_allowed"]
    assert (agent("ag_ada").sockets, agent("ag_ada").lease) == (frozenset({console}), 0)
    assert {frame["event"] for frame in stage.inbox[console]} == {"error", "pong"}
    stage.close(console)
    assert agent("ag_ada").sockets == frozenset()


def test_who_answers_no_chats_hears_of_other_rights_and_of_the_end(stage: Stage) -> None:
    console = reader(stage)
    role = agent("ag_ada").role

    more = frozenset({"people.read", "chats.answer"})
    boundary.deliver(roles.change(act(), role, "1", None, more, stage.now).events, stage.now)
    assert len(stage.frames(console, "status")) == 1
    (welcome,) = stage.send(console, action="hello")
    assert welcome["event"] == "welcome"
    boundary.deliver(agents.deactivate(act(), "ag_ada").events, stage.now)

    assert console in stage.gone


def test_who_answers_no_chats_is_shown_out_by_deactivation_too(stage: Stage) -> None:
    console = reader(stage)
    boundary.deliver(agents.deactivate(act(), "ag_ada").events, stage.now)

    assert console in stage.gone
    assert agent("ag_ada").sockets == frozenset()


def test_beyond_the_first_fifty_everybody_is_shown_out_by_a_reminder(stage: Stage) -> None:
    """As many as never fit into one request; some of them answer no chats."""
    role = roles.create(act(), "Readers", frozenset({"people.read"})).id
    consoles = []
    for number in range(53):
        name = f"a{number:02}"
        stage.add_agent(name)
        if number % 2:
            agents.change(act(), f"ag_{name}", "0", Profile(role=role))
        consoles.append(stage.open_agent(f"ag_{name}", online=False))
    stage.reminders.clear()
    asked = accounts.change(act(), "0", {"mfa_required": True})
    boundary.deliver(asked.events, stage.now)
    at_once = stage.gone.intersection(consoles)

    for deadline in list(stage.reminders):
        stage.remind(deadline)

    assert len(at_once) == 50
    assert stage.gone.issuperset(consoles)


def test_who_may_not_stay_is_found_by_the_next_look_at_their_lease(stage: Stage) -> None:
    """Whoever changed the account died before showing anybody out."""
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    accounts.change(act(), "0", {"mfa_required": True})
    for _ in range(2):
        stage.pass_time(20 * SECOND)
        stage.send(console, action="ping", renew=True)
    assert console not in stage.gone

    stage.pass_time(LEASE_MS - 40 * SECOND)

    assert console in stage.gone
    assert (agent("ag_ada").status, stage.load("ag_ada")) == ("away", frozenset())
    assert stage.chat(chat).state == "waiting"


def test_an_applied_configuration_is_told_to_the_consoles_it_is_about(stage: Stage) -> None:
    """One agent gets another limit, one another right, one nothing."""
    role = roles.create(act(), "Answerers", frozenset({"chats.answer"})).id
    told = {}
    for name in ("Ada", "Ben", "Cleo"):
        stage.add_agent(name)
        if name == "Ben":
            agents.change(act(), "ag_ben", "0", Profile(role=role))
        told[name] = stage.open_agent(f"ag_{name.lower()}")
        stage.inbox[told[name]].clear()
    wanted = config.export("demo")
    wanted["agents"]["ag_ada"]["max_chats"] = 7
    wanted["roles"][role]["permissions"] = ["chats.answer", "people.read"]

    boundary.deliver(config.apply(act(), wanted).events, stage.now)

    heard = {name: pairs(stage.frames(told[name], "status"), "max_chats") for name in told}
    assert heard == {"Ada": [(7,)], "Ben": [(2,)], "Cleo": []}
    wanted["settings"]["mfa_required"] = True
    boundary.deliver(config.apply(act(), wanted).events, stage.now)
    assert stage.gone.issuperset(told.values())


def reader(stage: Stage) -> str:
    """A console of Ada's, who may see people and no more; they tried to go online."""
    role = roles.create(act(), "Readers", frozenset({"people.read"}))
    agents.change(act(), stage.add_agent("Ada"), "0", Profile(role=role.id))
    return stage.open_agent("ag_ada")
