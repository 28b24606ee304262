"""HTTP for admins: business hours of skills and of the account."""

from typing import Any

import pytest

from tests.handlers.cast import call
from tests.stage import START, Stage

SKILL, ACCOUNT, PREVIEW = "/v1/skills/{skill}", "/v1/account", "/v1/hours/preview"
DAY = [{"opens": "09:00", "closes": "12:30"}, {"opens": "13:30", "closes": "18:00"}]
# A Friday morning in Berlin.
assert START == 1_800_000_000_000
HOURS: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "week": [DAY] * 5 + [[], []],
    "special": {"2027-01-15": []},
}


def week(*shifts: tuple[str, str], day: int = 0) -> dict[str, Any]:
    """Hours with shifts on one day alone."""
    told: list[list[dict[str, str]]] = [[] for _ in range(7)]
    told[day] = [{"opens": opens, "closes": closes} for opens, closes in shifts]
    return {"zone": "UTC", "week": told}


# Monday's night shift runs into Tuesday's first.
EARLY = week(("22:00", "06:00"))
EARLY["week"][1] = [{"opens": "05:00", "closes": "07:00"}]


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> Stage:
    """An account with an admin."""
    stage.add_agent("Boss", role="admin")
    return stage


def test_a_skill_has_hours_and_says_whether_it_is_open() -> None:
    made = call("POST", "/v1/skills", {"name": "Billing", "hours": HOURS}).json
    read = call("GET", SKILL, skill=made["id"]).json
    changed = call("PATCH", SKILL, {"name": "Bills"}, etag="1", skill=made["id"]).json
    always = call("PATCH", SKILL, {"hours": None}, etag="2", skill=made["id"]).json

    assert read == made
    # Closed for the holiday; Monday at nine is 08:00 in UTC.
    assert (made["open"], made["changes"]) == (False, 1_800_259_200_000)
    assert (changed["name"], changed["hours"]) == ("Bills", HOURS)
    assert (always["hours"], always["open"], always["changes"]) == (None, True, None)


def test_the_account_has_hours_too() -> None:
    changed = call("PATCH", ACCOUNT, {"settings": {"hours": HOURS}}, etag="0")
    other = call("PATCH", ACCOUNT, {"settings": {"grace_s": 30}}, etag="1")
    always = call("PATCH", ACCOUNT, {"settings": {"hours": None}}, etag="2")

    assert changed.json["settings"]["hours"] == HOURS
    assert other.json["settings"]["hours"] == HOURS
    assert always.json["settings"]["hours"] is None


def test_hours_can_be_looked_at_before_they_are_kept() -> None:
    always = call("POST", PREVIEW, {**HOURS, "week": [[{"opens": "00:00", "closes": "24:00"}]] * 7})

    assert call("POST", PREVIEW, HOURS).json == {"open": False, "changes": 1_800_259_200_000}
    assert always.json["open"] is False
    assert call("POST", PREVIEW, week(("00:00", "24:00"), day=4)).json["open"] is True


def test_a_shift_past_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    night = week(("22:00", "06:00"), ("08:00", "24:00"), day=3)
    refused = call("PATCH", ACCOUNT, {"settings": {"hours": night}}, etag="0")
    kept = call("PATCH", ACCOUNT, {"settings": {"hours": week(("22:00", "06:00"))}}, etag="0").json

    assert refused.json["code"] == "bad_frame"
    assert kept["settings"]["hours"]["week"][0] == [{"opens": "22:00", "closes": "06:00"}]


@pytest.mark.parametrize(
    ("hours", "why"),
    [
        ({**HOURS, "zone": "Europe/Atlantis"}, "no time zone Europe/Atlantis"),
        ({**HOURS, "zone": "Europe"}, "no time zone Europe"),
        ({**HOURS, "zone": "../../etc/passwd"}, "zone"),
        ({**HOURS, "week": [[]] * 7}, "never open"),
        ({**HOURS, "week": [DAY] * 6}, "week"),
        ({**HOURS, "special": {"2026-02-30": []}}, "2026-02-30 is no date"),
        ({**HOURS, "special": {"tomorrow": []}}, "special"),
        ({**HOURS, "special": {"2026-12-24": [DAY[0], DAY[0]]}}, "2026-12-24 overlap"),
        (week(("09:00", "09:00")), "closes at 09:00, when it opens"),
        (week(("24:00", "09:00")), "opens at 24:00"),
        (week(("09:00", "12:00"), ("11:59", "15:00")), "two shifts of Monday overlap"),
        ({**week(), "special": {"2026-12-24": DAY}}, "all dates are over"),
        (EARLY, "on Tuesday a shift begins at 05:00"),
        (week(("9", "12")), "opens"),
        (week(("09:00", "25:00")), "closes"),
        ("always", "object"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_the_reason(hours: Any, why: str) -> None:
    skill = call("POST", "/v1/skills", {"name": "Billing", "hours": hours})
    account = call("PATCH", ACCOUNT, {"settings": {"hours": hours}}, etag="0")
    preview = call("POST", PREVIEW, hours)

    for answer in (skill, account, preview):
        assert (answer.status, answer.json["code"]) == (400, "bad_frame")
        assert why in answer.json["detail"]
    assert call("GET", "/v1/skills").json["items"] == []
