"""Who is told what: each event names its audience."""

from chalicelib.domain import event
from chalicelib.domain.event import Push
from tests.domain.cast import CHAT, LINES, SEATS, a_chat


def pushed(events: list[event.Event]) -> list[tuple[tuple[str, ...], str]]:
    """To whom, and which kind of frame."""
    return [(e.to, str(e.frame["event"])) for e in events if isinstance(e, Push)]


def test_a_line_reaches_all_but_the_client_that_sent_it() -> None:
    told = event.line_posted(CHAT, LINES[1], but="veraaaaa")

    assert pushed(told) == [(("socket-ada",), "line")]


def test_the_visitor_never_gets_an_agents_id() -> None:
    (told,) = event.line_posted(CHAT, LINES[2], but="adaaaaaa")

    assert isinstance(told, Push)
    assert told.to == ("socket-vera",)
    assert told.frame["line"] == {
        "seq": 3,
        "from": "agent",
        "agent": "",
        "client": "adaaaaaa",
        "n": 1,
        "at": 3_000,
        "text": "Hi Vera",
    }


def test_agents_see_which_of_them_wrote() -> None:
    (told, _) = event.line_posted(CHAT, LINES[2])

    assert isinstance(told, Push)
    assert told.to == ("socket-ada",)
    assert "'agent': 'ag_ada'" in str(told.frame)


def test_marks_ride_on_a_line_only_if_there_are_any() -> None:
    (plain,) = event.line_posted(CHAT, LINES[1], but="veraaaaa")
    (marked,) = event.line_posted(CHAT, LINES[1], but="veraaaaa", marks=(3, 2))

    assert isinstance(plain, Push)
    assert isinstance(marked, Push)
    assert marked.frame == {**plain.frame, "delivered": 3, "read": 2}
    assert "read" not in plain.frame


def test_an_agent_who_lost_the_chat_is_told_nothing_more() -> None:
    everything = [
        *event.line_posted(CHAT, LINES[1]),
        *event.to_others(CHAT, "veraaaaa", "typing", on=True),
        *event.chat_assigned(CHAT, ["console-ada"]),
        *event.chat_ended(CHAT, ["console-ada"]),
    ]

    assert "socket-ben" not in str(everything)


def test_nobody_there_is_no_event() -> None:
    empty = a_chat(seats=(SEATS[1],), lines=())

    assert event.line_posted(empty, LINES[1]) == []
    assert event.to_others(empty, "adaaaaaa", "typing", on=True) == []
    assert event.queue_changed([], 3) == []


def test_an_assigned_chat_is_told_to_all_consoles_and_without_ids_to_the_visitor() -> None:
    first = a_chat(lines=LINES[:1], seq=1)

    told = event.chat_assigned(first, ["console-1", "console-2"])

    assert pushed(told)[:2] == [
        (("console-1", "console-2"), "assigned"),
        (("socket-vera",), "assigned"),
    ]
    for_visitor = [e for e in told if isinstance(e, Push) and e.to == ("socket-vera",)]
    assert len(for_visitor) == 2
    assert "ag_ada" not in str(for_visitor)


def test_a_chat_taken_back_is_told_to_who_lost_it() -> None:
    back = a_chat(state="waiting", agent="", agent_name="")

    (told,) = event.chat_requeued(back, ["console-ada"])

    assert isinstance(told, Push)
    assert told.to == ("console-ada",)
    assert told.frame == {"event": "unassigned", "chat": CHAT.id, "reason": "gone"}


def test_the_end_is_told_once_to_each_socket() -> None:
    over = a_chat(state="ended", ended=9_000, ended_by="agent", seq=4)

    told = event.chat_ended(over, ["socket-ada", "console-ada"])

    (end,) = [e for e in told if isinstance(e, Push) and e.frame["event"] == "ended"]
    assert end.to == ("socket-vera", "socket-ada", "console-ada")
    assert end.frame == {
        "event": "ended",
        "chat": CHAT.id,
        "by": "agent",
        "at": 9_000,
        "seq": 4,
    }


def test_only_a_line_of_the_systems_own_is_told_by_itself() -> None:
    assert event.last_line(CHAT) == []
    assert len(event.last_line(a_chat(lines=LINES[:1]))) == 2


def test_the_place_in_the_queue_is_told_to_the_visitor_alone() -> None:
    (told,) = event.position_changed(CHAT, 3)

    assert told == Push(("socket-vera",), {"event": "position", "chat": CHAT.id, "position": 3})
