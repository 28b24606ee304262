"""Chats change hands with their slots, or not at all."""

import pytest

from chalicelib.domain.chat import Chat
from chalicelib.domain.error import Conflict
from chalicelib.domain.note import Note
from chalicelib.domain.routing import Decision
from chalicelib.store import notes, routing, transfers
from tests.store.cast import NOW, an_account, put_agent, put_chat, stored
from tests.store.test_offers import as_it_stands

NOTE = Note("noteaaaa", "ag_ada", "ada", NOW, "In a hurry", "Knows ferns")


def held(account: str) -> tuple[Chat, str]:
    """A chat in Ada's hands, and her id."""
    ada, chat = put_agent(account), put_chat(account)
    routing.assign(chat, ada, Decision(chat.id, NOW, ada.id, ()), NOW)
    return stored(chat), ada.id


def test_a_chat_passed_on_waits_at_the_front_with_its_note() -> None:
    account = an_account()
    chat, _ = held(account)
    later = put_chat(account, NOW - 9, visitor="w")
    need = routing.need_of(chat)._replace(agent="ag_ben", agent_until=NOW + 60_000)

    transfers.pass_on(chat, need, "ben", NOTE, NOW)

    back = stored(chat)
    assert (back.state, back.agent, back.fence) == ("waiting", "", chat.fence + 1)
    assert back.lines[-1].text == "transferred:ben"
    first, second = routing.waiting(account, 9)
    assert (first.id, first.agent, first.front, second.id) == (chat.id, "ag_ben", True, later.id)
    assert notes.of_chat(chat) == [NOTE]
    with pytest.raises(Conflict):
        transfers.pass_on(chat, need, "ben", NOTE, NOW)


def test_a_slot_goes_with_the_chat() -> None:
    account = an_account()
    chat, ada = held(account)
    ben = put_agent(account, "ben", max_chats=1, status="away")

    transfers.take_over(chat, ben, Decision(chat.id, NOW, ben.id, ()), NOW)

    assert (stored(chat).agent, stored(chat).fence) == ("ag_ben", chat.fence + 1)
    assert as_it_stands(ben).chats == {chat.id}
    assert as_it_stands(put_agent(account)).chats == frozenset()
    assert ada


def test_nobody_takes_over_without_a_slot() -> None:
    account = an_account()
    chat, _ = held(account)
    ben = put_agent(account, "ben", max_chats=0)

    with pytest.raises(Conflict):
        transfers.take_over(chat, ben, Decision(chat.id, NOW, ben.id, ()), NOW)

    assert stored(chat) == chat
