"""HTTP for what-if: a day is played, nothing is kept, and what cannot be is refused."""

from typing import Any

import pytest

from tests.handlers.cast import call, stored
from tests.stage import Stage

DAY = {
    "rates": [30] * 24,
    "handling_s": 300,
    "teams": [{"agents": 3, "slots": 2, "starts": 480, "ends": 1080}, {"agents": 1, "slots": 1}],
    "patience_s": 120,
}


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> None:
    """Who may everything."""
    stage.add_agent("Boss", role="admin", max_chats=3)


def test_a_day_is_played_and_nothing_kept() -> None:
    before = stored()

    first, again = (call("POST", "/v1/simulations", DAY) for _ in range(2))

    assert first.status == 200
    assert first.json == again.json
    assert len(first.json["hours"]) == 24
    day = first.json["day"]
    assert day["arrivals"] == day["answered"] + day["abandoned"]
    assert 0 < day["within_20"] <= day["within_30"] <= day["within_60"] < 1
    assert first.json["hours"][12]["within_60"] > first.json["hours"][3]["within_60"]
    assert stored() == before


def test_today_can_be_played_as_it_is() -> None:
    today = call("GET", "/v1/simulations/today").json

    assert today["teams"] == [{"agents": 1, "slots": 3, "starts": 0, "ends": 0, "skills": []}]
    assert call("POST", "/v1/simulations", today).json["day"]["arrivals"] > 0


def test_a_recorded_day_without_chats_is_empty(stage: Stage) -> None:
    day = call("POST", "/v1/simulations", {**DAY, "recorded": stage.now - 86_400_000}).json["day"]

    assert day["arrivals"] == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"rates": [1] * 23},
        {"rates": [-1] * 24},
        {"rates": [5_000] * 24},
        {"handling_s": 0},
        {"spread": 9},
        {"teams": [{"agents": 1, "slots": 0}]},
        {"teams": [{"agents": 1, "slots": 1, "ends": 1_441}]},
        {"skills": {"french": 0.7, "german": 0.7}},
        {"more": 1},
    ],
)
def test_what_cannot_be_played_is_refused(fields: dict[str, Any]) -> None:
    answer = call("POST", "/v1/simulations", {**DAY, **fields})

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")
