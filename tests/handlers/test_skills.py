"""HTTP for admins: the account's skills of agents."""

import pytest

from tests.handlers.cast import call
from tests.stage import Stage

SKILLS, SKILL = "/v1/skills", "/v1/skills/{skill}"
ALWAYS = {"hours": None, "open": True, "changes": None}


@pytest.fixture
def made(stage: Stage) -> str:
    """A skill's id."""
    stage.add_agent("Boss", role="admin")
    return str(call("POST", SKILLS, {"name": "North"}).json["id"])


def test_a_skill_is_made_named_anew_and_removed(made: str) -> None:
    read = call("GET", SKILL, skill=made)
    changed = call("PATCH", SKILL, {"name": "South"}, etag="1", skill=made)
    late = call("PATCH", SKILL, {"name": "East"}, etag="1", skill=made)
    removed = call("DELETE", SKILL, skill=made)

    assert read.json == {"id": made, "name": "North", "agents": 0, **ALWAYS}
    assert (changed.json["name"], changed.headers["etag"]) == ("South", '"2"')
    assert (late.status, removed.status, removed.text) == (412, 204, "")
    assert call("GET", SKILL, skill=made).status == 404
    assert call("DELETE", SKILL, skill=made).json["code"] == "no_such_skill"


def test_a_skill_knows_how_many_have_it_and_leaves_them_when_it_goes(made: str) -> None:
    call("PATCH", "/v1/agents/{agent}", {"skills": [made]}, etag="0", agent="ag_boss")

    (listed,) = call("GET", SKILLS).json["items"]
    assert listed == {"id": made, "name": "North", "agents": 1, **ALWAYS}
    call("DELETE", SKILL, skill=made)
    assert call("GET", "/v1/agents/{agent}", agent="ag_boss").json["skills"] == []


def test_one_idempotency_key_makes_one_skill(made: str) -> None:
    first = call("POST", SKILLS, {"name": "East"}, key="one")
    again = call("POST", SKILLS, {"name": "East"}, key="one")

    assert first.json == again.json
    assert len(call("GET", SKILLS).json["items"]) == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, 7, None])
def test_a_skill_has_a_name(made: str, name: object) -> None:
    assert call("POST", SKILLS, {"name": name}).json["code"] == "bad_frame"
    assert call("PATCH", SKILL, {"name": name}, etag="1", skill=made).status == 400
