"""Messages are kept once, listed by state, newest first, and changed by one at a time."""

import pytest

from chalicelib.domain.message import DONE, OPEN, Message
from chalicelib.store import messages
from chalicelib.store.writes import Refused
from tests.store.cast import an_account


def a_message(account: str, at: int, **fields: object) -> Message:
    """A message that came at a time."""
    name = f"ms_{chr(97 + at % 26) * 26}"
    message = Message(account, name, at, "vr_a", "vs_a", "Vera", "vera@shop.test", "Call me")
    return message._replace(**fields)  # type: ignore[arg-type]


def test_a_message_put_twice_is_kept_once_as_it_came_first() -> None:
    message = a_message(an_account(), 5, chat="ch_demo_a", title="Cart")

    assert messages.put(message) is True
    assert messages.put(message._replace(at=9)) is False

    assert messages.get(message.account, message.id) == message
    assert messages.get(message.account, "ms_other") is None


def test_they_are_listed_by_state_newest_first_and_go_on_behind_a_cursor() -> None:
    account = an_account()
    one, two, three = (a_message(account, at) for at in (1, 2, 3))
    for message in (two, one, three):
        messages.put(message)
    done = messages.set_state(two, DONE, "ag_ada", 9)

    assert messages.in_state(account, OPEN, "", 9) == [three, one]
    assert messages.in_state(account, DONE, "", 9) == [done]
    assert messages.in_state(account, OPEN, messages.cursor(three), 9) == [one]
    assert messages.in_state(account, OPEN, "", 1) == [three]
    assert (done.done_by, done.done_at, done.version) == ("ag_ada", 9, 2)


def test_of_two_who_change_one_version_the_second_is_refused() -> None:
    message = a_message(an_account(), 5)
    messages.put(message)
    first = messages.set_state(message, DONE, "ag_ada", 9)

    with pytest.raises(Refused) as refused:
        messages.set_state(message, DONE, "ag_ben", 10)

    assert refused.value.item
    assert messages.to_message(refused.value.item) == first
