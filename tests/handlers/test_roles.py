"""HTTP for admins: the account's roles."""

import pytest

from tests.handlers.cast import call
from tests.stage import Stage

ROLES, ROLE = "/v1/roles", "/v1/roles/{role}"


@pytest.fixture
def made(stage: Stage) -> str:
    """A role's id."""
    stage.add_agent("Boss", role="admin")
    body = {"name": "Readers", "permissions": ["chats.read", "audit.read"]}
    return str(call("POST", ROLES, body).json["id"])


def test_roles_are_listed_with_those_built_in(made: str) -> None:
    items = call("GET", ROLES).json["items"]

    assert [(one["id"], one["built_in"], one["agents"]) for one in items] == [
        ("admin", True, 1),
        ("agent", True, 0),
        ("manager", True, 0),
        (made, False, 0),
    ]


def test_a_role_is_changed_and_removed(made: str) -> None:
    changed = call("PATCH", ROLE, {"permissions": ["chats.read"]}, etag="1", role=made)
    removed = call("DELETE", ROLE, role=made)

    assert changed.json == {
        "id": made,
        "name": "Readers",
        "permissions": ["chats.read"],
        "built_in": False,
        "agents": 0,
    }
    assert removed.status == 204
    assert call("GET", ROLE, role=made).json["code"] == "no_such_role"


def test_a_role_that_somebody_has_stays(stage: Stage, made: str) -> None:
    stage.add_agent("Ada")
    call("PATCH", "/v1/agents/{agent}", {"role": made}, etag="0", agent="ag_ada")

    answer = call("DELETE", ROLE, role=made)

    assert (answer.status, answer.json["code"]) == (409, "in_use")
    assert call("GET", ROLE, role=made).json["agents"] == 1


def test_what_is_built_in_is_nobodys_to_change(made: str) -> None:
    changed = call("PATCH", ROLE, {"permissions": []}, etag="0", role="admin")

    assert (changed.status, call("DELETE", ROLE, role="agent").status) == (403, 403)
    assert call("GET", ROLE, role="admin").headers["etag"] == '"0"'


def test_nobody_makes_a_role_that_may_more_than_they_may(stage: Stage, made: str) -> None:
    makers = {"name": "Makers", "permissions": ["roles.write", "people.write"]}
    role = call("POST", ROLES, makers).json["id"]
    stage.add_agent("Ada")
    call("PATCH", "/v1/agents/{agent}", {"role": role}, etag="0", agent="ag_ada")

    more = {"name": "More", "permissions": ["keys.write"]}
    answers = [
        call("POST", ROLES, more, by="ag_ada"),
        call("PATCH", ROLE, {"permissions": ["keys.write"]}, by="ag_ada", etag="1", role=role),
        call("PATCH", ROLE, {"name": "X"}, by="ag_ada", etag="1", role=made),
        call("DELETE", ROLE, by="ag_ada", role=made),
    ]

    assert [answer.status for answer in answers] == [403] * 4


def test_a_permission_that_is_none_is_refused(made: str) -> None:
    body = {"name": "X", "permissions": ["everything"]}

    assert call("POST", ROLES, body).json["code"] == "bad_frame"
