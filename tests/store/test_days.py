"""What was answered on an account's days, and what left."""

from dataclasses import replace

import pytest

from chalicelib.domain.chat import WAITING, Chat
from chalicelib.domain.day import Day
from chalicelib.domain.error import Conflict
from chalicelib.domain.routing import Decision
from chalicelib.store import days, routing
from chalicelib.store.writes import transact
from tests.domain.cast import a_chat
from tests.store.cast import NOW, an_account, put_agent, put_chat, stored

DATE = "2027-01-15"


def count_answer(account: str, wait: int, agent: str = "ada") -> None:
    """One chat that was answered after so long."""
    chat = a_chat(account=account, state=WAITING, assigned=0, started=NOW - wait)
    held = put_agent(account, agent)
    transact(days.answering(chat, held, DATE, NOW))


def a_waiting_chat(account: str) -> Chat:
    """A chat that nobody answered yet."""
    return a_chat(account=account, state=WAITING, assigned=0, started=NOW)


def test_answers_are_counted_by_how_soon_they_came_over_all_agents() -> None:
    account = an_account()
    for wait in (0, 20_000, 20_001, 30_001, 60_000, 61_000):
        count_answer(account, wait)
    count_answer(account, 5_000, "ben")

    assert days.of(account, DATE) == Day(7, 196_002, {20: 3, 30: 4, 60: 6})
    assert days.of(account, "2027-01-16") == Day()


def test_who_left_is_counted_wherever_they_are_spread() -> None:
    account = an_account()
    for name in "abcdefgh":
        chat = replace(a_waiting_chat(account), id=f"{account}-{name}")
        transact(days.leaving(chat, DATE))

    assert days.of(account, DATE).left == 8


def test_a_chat_is_counted_when_it_is_answered_first_and_never_as_left_then() -> None:
    account = an_account()
    back = replace(a_waiting_chat(account), assigned=NOW)

    assert days.answering(back, put_agent(account), DATE, NOW) == []
    assert days.leaving(back, DATE) == []
    assert days.leaving(replace(back, assigned=0, state="open"), DATE) == []


def test_an_answer_that_is_refused_is_not_counted() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)
    decision, counting = Decision(chat.id, NOW, ada.id, ()), days.answering(chat, ada, DATE, NOW)
    routing.assign(chat, ada, decision, NOW, counting=counting)

    with pytest.raises(Conflict):
        routing.assign(chat, ada, decision, NOW, counting=counting)
    routing.end(stored(chat), "agent", NOW, counting=days.leaving(stored(chat), DATE))

    assert (days.of(account, DATE).answered, days.of(account, DATE).left) == (1, 0)
