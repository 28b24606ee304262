"""HTTP for admins: the account's API keys, and what opens them."""

import pytest

from chalicelib.domain.error import Unauthenticated
from chalicelib.handlers import auth
from tests.handlers.cast import ADA, Answer, ask, call, stored
from tests.stage import Stage

KEYS, KEY = "/v1/keys", "/v1/keys/{key}"
CRM = {"name": "CRM", "permissions": ["people.read"]}


@pytest.fixture
def boss(stage: Stage) -> Stage:
    """An account with an admin."""
    stage.add_agent("Boss", role="admin")
    return stage


def with_secret(secret: str, method: str = "GET", resource: str = "/v1/agents") -> Answer:
    """Ask as API Gateway does once the authorizer let a secret through."""
    context = {**auth.bearer(secret), "principalId": "key"}
    return ask(method, resource, context={"authorizer": context})


def test_a_key_opens_what_it_may_and_no_more(boss: Stage) -> None:
    made = call("POST", KEYS, CRM)
    secret = made.json["secret"]

    assert (made.status, made.json["hint"]) == (201, secret[-4:])
    assert with_secret(secret).status == 200
    assert with_secret(secret, resource="/v1/keys").status == 403
    assert with_secret(secret, "POST", "/v1/agent/sockets").status == 403


def test_a_secret_is_told_once_and_kept_nowhere(boss: Stage) -> None:
    secret = call("POST", KEYS, CRM, key="one").json["secret"]
    again = call("POST", KEYS, CRM, key="one").json["secret"]

    assert secret.startswith("pk_")
    assert len(secret) >= 40
    assert again == ""
    assert secret not in repr(stored())
    assert "secret" not in call("GET", KEYS).json["items"][0]


def test_a_rotated_key_takes_both_secrets_for_a_while(boss: Stage) -> None:
    made = call("POST", KEYS, CRM).json
    new = rotate(made["id"], 60).json["secret"]
    known = auth.bearer(made["secret"])

    assert (with_secret(made["secret"]).status, with_secret(new).status) == (200, 200)
    boss.now += 60_001
    assert with_secret(new).status == 200
    # The authorizer's word of before may still be remembered.
    assert ask("GET", "/v1/agents", context={"authorizer": known}).status == 401


def test_without_overlap_the_old_secret_ends_at_once(boss: Stage) -> None:
    made = call("POST", KEYS, CRM).json
    new = rotate(made["id"], 0).json["secret"]

    assert (with_secret(made["secret"]).status, with_secret(new).status) == (401, 200)


def test_a_revoked_key_opens_nothing_from_then_on(boss: Stage) -> None:
    made = call("POST", KEYS, CRM).json
    known = auth.bearer(made["secret"])

    assert revoke(made["id"]).status == 204

    assert ask("GET", "/v1/agents", context={"authorizer": known}).status == 401
    with pytest.raises(Unauthenticated):
        auth.bearer(made["secret"])
    assert revoke(made["id"]).json["code"] == "no_such_key"


def test_a_key_ends_when_it_expires(boss: Stage) -> None:
    secret = call("POST", KEYS, {**CRM, "expires": boss.now + 1_000}).json["secret"]

    assert with_secret(secret).status == 200
    boss.now += 1_000
    assert with_secret(secret).status == 401
    assert call("POST", KEYS, {**CRM, "expires": boss.now}).json["code"] == "bad_frame"


def test_nobody_makes_or_rotates_a_key_above_themselves(boss: Stage) -> None:
    own = {"name": "Keepers", "permissions": ["keys.write"]}
    role = call("POST", "/v1/roles", own).json["id"]
    boss.add_agent("Ada")
    call("PATCH", "/v1/agents/{agent}", {"role": role}, etag="0", agent="ag_ada")
    made = call("POST", KEYS, CRM).json

    assert call("POST", KEYS, CRM, by="ag_ada").status == 403
    assert rotate(made["id"], 0, by="ag_ada").status == 403


def test_the_trail_tells_of_keys_but_of_no_secret(boss: Stage) -> None:
    made = call("POST", KEYS, CRM).json
    rotate(made["id"], 0)
    revoke(made["id"])

    items = call("GET", "/v1/audit").json["items"]

    assert sorted(one["action"] for one in items) == ["key.create", "key.revoke", "key.rotate"]
    assert made["secret"] not in repr(items)


def rotate(key: str, overlap_s: int, by: str = "ag_boss") -> Answer:
    """A new secret for a key."""
    return of_key("POST", "/rotation", key, by, body=f'{{"overlap_s": {overlap_s}}}')


def revoke(key: str) -> Answer:
    """End a key."""
    return of_key("DELETE", "", key, "ag_boss")


def of_key(method: str, below: str, key: str, by: str, body: str | None = None) -> Answer:
    """Ask for a key, or for something below it."""
    return ask(
        method,
        KEY + below,
        context={"authorizer": {**ADA, "id": by}},
        pathParameters={"key": key},
        body=body,
    )
