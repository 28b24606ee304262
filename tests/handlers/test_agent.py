"""HTTP for the agent who asks, as one whom the authorizer let through."""

import json

import pytest

from chalicelib.store import agents as agent_store
from tests.handlers.cast import Answer, as_agent, ask, stored
from tests.services.cast import start
from tests.stage import Stage


def limit(body: object, agent: str = "ag_boss", whom: str = "ag_ada") -> Answer:
    """Set an agent's limit."""
    text = body if isinstance(body, str) else json.dumps(body)
    return as_agent("PATCH", "/v1/agents/{agent}", agent, pathParameters={"agent": whom}, body=text)


def test_an_agent_asks_who_they_are(stage: Stage) -> None:
    stage.add_agent("Ada", max_chats=3)

    assert as_agent("GET", "/v1/agent").json == {
        "id": "ag_ada",
        "account": "demo",
        "account_name": "Demo shop",
        "permissions": ["chats.answer", "chats.read"],
        "name": "Ada",
        "email": "ada@parley.test",
        "role": "agent",
        "max_chats": 3,
        "status": "away",
    }


def test_an_agent_who_is_no_more_is_not_let_in(stage: Stage) -> None:
    answer = as_agent("GET", "/v1/agent")

    assert (answer.status, answer.json["code"]) == (401, "unauthenticated")


def test_a_console_gets_a_ticket(stage: Stage) -> None:
    stage.add_agent("Ada")

    answer = as_agent("POST", "/v1/agent/sockets")

    assert answer.status == 201
    assert set(answer.json) == {"ticket", "url"}


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
        ({"max_chats": 2, "role": "admin"}, "bad_frame"),
        ({}, "bad_frame"),
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
    before = stored()

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
    assert stored() == before


def test_a_role_taken_away_counts_at_once(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    stage.add_agent("Boss", role="agent")

    assert limit({"max_chats": 9}).status == 403
    found = agent_store.get("demo", "ag_ada")
    assert found
    assert found.max_chats == 2


def test_no_other_site_may_read_what_agents_read(stage: Stage) -> None:
    stage.add_agent("Ada")
    answers = [
        as_agent("GET", "/v1/agent"),
        as_agent("GET", "/v1/chats"),
        ask("GET", "/v1/nothing"),
    ]

    assert [a for a in answers if "access-control-allow-origin" in a.headers] == []
