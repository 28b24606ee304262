"""HTTP for the agent who asks, as one whom the authorizer let through."""

from tests.handlers.cast import as_agent, ask
from tests.stage import Stage


def test_an_agent_asks_who_they_are(stage: Stage) -> None:
    stage.add_agent("Ada", max_chats=3)

    assert as_agent("GET", "/v1/agent").json == {
        "id": "ag_ada",
        "account": "demo",
        "account_name": "Demo shop",
        "permissions": ["chats.answer", "chats.read", "visitors.invite", "visitors.read"],
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


def test_no_other_site_may_read_what_agents_read(stage: Stage) -> None:
    stage.add_agent("Ada")
    answers = [
        as_agent("GET", "/v1/agent"),
        as_agent("GET", "/v1/chats"),
        ask("GET", "/v1/nothing"),
    ]

    assert [a for a in answers if "access-control-allow-origin" in a.headers] == []
