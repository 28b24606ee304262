"""HTTP for admins: the account's agents."""

import pytest

from tests.handlers.cast import call
from tests.stage import Stage

AGENTS, AGENT = "/v1/agents", "/v1/agents/{agent}"
DORA = {"name": " Dora ", "email": "Dora@Parley.test", "role": "agent"}


@pytest.fixture
def boss(stage: Stage) -> Stage:
    """An account with an admin."""
    stage.add_agent("Boss", role="admin")
    return stage


def test_an_agent_is_invited_read_and_listed(boss: Stage) -> None:
    made = call("POST", AGENTS, DORA)
    read = call("GET", AGENT, agent=made.json["id"])
    listed = call("GET", AGENTS)

    assert (made.status, made.headers["etag"]) == (201, '"1"')
    assert read.json == made.json
    assert made.json in listed.json["items"]
    assert made.json == {
        "id": made.json["id"],
        "name": "Dora",
        "email": "dora@parley.test",
        "role": "agent",
        "max_chats": 3,
        "skills": [],
        "groups": [],
        "active": True,
        "status": "away",
        "chats": 0,
        "created": boss.now,
    }
    assert boss.mailed == ["dora@parley.test"]


def test_lists_come_in_parts(boss: Stage) -> None:
    for name in ("Ada", "Ben", "Cleo"):
        boss.add_agent(name)

    first = call("GET", AGENTS, query={"limit": "3"}).json
    second = call("GET", AGENTS, query={"limit": "3", "after": first["next"]}).json

    found = [one["id"] for one in first["items"] + second["items"]]
    assert found == ["ag_ada", "ag_ben", "ag_boss", "ag_cleo"]
    assert second["next"] == ""


def test_a_change_says_of_which_version(boss: Stage) -> None:
    boss.add_agent("Ada")

    without = call("PATCH", AGENT, {"max_chats": 5}, agent="ag_ada")
    done = call("PATCH", AGENT, {"max_chats": 5}, etag="0", agent="ag_ada")
    late = call("PATCH", AGENT, {"max_chats": 6}, etag="0", agent="ag_ada")

    assert (without.status, done.status, late.status) == (428, 200, 412)
    assert (done.json["max_chats"], done.headers["etag"]) == (5, '"1"')
    assert late.json["code"] == "outdated"


def test_deactivation_closes_consoles_and_sign_in(boss: Stage) -> None:
    console = boss.open_agent(boss.add_agent("Ada"))

    gone = call("POST", AGENT + "/deactivation", agent="ag_ada")

    assert (gone.json["active"], gone.json["status"]) == (False, "away")
    assert console in boss.gone
    assert boss.signing_in == {"ada@parley.test": False}
    assert call("GET", "/v1/agent", by="ag_ada").status == 401
    back = call("DELETE", AGENT + "/deactivation", agent="ag_ada")
    assert back.json["active"]
    assert boss.signing_in == {"ada@parley.test": True}


def test_an_invite_is_mailed_again(boss: Stage) -> None:
    boss.add_agent("Ada")

    assert call("POST", AGENT + "/invite", agent="ag_ada").status == 200
    assert boss.mailed == ["ada@parley.test"]


def test_a_manager_makes_no_admin(boss: Stage) -> None:
    boss.add_agent("Mia", role="manager")
    boss.add_agent("Ada")

    answers = [
        call("POST", AGENTS, {**DORA, "role": "admin"}, by="ag_mia"),
        call("PATCH", AGENT, {"role": "admin"}, by="ag_mia", etag="0", agent="ag_ada"),
        call("PATCH", AGENT, {"name": "X"}, by="ag_mia", etag="0", agent="ag_boss"),
        call("POST", AGENT + "/deactivation", by="ag_mia", agent="ag_boss"),
    ]

    assert [(answer.status, answer.json["code"]) for answer in answers] == [
        (403, "not_allowed")
    ] * 4
    assert boss.mailed == []


@pytest.mark.parametrize(
    "body",
    [
        {**DORA, "name": ""},
        {**DORA, "name": " \t"},
        {**DORA, "email": "dora"},
        {**DORA, "email": "do ra@parley.test"},
        {**DORA, "email": "dora@parley.test\n"},
        {**DORA, "role": "owner"},
        {**DORA, "max_chats": -1},
        {**DORA, "max_chats": "3"},
        {**DORA, "skills": ["french"]},
        {**DORA, "id": "ag_boss"},
        {**DORA, "active": True},
        {},
        [],
    ],
)
def test_what_is_wrong_is_refused_and_nothing_made(boss: Stage, body: object) -> None:
    answer = call("POST", AGENTS, body)

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")
    assert boss.mailed == []
    assert len(call("GET", AGENTS).json["items"]) == 1


def test_an_agent_sees_no_people(boss: Stage) -> None:
    boss.add_agent("Ada")

    assert call("GET", AGENTS, by="ag_ada").status == 403
    trail = call("GET", "/v1/audit").json["items"]
    assert [(one["by"]["id"], one["action"], one["object"]) for one in trail] == [
        ("ag_ada", "refused", "GET /v1/agents")
    ]
