"""Chats change hands in one transaction, or not at all."""

from dataclasses import replace

import pytest

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import Chat
from chalicelib.domain.error import Conflict
from chalicelib.domain.routing import Decision, Verdict
from chalicelib.store import agents, routing, visitors
from tests.store.cast import NOW, an_account, put_agent, put_chat, stored


def held(agent: Agent) -> frozenset[str]:
    """The chats in an agent's hands."""
    found = agents.get(agent.account, agent.id)
    assert found
    return found.chats


def assign(chat: Chat, agent: Agent, now: int = NOW) -> None:
    """The write, with a decision that says little."""
    verdict = Verdict(agent.id, "chosen", len(agent.chats), agent.max_chats, 0)
    routing.assign(chat, agent, Decision(chat.id, now, agent.id, (verdict,)), now)


def test_a_started_chat_waits_and_is_the_visitors_latest() -> None:
    chat = put_chat(an_account())

    visitor = visitors.get(chat.account, chat.visitor, consistent=True)

    assert [need.id for need in routing.waiting(chat.account, 10)] == [chat.id]
    assert (visitor.chat, visitor.chats, visitor.name) == (chat.id, 1, "Vera")


def test_a_second_start_of_one_visitor_writes_nothing() -> None:
    chat = put_chat(an_account())

    with pytest.raises(Conflict):
        put_chat(chat.account)

    assert [need.id for need in routing.waiting(chat.account, 10)] == [chat.id]


def test_an_assigned_chat_has_left_the_queue_and_is_in_one_set() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)

    assign(chat, ada, NOW + 7)

    now = stored(chat)
    assert (now.state, now.agent, now.agent_name, now.fence) == ("open", "ag_ada", "ada", 1)
    assert (now.assigned, now.lines[-1].text) == (NOW + 7, "assigned:ada")
    assert held(ada) == {chat.id}
    assert [need.id for need in routing.waiting(account, 10)] == []
    assert routing.count_waiting(account) == 0


@pytest.mark.parametrize(
    "unfit",
    [{"status": "away"}, {"lease": NOW}, {"max_chats": 0}],
)
def test_an_agent_who_is_not_there_is_given_nothing(unfit: dict[str, object]) -> None:
    account = an_account()
    ada, chat = put_agent(account, **unfit), put_chat(account)

    with pytest.raises(Conflict):
        assign(chat, ada, NOW)

    assert (stored(chat), held(ada)) == (chat, frozenset())
    assert [need.id for need in routing.waiting(account, 10)] == [chat.id]


def test_a_full_agent_is_given_nothing_even_if_the_reading_said_there_is_room() -> None:
    account = an_account()
    ada = put_agent(account, max_chats=1)
    first, second = put_chat(account, visitor="a"), put_chat(account, visitor="b")
    assign(first, ada, NOW)

    with pytest.raises(Conflict):
        assign(second, ada, NOW)

    assert held(ada) == {first.id}


def test_a_chat_is_not_given_to_two() -> None:
    account = an_account()
    ada, ben, chat = put_agent(account), put_agent(account, "ben"), put_chat(account)
    assign(chat, ada, NOW)

    with pytest.raises(Conflict):
        assign(chat, ben, NOW)

    assert (held(ada), held(ben)) == ({chat.id}, frozenset())


def test_chats_wait_in_order_of_arrival_and_those_put_back_go_first() -> None:
    account = an_account()
    ada = put_agent(account)
    third, first, second = (
        put_chat(account, NOW + at, visitor=visitor)
        for at, visitor in ((3, "c"), (1, "a"), (2, "b"))
    )
    assign(third, ada, NOW)

    routing.requeue(stored(third), NOW + 9)

    assert [need.id for need in routing.waiting(account, 10)] == [third.id, first.id, second.id]
    assert [need.id for need in routing.waiting(account, 1)] == [third.id]


def test_a_chat_put_back_keeps_its_lines_and_leaves_the_agents_set() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)
    assign(chat, ada, NOW)

    routing.requeue(stored(chat), NOW + 9)

    back = stored(chat)
    assert (back.state, back.agent, back.fence, back.waiting_since) == ("waiting", "", 2, NOW + 9)
    assert [line.text for line in back.lines] == ["assigned:ada", "requeued"]
    assert held(ada) == frozenset()


def test_what_was_read_before_a_change_of_hands_decides_nothing() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)
    assign(chat, ada, NOW)
    old = stored(chat)
    routing.requeue(old, NOW)

    for action in (
        lambda: routing.requeue(replace(old, fence=9), NOW),
        lambda: routing.end(replace(old, fence=9), "agent", NOW),
        lambda: assign(replace(chat, fence=9), ada, NOW),
    ):
        with pytest.raises(Conflict):
            action()

    assert stored(chat).state == "waiting"


def test_a_waiting_chat_that_ends_leaves_the_queue() -> None:
    chat = put_chat(an_account())

    routing.end(chat, "system", NOW)

    over = stored(chat)
    assert (over.state, over.ended, over.ended_by) == ("ended", NOW, "system")
    assert over.lines[-1].text == "ended:system"
    assert [need.id for need in routing.waiting(chat.account, 10)] == []


def test_an_open_chat_that_ends_frees_its_agents_slot() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)
    assign(chat, ada, NOW)

    routing.end(stored(chat), "agent", NOW)

    assert held(ada) == frozenset()
    assert stored(chat).agent == "ag_ada"


def test_a_visitor_who_came_back_meanwhile_is_not_sent_off() -> None:
    chat: Chat = put_chat(an_account())

    with pytest.raises(Conflict):
        routing.end(replace(chat, away_since=NOW), "system", NOW)

    assert stored(chat).state == "waiting"


def test_why_a_chat_went_to_whom_is_kept_for_each_change_of_hands() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)
    verdicts = (Verdict(ada.id, "chosen", 0, 2, 0), Verdict("ben", "skill", 1, 4, 9, "fr"))
    first = Decision(chat.id, NOW, ada.id, verdicts, {"away": 3})
    routing.assign(chat, ada, first, NOW)
    routing.requeue(stored(chat), NOW + 1)
    assign(stored(chat), ada, NOW + 2)

    assert routing.decisions(chat.id)[0] == first
    assert [decision.at for decision in routing.decisions(chat.id)] == [NOW, NOW + 2]


def test_a_hand_out_that_failed_leaves_no_reason_behind() -> None:
    account = an_account()
    chat = put_chat(account)
    with pytest.raises(Conflict):
        assign(chat, put_agent(account, status="away"))

    assert routing.decisions(chat.id) == []
