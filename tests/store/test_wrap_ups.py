"""An ended chat holds its slots until its wrap-up is over."""

from chalicelib.store import routing, wrap_ups
from tests.store.cast import NOW, an_account, put_agent, stored
from tests.store.test_offers import as_it_stands
from tests.store.test_transfers import held


def test_a_slot_is_held_after_the_end_and_freed_once() -> None:
    account = an_account()
    chat, _ = held(account)

    routing.end(chat, "agent", NOW, NOW + 60_000)

    ada = as_it_stands(put_agent(account))
    assert (ada.chats, ada.used, ada.wraps) == (frozenset(), 1, {(chat.id, NOW + 60_000)})
    for _ in range(2):
        wrap_ups.over(ada, stored(chat))
    after = as_it_stands(ada)
    assert (after.used, after.wraps) == (0, frozenset())
