"""HTTP for agents: why a chat went to whom."""

from tests.handlers.cast import Answer, as_agent, call
from tests.services.cast import start
from tests.stage import Stage


def asked(chat: str, agent: str) -> Answer:
    """The route's answer."""
    return as_agent("GET", "/v1/chats/{chat}/routing", agent, pathParameters={"chat": chat})


def test_it_is_told_who_was_looked_at_and_why_they_did_not_get_the_chat(stage: Stage) -> None:
    stage.add_agent("Ada")
    stage.open_agent(stage.add_agent("Ben", role="admin"))
    chat, _ = start(stage)

    (decision,) = asked(chat, "ag_ben").json["decisions"]

    assert decision == {
        "at": stage.now,
        "agent": "ag_ben",
        "name": "Ben",
        "verdicts": [
            {
                "agent": "ag_ben",
                "name": "Ben",
                "reason": "chosen",
                "used": 0,
                "limit": 2,
                "received": 0,
                "detail": "",
            },
            {
                "agent": "ag_ada",
                "name": "Ada",
                "reason": "away",
                "used": 0,
                "limit": 2,
                "received": 0,
                "detail": "",
            },
        ],
        "others": {},
        "rule": "",
        "offered": False,
        "gone": 0,
    }


def test_the_routing_rule_and_what_it_asked_for_are_told_by_name(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada", role="admin"))
    stage.open_agent(stage.add_agent("Ben"))
    billing = call("POST", "/v1/skills", {"name": "Billing"}, by="ag_ada").json["id"]
    held = {"skills": [billing], "levels": {billing: 3}}
    call("PATCH", "/v1/agents/{agent}", held, by="ag_ada", etag="0", agent="ag_ada")
    asked_for = {"name": "Bills", "rings": [{"skills": {billing: 2}}]}
    call("POST", "/v1/routing-rules", asked_for, by="ag_ada")
    chat, _ = start(stage)

    (decision,) = asked(chat, "ag_ada").json["decisions"]

    assert (decision["name"], decision["rule"]) == ("Ada", "Bills")
    assert [(one["reason"], one["detail"]) for one in decision["verdicts"]] == [
        ("chosen", ""),
        ("skill", "Billing"),
    ]


def test_a_chat_that_waits_has_no_decision_yet_and_one_that_is_none_is_refused(
    stage: Stage,
) -> None:
    stage.add_agent("Boss", role="admin")
    chat, _ = start(stage)

    assert asked(chat, "ag_boss").json == {"decisions": []}
    assert asked("demo.ch_none", "ag_boss").json["code"] == "no_such_chat"
