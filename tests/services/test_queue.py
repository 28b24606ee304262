"""Those who wait are told how long it may take, by what was learnt from chats that ended."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.pace import UNKNOWN, Pace
from chalicelib.services import access
from chalicelib.store import accounts as account_store
from chalicelib.store import routing as routing_store
from tests.services.cast import MINUTE, SECOND, end, join, set_up, start, vera
from tests.stage import Stage

PACE = Pace(chats=60, handling=2 * MINUTE, square=2 * (2 * MINUTE) ** 2)


def pace() -> Pace:
    """How the account's chats go, as far as it is known."""
    account = account_store.get("demo")
    assert account
    return account.pace


def test_a_chat_that_ends_says_how_long_it_took_and_was_waited_for(stage: Stage) -> None:
    chat, _ = start(stage)
    stage.now += 30 * SECOND
    stage.open_agent(stage.add_agent("Ada"))
    stage.now += 2 * MINUTE

    end(stage, chat)

    assert pace() == Pace(1, 2 * MINUTE, (2 * MINUTE) ** 2, 1, 30 * SECOND, 0)


def test_who_leaves_the_queue_says_how_long_they_stayed(stage: Stage) -> None:
    chat, _ = start(stage)
    stage.now += 30 * SECOND

    end(stage, chat)

    assert pace() == UNKNOWN._replace(waits=1, waited=30 * SECOND, left=1)


def test_a_chat_that_came_back_and_was_left_counts_as_left(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.close(console)
    stage.pass_time(20 * SECOND)
    stage.now += MINUTE

    end(stage, chat)

    assert (pace().chats, pace().left, pace().waited) == (0, 1, MINUTE)


def test_a_visitor_is_told_a_wait_that_falls_with_their_place(stage: Stage) -> None:
    first, second, window = three(stage)
    (longer,) = [frame["wait"] for frame in stage.frames(window, "position")]
    end(stage, first, 0)
    shorter = stage.frames(window, "position")[-1]["wait"]

    assert longer["low_s"] < longer["likely_s"] < longer["high_s"]
    assert shorter["likely_s"] < longer["likely_s"]
    assert stage.chat(second).state == "open"


def test_the_wait_is_told_again_each_half_minute(stage: Stage) -> None:
    window = three(stage)[2]
    before = len(stage.frames(window, "position"))
    for console in [s for s in stage.inbox if stage.frames(s, "welcome")]:
        stage.send(console, action="ping", renew=True)
    stage.now += 30 * SECOND

    stage.pass_time(0)

    assert len(stage.frames(window, "position")) > before


def test_who_joins_again_is_told_at_once(stage: Stage) -> None:
    _, second, _ = three(stage)

    window = stage.open_visitor("vr_" + "b" * 26)
    (joined,) = stage.send(window, action="join", chat=second, client="visitorb")

    assert joined["position"] == 1
    assert joined["wait"]["likely_s"] > 0


def test_nothing_is_told_while_too_little_is_known(stage: Stage) -> None:
    window = three(stage, UNKNOWN)[2]

    assert all("wait" not in frame for frame in stage.frames(window, "position"))


def three(stage: Stage, known: Pace = PACE) -> tuple[str, str, str]:
    """One chat is Ada's, two wait: the first two chats and the last one's window."""
    account_store.learn("demo", lambda _: known)
    access.renew_account("demo", stage.now)
    stage.open_agent(stage.add_agent("Ada", max_chats=1))
    started = []
    for index in range(3):
        stage.now += 1
        started.append(start(stage, index))
    return started[0][0], started[1][0], started[2][1]


def test_a_database_that_is_slow_to_learn_ends_the_chat_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    join(stage, console, chat)

    def throttled(*_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")

    monkeypatch.setattr(account_store, "update", throttled)
    stage.send(window, action="end", chat=chat, client="visitora")

    assert stage.frames(window, "error") == []
    assert stage.frames(console, "ended")


def test_who_comes_while_as_many_wait_as_may_is_turned_away(stage: Stage) -> None:
    set_up(max_queue=2)
    first, _ = start(stage)
    start(stage, 1)
    window = stage.open_visitor(vera(2))

    (refused,) = stage.send(window, action="start", client="visitorc", ref="r")

    assert (refused["event"], refused["code"], refused["ref"]) == ("error", "queue_full", "r")
    assert routing_store.count_waiting("demo") == 2
    # Whose chat runs joins it all the same, and the next place is free again.
    assert start(stage)[0] == first
    end(stage, first)
    assert stage.send(window, action="start", client="visitorc")[0]["event"] == "joined"
