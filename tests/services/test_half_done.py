"""What is left half-done by lost answers and by others who come in between, case by case."""

from dataclasses import replace

from chalicelib.domain.agent import LEASE_MS
from chalicelib.domain.connection import Bearer
from chalicelib.domain.event import Push
from chalicelib.domain.routing import Decision
from chalicelib.handlers import boundary
from chalicelib.services import chats, deadlines, routing
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import connections as connection_store
from chalicelib.store import routing as routing_store
from tests.faults import ANSWER, Fault, Injector, no_backoff
from tests.stage import Stage

HOUR = 3_600_000
VERA, ADA = "veraaaaa", "adaaaaaa"


def begin(stage: Stage) -> tuple[str, str, str]:
    """Vera talks to Ada: the chat, Vera's socket, Ada's socket."""
    console = stage.open_agent(stage.add_agent("Ada"))
    vera = stage.open_visitor()
    (joined, *_) = stage.send(vera, action="start", client=VERA)
    chat = joined["chat"]["id"]
    stage.send(console, action="join", chat=chat, client=ADA)
    return chat, vera, console


def quietly() -> None:
    """A write or a rival that is of no interest here."""


def test_a_lost_answer_to_leaving_still_ends_the_chat_in_time(stage: Stage) -> None:
    chat, vera, console = begin(stage)
    injector = Injector(quietly, quietly)
    with no_backoff():
        for call in range(1, 8):
            with injector.armed(Fault(ANSWER, call), None):
                stage.close(vera)

    for _ in range(12):
        stage.pass_time(20_000)
        stage.send(console, action="ping", renew=True)
    stage.pass_time(HOUR)

    assert stage.chat(chat).state == "ended"


def test_a_socket_that_closes_while_its_chat_starts_is_found_gone(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    vera = stage.open_visitor()
    connection_store.forget(vera)
    stage.gone.add(vera)

    bearer = Bearer("demo", "visitor", "vr_" + "v" * 26, "vs_" + "s" * 26)

    outcome = chats.start(bearer, vera, chats.Opening(VERA), stage.now)
    answer = Push((vera,), {"event": "joined", "chat": {"id": outcome.value.chat.id}})
    boundary.deliver([answer, *outcome.events], stage.now)

    (chat,) = stage.load("ag_ada")
    assert not stage.chat(chat).is_present("visitor")
    assert stage.chat(chat).away_since
    assert stage.frames(console, "assigned")


def test_an_agent_found_gone_gives_back_what_came_in_the_last_moment(stage: Stage) -> None:
    agent = stage.add_agent("Ada")
    stage.open_agent(agent)
    stage.now += LEASE_MS + 1
    stale = agent_store.get("demo", agent)
    assert stale
    vera = stage.open_visitor()
    (joined, *_) = stage.send(vera, action="start", client=VERA)
    chat = chat_store.get(joined["chat"]["id"])
    assert chat
    routing_store.assign(chat, stale, Decision(chat.id, stage.now, agent, ()), stale.lease - 1)

    gone = agent_store.set_gone(stale, stage.now)
    assert gone
    routing.take_back(replace(gone, sockets=stale.sockets), stage.now)

    assert stage.load(agent) == frozenset()
    assert stage.chat(chat.id).state == "waiting"


def test_a_message_that_comes_after_the_sweep_starts_no_second_chain(stage: Stage) -> None:
    stage.send(stage.open_visitor(), action="start", client=VERA)
    for _ in range(6):
        told = list(stage.reminders)
        stage.pass_time(30_000)
        for deadline in told:
            stage.remind(deadline)

    assert len([deadline for deadline in stage.due() if deadline.kind == "waiting"]) == 1
    assert len(stage.reminders) <= 8


def test_a_hello_that_was_overtaken_keeps_the_lease_watched(stage: Stage) -> None:
    agent = stage.add_agent("Ada")
    console = stage.open_agent(agent)
    stage.now += LEASE_MS - 1
    stage.send(console, action="ping", renew=True)
    overtaken = agent_store.get("demo", agent)
    stage.now += 1
    for deadline in list(deadlines.due(stage.now)):
        deadlines.settle(deadline, stage.now)
    assert overtaken
    agent_store.arrive(overtaken, console, stage.now + LEASE_MS)

    found = agent_store.get("demo", agent)
    assert found
    assert found.watch in {deadline.due for deadline in stage.due()}
