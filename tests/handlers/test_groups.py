"""HTTP for admins: the account's groups of agents."""

import pytest

from tests.handlers.cast import call
from tests.stage import Stage

GROUPS, GROUP = "/v1/groups", "/v1/groups/{group}"


@pytest.fixture
def made(stage: Stage) -> str:
    """A group's id."""
    stage.add_agent("Boss", role="admin")
    return str(call("POST", GROUPS, {"name": "North"}).json["id"])


def test_a_group_is_made_named_anew_and_removed(made: str) -> None:
    read = call("GET", GROUP, group=made)
    changed = call("PATCH", GROUP, {"name": "South"}, etag="1", group=made)
    late = call("PATCH", GROUP, {"name": "East"}, etag="1", group=made)
    removed = call("DELETE", GROUP, group=made)

    assert read.json == {"id": made, "name": "North", "agents": 0}
    assert (changed.json["name"], changed.headers["etag"]) == ("South", '"2"')
    assert (late.status, removed.status, removed.text) == (412, 204, "")
    assert call("GET", GROUP, group=made).status == 404
    assert call("DELETE", GROUP, group=made).json["code"] == "no_such_group"


def test_a_group_knows_how_many_are_in_it_and_leaves_them_when_it_goes(made: str) -> None:
    call("PATCH", "/v1/agents/{agent}", {"groups": [made]}, etag="0", agent="ag_boss")

    assert call("GET", GROUPS).json["items"] == [{"id": made, "name": "North", "agents": 1}]
    call("DELETE", GROUP, group=made)
    assert call("GET", "/v1/agents/{agent}", agent="ag_boss").json["groups"] == []


def test_one_idempotency_key_makes_one_group(made: str) -> None:
    first = call("POST", GROUPS, {"name": "East"}, key="one")
    again = call("POST", GROUPS, {"name": "East"}, key="one")

    assert first.json == again.json
    assert len(call("GET", GROUPS).json["items"]) == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, 7, None])
def test_a_group_has_a_name(made: str, name: object) -> None:
    assert call("POST", GROUPS, {"name": name}).json["code"] == "bad_frame"
    assert call("PATCH", GROUP, {"name": name}, etag="1", group=made).status == 400
