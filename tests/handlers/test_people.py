"""HTTP for admins: the account's agents."""

import json

import pytest

from chalicelib.domain import routing
from chalicelib.handlers import people
from chalicelib.store import agents as agent_store
from chalicelib.store import routing as routing_store
from tests.handlers.cast import Answer, as_agent, call, stored
from tests.services.cast import set_up, start
from tests.stage import Stage

AGENTS, AGENT = "/v1/agents", "/v1/agents/{agent}"
JSON = {"content-type": "application/json"}
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
        "levels": {},
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


@pytest.mark.parametrize("mode", ["auto", "offer"])
def test_deactivation_puts_chats_back_into_the_queue(boss: Stage, mode: str) -> None:
    set_up(accept_mode=mode)
    boss.open_agent(boss.add_agent("Ada"))
    chat, _ = start(boss)
    assert boss.load("ag_ada") == {chat}

    gone = call("POST", AGENT + "/deactivation", agent="ag_ada")

    assert (gone.status, boss.load("ag_ada")) == (200, frozenset())
    assert [need.id for need in routing_store.waiting("demo", 9)] == [chat]


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
        {**DORA, "email": "zoe@x"},
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


def limit(body: object, agent: str = "ag_boss", whom: str = "ag_ada") -> Answer:
    """Set an agent's limit."""
    text = body if isinstance(body, str) else json.dumps(body)
    return as_agent(
        "PATCH",
        "/v1/agents/{agent}",
        agent,
        headers={**JSON, "if-match": '"0"'},
        pathParameters={"agent": whom},
        body=text,
    )


def test_an_admin_sets_a_limit_and_who_waits_is_served(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.open_agent(stage.add_agent("Ada", max_chats=0))
    waiting, _ = start(stage)

    answer = limit({"max_chats": 2})

    assert (answer.status, answer.json["max_chats"]) == (200, 2)
    assert stage.load("ag_ada") == {waiting}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"max_chats": -1}, "bad_frame"),
        ({"max_chats": 1_001}, "bad_frame"),
        ({"max_chats": "2"}, "bad_frame"),
        ({"max_chats": 2.5}, "bad_frame"),
        ({"max_chats": None}, "bad_frame"),
        ({"max_chats": {"$gt": 0}}, "bad_frame"),
        ({"max_chats": 2, "sockets": []}, "bad_frame"),
        ([], "bad_frame"),
        ("", "bad_json"),
        ("{", "bad_json"),
        ('{"max_chats": 1, "max_chats": 2}', "bad_json"),
        ('{"max_chats": NaN}', "bad_json"),
    ],
)
def test_a_limit_of_another_form_is_refused(stage: Stage, body: object, code: str) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    before = stored()

    answer = limit(body)

    assert (answer.status, answer.json["code"]) == (400, code)
    assert stored() == before


def test_only_admins_set_limits_and_only_of_agents_there_are(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    before = stored(but="test-audit")

    answers = [
        limit({"max_chats": 9}, agent="ag_ada"),
        *(
            limit({"max_chats": 9}, whom=whom)
            for whom in ("ag_nobody", "x" * 3_000, "", "ag_ada\n")
        ),
    ]

    assert [(a.status, a.json["code"]) for a in answers] == [
        (403, "not_allowed"),
        *[(404, "no_such_agent")] * 4,
    ]
    assert stored(but="test-audit") == before


def test_a_role_taken_away_counts_at_once(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    stage.add_agent("Boss", role="agent")

    assert limit({"max_chats": 9}).status == 403
    found = agent_store.get("demo", "ag_ada")
    assert found
    assert found.max_chats == 2


def test_a_change_of_nothing_writes_nothing(boss: Stage) -> None:
    boss.add_agent("Ada")
    before = stored()

    assert limit({}).headers["etag"] == '"0"'
    assert limit({"name": "Ada", "max_chats": 2}).status == 200
    assert stored() == before


def test_a_name_is_kept_without_a_card_number() -> None:
    assert people.name_of(" Ada 4111 1111 1111 1111\x00") == (
        "Ada 4111 11\u2022\u2022 \u2022\u2022\u2022\u2022 1111\ufffd"
    )


def test_an_agent_knows_a_skill_at_a_level(boss: Stage) -> None:
    french, billing = (
        call("POST", "/v1/skills", {"name": name}).json["id"] for name in ("French", "Billing")
    )
    asked = {**DORA, "skills": [french, billing], "levels": {french: 4, billing: 1}}
    made = call("POST", AGENTS, asked).json
    agent = made["id"]
    raised = call("PATCH", AGENT, {"levels": {billing: 2}}, etag="1", agent=agent).json
    fewer = call("PATCH", AGENT, {"skills": [french]}, etag="2", agent=agent).json
    back = call("PATCH", AGENT, {"skills": [french, billing]}, etag="3", agent=agent).json

    assert (made["levels"], raised["levels"]) == ({french: 4}, {billing: 2})
    assert (fewer["levels"], back["levels"]) == ({}, {})
    call("PATCH", AGENT, {"levels": {billing: 2}}, etag="4", agent=agent)
    dora = agent_store.get("demo", agent)
    assert dora
    assert routing.candidate(dora, boss.now).skills == {french: 1, billing: 2}


@pytest.mark.parametrize("level", [0, 6, 2.5, "3", None])
def test_a_level_is_from_1_to_5(boss: Stage, level: object) -> None:
    skill = call("POST", "/v1/skills", {"name": "French"}).json["id"]
    asked = {"skills": [skill], "levels": {skill: level}}

    assert call("PATCH", AGENT, asked, etag="0", agent="ag_boss").json["code"] == "bad_frame"


def test_a_level_of_a_skill_that_an_agent_lacks_is_refused(boss: Stage) -> None:
    skill = call("POST", "/v1/skills", {"name": "French"}).json["id"]

    lacking = call("PATCH", AGENT, {"levels": {skill: 3}}, etag="0", agent="ag_boss")
    taken = {"skills": [skill], "levels": {skill: 3}}
    kept = call("PATCH", AGENT, taken, etag="0", agent="ag_boss").json
    call("DELETE", "/v1/skills/{skill}", skill=skill)

    assert (lacking.status, lacking.json["code"]) == (400, "bad_frame")
    assert kept["levels"] == {skill: 3}
    assert call("GET", AGENT, agent="ag_boss").json["levels"] == {}
