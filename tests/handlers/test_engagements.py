"""How often invitations came to what, over HTTP."""

import pytest

from tests.handlers.cast import VIEW, beacon, call
from tests.stage import Stage


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> None:
    """An admin asks."""
    stage.add_agent("Boss", role="admin")


def test_states_are_counted_by_day_rule_and_variant(stage: Stage) -> None:
    experiment = {"variants": [{"name": "b", "share": 100}]}
    invite = {"do": "invite", "text": "Hello"}
    call("POST", "/v1/rules", {"name": "R", "actions": [invite], "experiment": experiment})
    told = [{"rule": 1, "variant": "b", "state": one, "at": 5} for one in ("offered", "shown")]
    beacon({**VIEW, "engagements": told})

    (row,) = call("GET", "/v1/engagements").json["items"]

    assert row == {
        "day": "2027-01-15", "rule": 1, "variant": "b", "offered": 1, "shown": 1,
        "accepted": 0, "declined": 0, "ignored": 0, "control": 0, "chatted": 0,
        "converted": 0, "control_converted": 0,
    }  # fmt: skip
    assert call("GET", "/v1/engagements", query={"to": "2027-01-14"}).json["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2027-02-30"},
        {"from": "2027-01-02", "to": "2027-01-01"},
        {"from": "2020-01-01", "to": "2027-01-01"},
        {"from": "now"},
        {"day": "2027-01-01"},
    ],
)
def test_days_that_are_none_are_refused(query: dict[str, str]) -> None:
    answer = call("GET", "/v1/engagements", query=query)

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")
