"""An offer takes the slot with the chat's place in the queue, and gives both back together."""

import pytest

from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import Chat
from chalicelib.domain.error import Conflict
from chalicelib.domain.need import Need
from chalicelib.domain.routing import Decision
from chalicelib.store import agents, offers, routing
from chalicelib.store.chats import chat_key
from chalicelib.store.keys import CHAT
from chalicelib.store.tables import ChatItem
from chalicelib.store.writes import update
from tests.store.cast import NOW, an_account, put_agent, put_chat, stored

UNTIL = NOW + 30_000


def as_it_stands(agent: Agent) -> Agent:
    """The agent as they are stored."""
    found = agents.get(agent.account, agent.id)
    assert found
    return found


def make(chat: Chat, agent: Agent) -> Chat:
    """The chat, offered."""
    offers.make(chat, agent, Decision(chat.id, NOW, agent.id, ()), UNTIL, NOW)
    return stored(chat)


def waiting(account: str) -> list[Need]:
    """Who stands in the queue."""
    return routing.waiting(account, 10)


def test_an_offered_chat_is_in_no_queue_and_in_one_set() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)

    offered = make(chat, ada)

    assert (offered.state, offered.offered, offered.offered_until) == ("waiting", ada.id, UNTIL)
    assert offered.fence == chat.fence + 1
    assert (as_it_stands(ada).chats, waiting(account)) == ({chat.id}, [])


@pytest.mark.parametrize(
    "fields", [{"max_chats": 0}, {"status": "away"}, {"status": "not_responding"}, {"lease": NOW}]
)
def test_nothing_is_offered_to_who_is_full_or_not_there(fields: dict[str, object]) -> None:
    account = an_account()
    chat = put_chat(account)

    with pytest.raises(Conflict):
        make(chat, put_agent(account, **fields))

    assert stored(chat) == chat
    assert len(waiting(account)) == 1


def test_of_two_offers_one_is_made() -> None:
    account = an_account()
    ada, ben, chat = put_agent(account), put_agent(account, "ben"), put_chat(account)
    make(chat, ada)

    with pytest.raises(Conflict):
        make(chat, ben)

    assert as_it_stands(ben).chats == frozenset()


def test_only_who_is_offered_the_chat_accepts_it_and_once() -> None:
    account = an_account()
    ada, ben, chat = put_agent(account), put_agent(account, "ben"), put_chat(account)
    offered = make(chat, ada)

    assert as_it_stands(ada).offers == {(chat.id, offered.offered_until)}

    offers.accept(offered, ada, NOW + 5)

    accepted = stored(chat)
    assert (accepted.state, accepted.agent, accepted.offered) == ("open", ada.id, "")
    assert (as_it_stands(ada).offers, as_it_stands(ada).chats) == (frozenset(), {chat.id})
    for agent in (ada, ben):
        with pytest.raises(Conflict):
            offers.accept(offered, agent, NOW + 6)


def test_a_withdrawn_offer_goes_back_to_its_place_and_frees_the_slot() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)
    offered = make(chat, ada)

    offers.withdraw(offered, routing.need_of(offered)._replace(tried=frozenset({ada.id})))

    back = stored(chat)
    assert (back.offered, back.place, back.fence) == ("", chat.place, chat.fence + 2)
    assert as_it_stands(ada).chats == as_it_stands(ada).offers == frozenset()
    (need,) = waiting(account)
    assert (need.id, need.tried) == (chat.id, {ada.id})
    with pytest.raises(Conflict):
        offers.accept(offered, ada, NOW)


def test_who_was_silent_is_set_so_unless_they_went_away_meanwhile() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)
    offered = make(chat, ada)
    need = routing.need_of(offered)
    agents.set_status(ada, "away")

    with pytest.raises(Conflict):
        offers.withdraw(offered, need, silent=True)

    agents.set_status(ada, "online")
    offers.withdraw(offered, need, silent=True)
    assert as_it_stands(ada).status == "not_responding"


def test_what_a_chat_asks_for_is_changed_only_while_it_waits_for_nobody() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)
    offers.ask_for(chat, routing.need_of(chat)._replace(tried=frozenset({"ag_ben"})))
    assert waiting(account)[0].tried == {"ag_ben"}
    make(stored(chat), ada)

    with pytest.raises(Conflict):
        offers.ask_for(stored(chat), routing.need_of(chat))

    assert waiting(account) == []


def test_an_offered_chat_that_ends_frees_the_slot() -> None:
    account = an_account()
    ada, chat = put_agent(account), put_chat(account)

    routing.end(make(chat, ada), "visitor", NOW)

    assert (stored(chat).state, stored(chat).offered) == ("ended", "")
    assert as_it_stands(ada).chats == frozenset()


def test_an_offer_that_an_older_release_passed_over_frees_its_slot() -> None:
    account = an_account()
    ada, ben = put_agent(account), put_agent(account, "ben")
    picked, ended, kept = (make(put_chat(account, visitor=one), ada) for one in "abc")
    # As a release does that knows of no offers.
    routing.assign(picked, ben, Decision(picked.id, NOW, ben.id, ()), NOW, picked=True)
    update(ChatItem, (chat_key(ended.id), CHAT), [ChatItem.state.set("ended")])
    routing.assign(kept, as_it_stands(ada), Decision(kept.id, NOW, ada.id, ()), NOW, picked=True)

    for chat in (picked, ended, kept):
        offers.forget(stored(chat))

    assert as_it_stands(ada).chats == {kept.id}
    assert as_it_stands(ben).chats == {picked.id}
    assert as_it_stands(ada).offers == frozenset()
    assert {stored(chat).offered for chat in (picked, ended, kept)} == {""}
