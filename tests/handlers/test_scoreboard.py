"""HTTP for the queue and the scoreboard."""

import pytest

from chalicelib.domain.need import Need, Ring
from chalicelib.domain.pace import Pace
from chalicelib.services import access
from chalicelib.store import accounts as account_store
from tests.handlers.cast import call
from tests.services.cast import MINUTE, set_up, start
from tests.services.test_routing import ask_for
from tests.stage import Stage


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> None:
    """Who may everything, and a known pace."""
    stage.add_agent("Boss", role="admin")
    account_store.learn("demo", lambda _: Pace(60, 5 * MINUTE, 50 * MINUTE**2))
    access.renew_account("demo", stage.now)


def test_a_waiting_chat_says_what_it_asks_for_in_names(stage: Stage) -> None:
    german = call("POST", "/v1/skills", {"name": "German"}).json["id"]
    rings = (Ring(0, {german: 2}), Ring(30_000, {}, {"gr_gone": 50}))
    need = Need("", 0, rings, agent="ag_boss", agent_until=stage.now + 9, credit=60_000)
    ask_for(stage, need._replace(skill=german), count=1)

    answer = call("GET", "/v1/queue")

    assert answer.json["waiting"] == 1
    (item,) = answer.json["items"]
    assert (item["position"], item["since"], item["skill"]) == (1, stage.now, "German")
    assert item["rings"] == [
        {"after_s": 0, "skills": [{"id": german, "name": "German", "level": 2}], "groups": []},
        {
            "after_s": 30,
            "skills": [],
            "groups": [{"id": "gr_gone", "name": "gr_gone", "share": 50}],
        },
    ]
    assert item["agent"] == {"id": "ag_boss", "name": "Boss", "until": stage.now + 9}
    assert (item["last"], item["credit_s"], item["weight"]) == (None, 60, 1)
    assert item["wait"] is None


def test_an_offered_chat_says_to_whom_and_is_none_of_theirs_yet(stage: Stage) -> None:
    set_up(accept_mode="offer", offer_s=20)
    stage.open_agent(stage.add_agent("Ada"))
    start(stage)

    (item,) = call("GET", "/v1/queue").json["items"]
    ada = call("GET", "/v1/scoreboard").json["agents"][0]

    assert item["offered"] == {"id": "ag_ada", "name": "Ada", "until": stage.now + 20_000}
    assert (ada["chats"], ada["used"], ada["offered"]) == ([], 1, 1)


def test_a_wait_is_told_in_seconds(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada", max_chats=1))
    start(stage, 0)
    start(stage, 1)

    (item,) = call("GET", "/v1/queue").json["items"]

    assert 0 < item["wait"]["low_s"] < item["wait"]["likely_s"] < item["wait"]["high_s"]
    assert item["name"] == "Visitor 1"


def test_the_scoreboard_says_who_is_there_with_how_much(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    stage.open_agent(stage.add_agent("Ben"), online=False)
    gone = stage.open_agent(stage.add_agent("Cleo"))
    chat, _ = start(stage, 0)
    holder = stage.chat(chat).agent
    stage.close(gone, told=False)
    stage.now += MINUTE
    stage.send(ada, action="hello")

    board = call("GET", "/v1/scoreboard").json

    rows = {row["name"]: row for row in board["agents"]}
    assert list(rows) == ["Ada", "Ben", "Boss", "Cleo"]
    assert rows["Ben"]["status"] == "away"
    assert rows["Cleo"]["status"] == "offline"
    assert (rows["Ada"]["since"], rows["Ben"]["since"]) == (stage.now - MINUTE, 0)
    assert rows["Cleo"]["since"] == stage.now - MINUTE + 45_000
    held = next(row for row in rows.values() if row["id"] == holder)
    assert (held["used"], held["chats"]) == (1, [chat])
    assert (board["waiting"], board["since"], board["handling_s"]) == (0, 0, 300)
    assert board["availability"] in ("online", "busy")
    within = [{"s": s, "share": 1.0} for s in (20, 30, 60)]
    counted = {"answered": 1, "left": 0, "wait_s": 0, "within": within}
    assert board["today"] == {"date": "2027-01-15", **counted}
