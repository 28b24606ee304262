"""Whom a chat may be passed on to, told to whoever answers chats."""

from tests.handlers.cast import call
from tests.stage import Stage


def test_all_who_might_take_a_chat_are_named_with_how_it_stands_with_them(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.open_agent(stage.add_agent("Ada", max_chats=3))
    stage.open_agent(stage.add_agent("Ben"), online=False)
    skill = call("POST", "/v1/skills", {"name": "Ferns"}).json["id"]
    group = call("POST", "/v1/groups", {"name": "Sales"}).json["id"]
    etag = call("GET", "/v1/agents/{agent}", agent="ag_ada").headers["etag"].strip('"')
    body = {"groups": [group]}
    assert call("PATCH", "/v1/agents/{agent}", body, etag=etag, agent="ag_ada").status == 200

    found = call("GET", "/v1/targets", by="ag_ada").json

    agents = {one["name"]: one for one in found["agents"]}
    ada = {"id": "ag_ada", "name": "Ada", "status": "online", "used": 0, "limit": 3}
    assert agents["Ada"] == ada
    assert (agents["Ben"]["status"], agents["Boss"]["status"]) == ("away", "offline")
    assert found["skills"] == [{"id": skill, "name": "Ferns", "online": 0}]
    assert found["groups"] == [{"id": group, "name": "Sales", "online": 1}]
