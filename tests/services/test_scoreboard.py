"""Who waits in which order and for whom; who is there and how much they have to do."""

import pytest

from chalicelib.domain.account import OFFER, PICK
from chalicelib.domain.day import Day
from chalicelib.domain.need import Need, Ring
from chalicelib.domain.pace import Pace
from chalicelib.services import access, scoreboard
from chalicelib.store import accounts as account_store
from tests.services.cast import MINUTE, end, set_up, start
from tests.services.test_routing import ask_for
from tests.stage import Stage


def test_those_who_wait_stand_in_the_order_in_which_they_are_served(stage: Stage) -> None:
    account_store.learn("demo", lambda _: Pace(60, MINUTE, MINUTE**2))
    access.renew_account("demo", stage.now)
    stage.open_agent(stage.add_agent("Ada", max_chats=1))
    start(stage, 5)
    chats = []
    for index in (6, 7):
        stage.now += 1
        chats.append(start(stage, index)[0])
    stage.now += 5
    ask_for(stage, Need("", 0, (Ring(0, {"sk_german": 2}),), credit=60_000), count=1)

    found = scoreboard.waiting("demo", stage.now)

    assert [one.chat.id for one in found.items][1:] == chats
    assert [one.position for one in found.items] == [1, 2, 3]
    assert found.items[0].need.rings == (Ring(0, {"sk_german": 2}),)
    # Nobody there knows German: nothing can be said of that wait.
    assert [one.wait is not None for one in found.items] == [False, True, True]
    assert found.waiting == 3
    assert found.names["ag_ada"] == "Ada"


def test_an_empty_queue_is_empty(stage: Stage) -> None:
    assert scoreboard.waiting("demo", stage.now) == scoreboard.Queue([], 0, {})


def test_the_board_shows_agents_by_name_and_the_longest_wait(stage: Stage) -> None:
    for name in ("Ben", "ada", "Cleo"):
        stage.add_agent(name)
    first = stage.now
    for index in range(2):
        start(stage, index)
        stage.now += 1

    board = scoreboard.board("demo", stage.now)

    assert [agent.name for agent in board.agents] == ["ada", "Ben", "Cleo"]
    assert (board.waiting, board.since) == (2, first)


def test_who_is_offered_to_somebody_waits_before_all_others(stage: Stage) -> None:
    set_up(accept_mode="offer", offer_s=20)
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, _ = start(stage, 0)
    stage.now += 1
    second, _ = start(stage, 1)

    found, board = scoreboard.waiting("demo", stage.now), scoreboard.board("demo", stage.now)

    assert [(one.chat.id, one.position) for one in found.items] == [(first, 1), (second, 1)]
    assert [one.offered and one.offered.id for one in found.items] == ["ag_ada", None]
    assert (found.waiting, board.waiting, board.since) == (2, 2, stage.now - 1)
    assert [frame["waiting"] for frame in stage.frames(ada, "queue")] == [1, 2]

    stage.send(ada, action="accept", chat=first)

    assert [one.chat.id for one in scoreboard.waiting("demo", stage.now).items] == [second]
    assert stage.frames(ada, "queue")[-1]["waiting"] == 1


def test_an_offer_is_not_told_for_ever_where_nobody_took_note_of_its_end(stage: Stage) -> None:
    set_up(accept_mode="offer", offer_s=20)
    stage.open_agent(stage.add_agent("Ada"))
    start(stage)

    assert scoreboard.waiting("demo", stage.now + 10 * MINUTE).waiting == 0


def test_the_board_counts_what_was_answered_today_and_what_left(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, _ = start(stage, 0)
    start(stage, 1)
    stage.now += 25_000
    end(stage, first, 0)
    # Whoever comes back to the queue was answered already.
    stage.close(ada)
    stage.pass_time(MINUTE)
    gone, _ = start(stage, 2)
    end(stage, gone, 2)

    board = scoreboard.board("demo", stage.now)

    assert board.today == Day(2, 25_000, {20: 1, 30: 2, 60: 2}, left=1)
    tomorrow = scoreboard.board("demo", stage.now + 24 * 60 * MINUTE)
    assert (tomorrow.today, board.date < tomorrow.date) == (Day(), True)


@pytest.mark.parametrize("mode", [OFFER, PICK])
def test_who_accepts_or_picks_has_answered(stage: Stage, mode: str) -> None:
    set_up(accept_mode=mode)
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage, 0)
    stage.now += 10_000
    assert scoreboard.board("demo", stage.now).today == Day()

    for _ in range(2):
        stage.send(ada, action="accept" if mode == OFFER else "pick", chat=chat)

    today = scoreboard.board("demo", stage.now).today
    assert today == Day(1, 10_000, {20: 1, 30: 1, 60: 1})


def test_more_than_are_shown_are_counted_all_the_same(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for(stage, Need("", 0), count=4)
    monkeypatch.setattr(scoreboard, "SHOWN", 3)

    found = scoreboard.waiting("demo", stage.now)
    board = scoreboard.board("demo", stage.now)

    assert (len(found.items), found.waiting, board.waiting) == (3, 4, 4)
