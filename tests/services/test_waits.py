"""Chats that wait are looked at in time, and never forgotten."""

import pytest

from chalicelib.domain.chat import Chat
from chalicelib.domain.deadline import WAITING, Deadline
from chalicelib.domain.event import Remind
from chalicelib.domain.need import Need, Ring, pack, unpack
from chalicelib.domain.routing import again
from chalicelib.services import routing, skills, waits
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import routing as routing_store
from tests.services.cast import SECOND, act, agent, set_up, start
from tests.services.test_routing import ask_for
from tests.stage import Stage


def due(chat: Chat, now: int) -> int:
    """When it is looked at again."""
    watched = waits.watch(chat, now)
    assert isinstance(watched, Remind)
    return watched.deadline.due


def test_a_chat_is_looked_at_each_half_minute_and_when_others_may_take_it(stage: Stage) -> None:
    chat = stage.chat(start(stage)[0])
    ringed = chat.__class__(**{
        **chat.__dict__, "need": pack(Need("", 0, (Ring(), Ring(12 * SECOND))))
    })  # fmt: skip

    assert due(chat, stage.now + 1) == stage.now + 30 * SECOND
    assert due(chat, stage.now + 30 * SECOND) == stage.now + 60 * SECOND
    assert due(ringed, stage.now + 1) == stage.now + 12 * SECOND
    assert due(ringed, stage.now + 12 * SECOND) == stage.now + 30 * SECOND


def test_an_offer_of_somebody_else_is_not_withdrawn(stage: Stage) -> None:
    set_up(accept_mode="offer")
    stage.open_agent(stage.add_agent("Ada"))
    stage.add_agent("Ben")
    chat = stage.chat(start(stage)[0])

    assert waits.withdraw(chat, agent("ag_ben"), "declined", stage.now) is None
    assert stage.chat(chat.id).offered == "ag_ada"


@pytest.mark.parametrize("swept", [False, True])
def test_who_waits_for_a_skill_that_is_removed_waits_for_it_no_more(
    stage: Stage, *, swept: bool
) -> None:
    billing = skills.create(act(), "Billing").id
    ask_for(stage, Need("", 0, (Ring(0, {billing: 1}),)), count=1)
    (waiting,) = routing_store.waiting("demo", 5)
    stage.open_agent(stage.add_agent("Ada"))
    assert waits.ask_for_what_is(stage.chat(waiting.id)) == stage.chat(waiting.id)
    skills.remove(act(), billing)

    deadline = Deadline(stage.now, WAITING, "demo", waiting.id)
    deadline_store.put(deadline)
    if swept:
        stage.pass_time(30 * SECOND)
    else:
        stage.remind(deadline)

    assert stage.chat(waiting.id).agent == "ag_ada"
    ((decision, *_), _) = routing.explained("demo", waiting.id)
    assert unpack(decision.need, waiting.id, decision.since).gone == {billing}
    assert again(decision) == decision
