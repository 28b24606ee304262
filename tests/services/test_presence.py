"""Sockets coming and going: tickets, leases, the grace after a closed laptop, visitors away."""

import pytest

from chalicelib.domain.agent import LEASE_MS
from chalicelib.domain.connection import Bearer
from chalicelib.domain.error import NotAllowed, Unauthenticated
from chalicelib.handlers import socket
from chalicelib.services import access, presence
from tests.services.cast import MINUTE, SECOND, agent, join, set_up, start, vera
from tests.stage import SHOP, Stage, pairs, socket_event

VISIT = "vs_" + "s" * 26


def ticket(stage: Stage, visitor: str = "") -> str:
    """A ticket for a visitor's window."""
    asked = presence.ticket_for_visitor("demo", visitor or vera(0), VISIT, SHOP, stage.now)
    return asked[0]


def test_a_ticket_opens_one_socket_for_who_asked(stage: Stage) -> None:
    one = ticket(stage)

    presence.connect("first=", one, SHOP, stage.now)

    assert access.bearer("first=") == Bearer("demo", "visitor", vera(0), VISIT)
    with pytest.raises(Unauthenticated):
        presence.connect("second=", one, SHOP, stage.now)
    with pytest.raises(Unauthenticated):
        access.bearer("second=")


@pytest.mark.parametrize(("origin", "late"), [("https://evil.test", 0), (SHOP, 30_001), ("", 0)])
def test_a_ticket_elsewhere_or_late_opens_nothing(stage: Stage, origin: str, late: int) -> None:
    one = ticket(stage)

    with pytest.raises(Unauthenticated):
        presence.connect("first=", one, origin, stage.now + late)

    presence.connect("second=", one, SHOP, stage.now)


def test_tickets_are_asked_for_on_the_accounts_sites_only(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        presence.ticket_for_visitor("demo", vera(0), VISIT, "https://evil.test", stage.now)


def test_a_visitor_learns_of_the_running_chat_and_of_no_other(stage: Stage) -> None:
    def asked(index: int) -> str | None:
        return presence.ticket_for_visitor("demo", vera(index), VISIT, SHOP, stage.now)[1]

    before = asked(0)
    chat, window = start(stage)
    running = asked(0)
    stage.send(window, action="end", chat=chat, client="visitora")

    assert (before, running, asked(0), asked(1)) == (None, chat, None, None)


def test_a_disconnect_comes_twice_and_late_without_harm(stage: Stage) -> None:
    chat, window = start(stage)
    again = stage.open_visitor(vera(0))
    join(stage, again, chat, "visitora")

    for _ in range(2):
        stage.close(window)

    assert stage.chat(chat).sockets_of("visitor") == (again,)
    assert stage.chat(chat).away_since == 0


def test_the_other_side_is_told_who_left_and_who_came_back(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    join(stage, console, chat)

    stage.close(window)
    join(stage, stage.open_visitor(vera(0)), chat, "visitora")

    assert pairs(stage.frames(console, "presence"), "from", "present") == [
        ("visitor", False),
        ("visitor", True),
    ]


def test_a_visitor_with_another_tab_open_has_not_left(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    join(stage, console, chat)
    join(stage, stage.open_visitor(vera(0)), chat, "visitorz")
    told = len(stage.frames(console, "presence"))

    stage.close(window)

    assert len(stage.frames(console, "presence")) == told
    assert stage.chat(chat).away_since == 0


def test_a_closed_laptops_chats_go_to_the_front_with_their_history(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    chat, window = start(stage, 0)
    join(stage, console, chat)
    stage.send(console, action="post", chat=chat, client="adaaaaaa", n=1, text="Hello")
    waiting, _ = start(stage, 1)

    stage.close(console)
    stage.pass_time(20 * SECOND)

    assert stage.chat(chat).state == "waiting"
    ben = stage.open_agent(stage.add_agent("Ben", max_chats=1))
    assert stage.load("ag_ben") == {chat}
    assert [line["text"] for line in join(stage, ben, chat, "benaaaaa")["lines"]] == [
        "assigned:Ada",
        "Hello",
        "requeued",
        "assigned:Ben",
    ]
    assert stage.chat(waiting).state == "waiting"
    assert "requeued" in [frame["line"]["text"] for frame in stage.frames(window, "line")]


def test_a_laptop_opened_again_within_the_grace_keeps_its_chats(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.close(console)
    stage.pass_time(19 * SECOND)

    stage.open_agent("ag_ada", online=False)
    stage.pass_time(10 * SECOND)

    assert (agent("ag_ada").status, stage.load("ag_ada")) == ("online", {chat})
    assert stage.lines(chat) == ["assigned:Ada"]


def test_nothing_happens_before_the_grace_is_over(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)

    stage.close(console)
    stage.pass_time(20 * SECOND - 1)

    assert stage.load("ag_ada") == {chat}
    assert stage.chat(chat).state == "open"


def test_one_of_two_consoles_closed_is_nobody_gone(stage: Stage) -> None:
    first = stage.open_agent(stage.add_agent("Ada"))
    second = stage.open_agent("ag_ada")
    chat, _ = start(stage)

    stage.close(first)
    stage.pass_time(30 * SECOND)
    stage.send(second, action="ping", renew=True)

    assert stage.load("ag_ada") == {chat}


def test_a_lease_ends_even_if_the_platform_never_says_disconnect(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)

    stage.close(console, told=False)
    stage.pass_time(LEASE_MS - 1)
    before = stage.load("ag_ada")
    stage.pass_time(1)

    assert (before, stage.load("ag_ada")) == ({chat}, frozenset())
    assert agent("ag_ada").status == "away"


def test_pings_hold_the_lease_for_as_long_as_they_come(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    for _ in range(12):
        stage.pass_time(20 * SECOND)
        (pong,) = stage.send(console, action="ping", renew=True, ref="p")
        assert pong == {"event": "pong", "ref": "p", "at": stage.now}

    assert stage.load("ag_ada") == {chat}
    for asked in ({}, {"renew": True}):
        assert stage.send(window, action="ping", ref="w", **asked)[0]["event"] == "pong"


def test_a_ping_that_renews_nothing_lets_the_lease_end(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    for _ in range(3):
        stage.pass_time(LEASE_MS // 3)
        assert stage.send(console, action="ping")[0]["event"] == "pong"

    assert agent("ag_ada").status == "away"


def test_a_ping_after_the_lease_asks_for_hello_and_hello_mends_it(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    stage.pass_time(LEASE_MS)

    (refused,) = stage.send(console, action="ping", renew=True, ref="p")
    (welcome, *_) = stage.send(console, action="hello")

    assert (refused["code"], refused["ref"]) == ("not_joined", "p")
    assert welcome["agent"]["status"] == "away"
    assert [f["event"] for f in stage.send(console, action="ping", renew=True)] == ["pong"]


def test_an_agent_who_comes_back_is_told_their_chats_and_how_many_wait(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada", max_chats=1))
    mine, _ = start(stage, 0)
    start(stage, 1)

    again = stage.open_agent("ag_ada", online=False)

    (welcome,) = stage.frames(again, "welcome")
    assert [chat["id"] for chat in welcome["chats"]] == [mine]
    assert welcome["waiting"] == 1
    assert welcome["agent"] == {
        "id": "ag_ada",
        "name": "Ada",
        "role": "agent",
        "max_chats": 1,
        "status": "online",
    }


def test_visitors_neither_say_hello_nor_set_a_status(stage: Stage) -> None:
    window = stage.open_visitor()

    codes = [
        stage.send(window, **frame)[0]["code"]
        for frame in ({"action": "hello"}, {"action": "status", "status": "online"})
    ]

    assert codes == ["not_allowed", "not_allowed"]


@pytest.mark.parametrize(("agents", "limit"), [(0, 2 * MINUTE), (1, 10 * MINUTE)])
def test_a_visitor_away_for_long_ends_the_chat(stage: Stage, agents: int, limit: int) -> None:
    console = stage.open_agent(stage.add_agent("Ada")) if agents else ""
    chat, window = start(stage)
    stage.close(window)

    for _ in range(limit // 20_000 - 1):
        stage.pass_time(20_000)
        if console:
            stage.send(console, action="ping", renew=True)
    before = stage.chat(chat).state
    stage.pass_time(20_000)

    assert before != "ended"
    assert (stage.chat(chat).state, stage.chat(chat).ended_by) == ("ended", "system")


def test_a_visitor_who_comes_back_in_time_goes_on(stage: Stage) -> None:
    chat, window = start(stage)
    stage.close(window)
    stage.pass_time(MINUTE)

    join(stage, stage.open_visitor(vera(0)), chat, "visitora")
    stage.pass_time(3 * MINUTE)

    assert stage.chat(chat).state == "waiting"


def test_a_chat_that_waited_too_long_is_over(stage: Stage) -> None:
    chat, window = start(stage)

    stage.pass_time(15 * MINUTE - 1)
    before = stage.chat(chat).state
    stage.pass_time(1)

    assert (before, stage.chat(chat).state) == ("waiting", "ended")
    assert pairs(stage.frames(window, "ended"), "by") == [("system",)]
    assert stage.due() == []


def test_a_socket_the_platform_calls_gone_leaves_its_chats(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    join(stage, console, chat)
    stage.close(window, told=False)

    stage.send(console, action="post", chat=chat, client="adaaaaaa", n=1, text="Hello?")

    assert stage.chat(chat).is_present("visitor") is False
    assert stage.chat(chat).away_since == stage.now
    assert pairs(stage.frames(console, "presence"), "present") == [(False,)]


def test_a_disconnect_nobody_knows_of_is_nothing(stage: Stage) -> None:
    answer = socket.disconnect(socket_event("disconnect", "unknown="), None)

    assert answer == {"statusCode": 200}
    assert stage.due() == []


def test_one_chain_of_looks_watches_an_agent_however_often_they_say_hello(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    for _ in range(20):
        stage.pass_time(20_000)
        stage.send(console, action="ping", renew=True)
        stage.send(console, action="hello")
    for deadline in list(stage.reminders):
        stage.remind(deadline)

    assert len([deadline for deadline in stage.due() if deadline.kind == "lease"]) == 1
    assert len(stage.reminders) < 20, "each message made another"


@pytest.mark.slow
def test_an_agent_of_very_many_chats_learns_of_all_of_them(stage: Stage) -> None:
    agent = stage.add_agent("Ada", max_chats=70)
    stage.open_agent(agent)
    for number in range(65):
        letters = chr(97 + number // 26) + chr(97 + number % 26)
        stage.send(stage.open_visitor(f"vr_{letters * 13}"), action="start", client="visitora")

    console = stage.open_agent(agent, online=False)

    (welcome,) = stage.frames(console, "welcome")
    told = [chat["id"] for chat in welcome["chats"]]
    told += [frame["chat"]["id"] for frame in stage.frames(console, "assigned")]
    assert sorted(told) == sorted(stage.load(agent))


def test_offers_that_fit_into_no_welcome_are_told_one_by_one(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "MOST_WELCOME", 4)
    stage.open_agent(stage.add_agent("Ada", max_chats=4))
    start(stage, 0)
    set_up(accept_mode="offer")
    offered = {start(stage, index)[0] for index in range(1, 4)}

    again = stage.open_agent("ag_ada", online=False)

    (welcome,) = stage.frames(again, "welcome")
    assert (len(welcome["chats"]), len(welcome["offers"])) == (1, 1)
    told = [offer["chat"]["id"] for offer in (*welcome["offers"], *stage.frames(again, "offered"))]
    assert (set(told), len(told)) == (offered, 3)
