"""The secret that signs identities, over HTTP: told once."""

import pytest

from tests.handlers.cast import call
from tests.stage import Stage

PATH = "/v1/account/identity-secret"


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> None:
    """An admin asks."""
    stage.add_agent("Boss", role="admin")


def test_a_secret_is_told_once(stage: Stage) -> None:
    made = call("POST", PATH, {}, key="once")
    again = call("POST", PATH, {}, key="once")

    secret = made.json["secret"]
    assert (made.status, secret[:3], len(secret)) == (201, "is_", 67)
    assert (again.status, again.json["secret"]) == (201, "")
    assert call("GET", PATH).json == {"items": [{"hint": secret[-4:], "until": 0}]}
    assert secret not in call("GET", "/v1/account").text + call("GET", "/v1/config").text
    assert call("DELETE", PATH).status == 204
    assert call("GET", PATH).json == {"items": []}


def test_an_overlap_is_a_week_at_most() -> None:
    answer = call("POST", PATH, {"overlap_s": 604_801})

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")
