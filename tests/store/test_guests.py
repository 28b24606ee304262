"""Seats of agents in chats of others."""

from dataclasses import replace

import pytest

from chalicelib.domain.chat import Draft, Seat
from chalicelib.domain.error import Conflict
from chalicelib.store import chats, guests
from chalicelib.store.writes import Refused
from tests.store.cast import NOW, an_account, put_chat, stored
from tests.store.test_transfers import held

BEN = "benaaaaa"


def test_asked_in_is_who_the_chat_says_as_long_as_it_is_held_so() -> None:
    chat, _ = held(an_account())

    guests.ask_in(chat, "ag_ben")

    assert stored(chat).asked == {"ag_ben"}
    with pytest.raises(Conflict):
        guests.ask_in(replace(chat, fence=9), "ag_cleo")


def test_a_guest_writes_and_a_monitor_does_not() -> None:
    chat, _ = held(an_account())
    joined = chats.join(chat, Seat(BEN, "+ag_ben", "socket-ben", 0), (), ("joined:ben", NOW))
    written = chats.append(chat.id, "socket-ben", Draft(BEN, 1, "Water it"), NOW)
    chats.join(written, Seat("mayaaaaa", "?ag_may", "socket-may", 0), ())

    assert joined.lines[-1].text == "joined:ben"
    assert (written.lines[-1].sender, written.lines[-1].text) == ("ag_ben", "Water it")
    with pytest.raises(Refused):
        chats.append(chat.id, "socket-may", Draft("mayaaaaa", 1, "Hello"), NOW)


def test_who_left_sits_there_no_more_and_what_they_wrote_is_theirs() -> None:
    chat = put_chat(an_account())
    chat = chats.join(chat, Seat(BEN, "+ag_ben", "socket-ben", 0), ())
    chat = chats.append(chat.id, "socket-ben", Draft(BEN, 1, "Water it"), NOW)
    seat = chat.seat(BEN)
    assert seat

    left = guests.leave(chat, seat, ("left:ben", NOW))

    assert [line.sender for line in left.lines] == ["ag_ben", ""]
    assert (left.seat(BEN), left.sits_as("ag_ben")) == (
        replace(seat, holder="-ag_ben", socket=""),
        "",
    )
    with pytest.raises(Refused):
        guests.leave(chat, seat)
    with pytest.raises(Refused):
        chats.append(chat.id, "socket-ben", Draft(BEN, 2, "Late"), NOW)


def test_a_seat_changes_its_part_but_never_its_agent() -> None:
    chat = put_chat(an_account())
    chat = chats.join(chat, Seat(BEN, "?ag_ben", "socket-ben", 0), ())
    chat = chats.join(chat, Seat(BEN, "+ag_ben", "socket-ben", 0), ())

    assert chat.sits_as("ag_ben") == "+"
    for holder in ("+ag_cleo", "ag_cleo", "v"):
        with pytest.raises(Refused):
            chats.join(chat, Seat(BEN, holder, "socket-x", 0), ())
