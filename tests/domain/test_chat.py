"""Who sits in a chat, and what its seats say together."""

from dataclasses import replace

from chalicelib.domain.chat import Seat, holder_kind
from tests.domain.cast import CHAT, LINES, SEATS, a_chat


def test_who_lost_the_chat_no_longer_sits_in_it() -> None:
    assert CHAT.sockets() == ("socket-vera", "socket-ada")
    assert CHAT.sockets_of("agent") == ("socket-ada",)


def test_a_waiting_chat_has_no_agents_sockets() -> None:
    assert a_chat(state="waiting", agent="").sockets() == ("socket-vera",)


def test_one_client_can_be_left_out() -> None:
    assert CHAT.sockets(but="veraaaaa") == ("socket-ada",)


def test_a_seat_without_a_socket_is_not_presence() -> None:
    alone = a_chat(seats=(SEATS[1], SEATS[2]))

    assert (alone.is_present("visitor"), alone.is_present("agent")) == (False, True)


def test_marks_are_the_highest_of_all_seats_of_a_side() -> None:
    assert CHAT.marks("visitor") == (3, 2)
    assert CHAT.marks("agent") == (9, 9)
    assert a_chat(seats=()).marks("visitor") == (0, 0)


def test_a_seat_is_found_by_its_client() -> None:
    assert CHAT.seat("adaaaaaa") == Seat("adaaaaaa", "ag_ada", "socket-ada", 1, 2, 2)
    assert CHAT.seat("nobodyyy") is None


def test_the_last_text_is_somebodys_not_the_systems() -> None:
    ended = a_chat(lines=(*LINES, LINES[0]))

    assert ended.last_text() == "Hi Vera"
    assert a_chat(lines=LINES[:1]).last_text() == ""


def test_what_is_asked_is_the_visitors_last_line_not_the_agents() -> None:
    asked = replace(LINES[1], sender="v", text="Where is it?")
    told = replace(LINES[1], sender="ag_ada", text="I look")
    assert a_chat(lines=(asked, told)).asked_text() == "Where is it?"
    assert a_chat(lines=(told,)).asked_text() == ""


def test_senders_are_told_apart() -> None:
    assert [holder_kind(holder) for holder in ("v", "ag_ada", "")] == ["visitor", "agent", "system"]
    assert [line.kind for line in LINES] == ["system", "visitor", "agent"]
