"""A chat's item: one write per line, seats, blocks of older lines."""

from typing import Any

import pytest

from chalicelib.domain.chat import BLOCK_LINES, HOT_LINES, Draft, Seat
from chalicelib.domain.routing import Decision
from chalicelib.store import chats, routing
from chalicelib.store.writes import Refused
from tests.store.cast import ADA, NOW, VERA, an_account, put_agent, put_chat, stored, write


def test_a_new_chat_comes_back_as_it_was_started() -> None:
    chat = put_chat(an_account())

    assert (chat.state, chat.seq, chat.first, chat.lines) == ("waiting", 0, 1, ())
    assert chat.seats == (Seat(VERA, "v", "socket-vera", 0),)
    assert (chat.name, chat.email, chat.url) == ("Vera", "vera@shop.test", "https://shop.test/cart")


def test_a_line_is_numbered_signed_and_marked_in_one_write() -> None:
    chat = put_chat(an_account())

    after = chats.append(chat.id, "socket-vera", Draft(VERA, 1, "Hi", delivered=3, read=2), NOW)

    assert [(x.seq, x.kind, x.client, x.n, x.at, x.text) for x in after.lines] == [
        (1, "visitor", VERA, 1, NOW, "Hi")
    ]
    assert after.seats == (Seat(VERA, "v", "socket-vera", 1, 3, 2),)


@pytest.mark.parametrize(
    ("socket", "client", "n"),
    [("other", VERA, 1), ("socket-vera", ADA, 1), ("socket-vera", VERA, 2), ("", VERA, 1)],
)
def test_a_line_from_elsewhere_or_out_of_turn_is_refused_with_the_item(
    socket: str, client: str, n: int
) -> None:
    chat = put_chat(an_account())

    with pytest.raises(Refused) as refused:
        chats.append(chat.id, socket, Draft(client, n, "x"), NOW)

    assert refused.value.item
    assert chats.to_chat(refused.value.item) == chat == stored(chat)


def test_a_line_to_a_chat_that_is_none_is_refused_without_an_item() -> None:
    with pytest.raises(Refused) as refused:
        chats.append("ch_demo_" + "q" * 26, "socket-vera", Draft(VERA, 1, "x"), NOW)

    assert refused.value.item is None


def test_an_ended_chat_takes_no_line() -> None:
    chat = put_chat(an_account())
    routing.end(chat, "visitor", NOW)

    with pytest.raises(Refused):
        chats.append(chat.id, "socket-vera", Draft(VERA, 1, "x"), NOW)


def test_older_lines_move_to_blocks_and_are_all_read_again() -> None:
    chat = write(put_chat(an_account()), range(1, 61))

    whole = chats.lines_after(chat, 0, 1_000)

    assert len(chat.lines) < HOT_LINES
    assert [line.seq for line in whole] == list(range(1, 61))
    assert [line.text for line in whole] == [f"line {n}" for n in range(1, 61)]


@pytest.mark.parametrize("after", [0, 1, 11, 12, 13, 23, 24, 25, 47, 59, 60, 99])
def test_reading_on_begins_behind_any_line(after: int, long_chat: Any) -> None:
    lines = chats.lines_after(long_chat, after, 1_000)

    assert [line.seq for line in lines] == list(range(after + 1, 61))


def test_a_page_is_as_long_as_asked(long_chat: Any) -> None:
    assert [x.seq for x in chats.lines_after(long_chat, 5, 20)] == list(range(6, 26))
    assert [x.seq for x in chats.lines_after(long_chat, 58, 1)] == [59]


def test_a_rotation_from_an_old_reading_changes_nothing() -> None:
    full = put_chat(an_account())
    for n in range(1, HOT_LINES + 1):
        full = chats.append(full.id, "socket-vera", Draft(VERA, n, f"line {n}"), NOW)
    chats.rotate(full)
    once = stored(full)

    chats.rotate(full)

    assert stored(full) == once
    assert [x.text for x in chats.lines_after(once, 0, 99)] == [
        f"line {n}" for n in range(1, HOT_LINES + 1)
    ]


def test_a_long_backlog_moves_in_blocks_of_bounded_size() -> None:
    chat = put_chat(an_account())
    for n in range(1, BLOCK_LINES + HOT_LINES):
        chat = chats.append(chat.id, "socket-vera", Draft(VERA, n, f"line {n}"), NOW)

    chats.rotate(chat)

    assert stored(chat).first == BLOCK_LINES + 1
    assert len(chats.lines_after(stored(chat), 0, 999)) == BLOCK_LINES + HOT_LINES - 1


def test_a_seat_is_taken_again_with_its_number_kept() -> None:
    chat = write(put_chat(an_account()), range(1, 4))

    joined = chats.join(chat, Seat(VERA, "v", "socket-new", 3), ())

    assert joined.seat(VERA) == Seat(VERA, "v", "socket-new", 3)


def test_a_seat_is_not_taken_after_the_chat_changed_hands() -> None:
    account = an_account()
    ada = put_agent(account)
    chat = put_chat(account)
    routing.assign(chat, ada, Decision(chat.id, NOW, ada.id, ()), NOW)

    with pytest.raises(Refused):
        chats.join(chat, Seat(ADA, "ag_ada", "socket-ada", 0), ())


def test_nobody_takes_the_name_of_another() -> None:
    chat = put_chat(an_account())

    with pytest.raises(Refused):
        chats.join(chat, Seat(VERA, "ag_ada", "socket-ada", 0), ())


def test_an_old_socket_does_not_empty_a_seat_taken_anew() -> None:
    chat = put_chat(an_account())
    chats.join(chat, Seat(VERA, "v", "socket-new", 0), ())

    assert chats.leave(chat.id, VERA, "socket-vera") is None
    left = chats.leave(chat.id, VERA, "socket-new")
    assert left
    assert left.seat(VERA) == Seat(VERA, "v", "", 0)


def test_away_is_noted_once_and_not_if_the_visitor_came_back() -> None:
    chat = put_chat(an_account())
    gone = chats.leave(chat.id, VERA, "socket-vera")
    assert gone
    back = chats.join(gone, Seat(VERA, "v", "socket-new", 0), ())

    chats.set_away(gone, NOW)
    here = stored(chat).away_since
    chats.leave(chat.id, VERA, "socket-new")
    left = stored(chat)
    chats.set_away(left, NOW + 1)
    chats.set_away(stored(chat), NOW + 2)

    assert (back.away_since, here, stored(chat).away_since) == (0, 0, NOW + 1)


def test_seats_given_up_are_gone_with_all_they_held() -> None:
    chat = put_chat(an_account())
    second = chats.join(chat, Seat("veraaaab", "v", "socket-2", 0), ())
    chats.leave(chat.id, "veraaaab", "socket-2")

    chats.join(second, Seat("veraaaac", "v", "socket-3", 0), ("veraaaab",))

    assert {seat.client for seat in stored(chat).seats} == {VERA, "veraaaac"}


def test_marks_and_page_are_stored_for_who_sits_there() -> None:
    chat = put_chat(an_account())

    chats.mark(chat.id, VERA, "socket-vera", 5, 4)
    chats.set_page(chat.id, VERA, "socket-vera", "https://shop.test/x", "X")

    assert stored(chat).marks("visitor") == (5, 4)
    assert (stored(chat).url, stored(chat).title) == ("https://shop.test/x", "X")
    with pytest.raises(Refused):
        chats.mark(chat.id, VERA, "other", 9, 9)


def test_ended_chats_are_listed_by_month_newest_first() -> None:
    account = an_account()
    ids = []
    for index in range(3):
        chat = put_chat(account, visitor="abc"[index])
        routing.end(chat, "visitor", NOW + index)
        ids.append(chat.id)

    listed, more = chats.ended(account, NOW, "")

    assert [chat.id for chat in listed] == ids[::-1]
    assert more is False
    assert chats.ended(account, NOW - 40 * 86_400_000, "") == ([], False)
    assert chats.ended("nobody", NOW, "") == ([], False)


def test_a_visitors_ended_chats_are_their_own() -> None:
    account = an_account()
    first, other = put_chat(account), put_chat(account, visitor="x")
    for chat in (first, other):
        routing.end(chat, "visitor", NOW)

    assert [chat.id for chat in chats.earlier(account, first.visitor)] == [first.id]


def test_many_chats_are_read_at_once() -> None:
    chat = put_chat(an_account())

    assert chats.get_many([chat.id, "ch_demo_" + "q" * 26]) == {chat.id: chat}
    assert chats.get("ch_demo_" + "q" * 26) is None


@pytest.fixture(scope="module")
def long_chat(tables: Any) -> Any:
    """A chat of 60 lines, in several blocks."""
    return write(put_chat(an_account()), range(1, 61))
