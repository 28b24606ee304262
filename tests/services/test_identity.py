"""The secret with which a site signs: told once, renewed with an overlap, ended."""

import json

from chalicelib.domain.identity import Identity, signature
from chalicelib.services import identity
from chalicelib.store import visits as visit_store
from tests.handlers.cast import VIEW, VISIT, beacon
from tests.services.cast import act
from tests.stage import Stage

VERA = Identity("7", "Vera", "vera@shop.test")


def verified(secret: str, page: int) -> bool:
    """Whether a view with a signature by that secret verifies its visitor."""
    visit = f"{VISIT[:-1]}{'abcdefghij'[page]}"
    told = {"id": "7", "name": "Vera", "email": "vera@shop.test"}
    told["signature"] = signature(secret, "demo", VERA)
    assert beacon({**VIEW, "visit": visit, "identity": told}).status == 200
    found = visit_store.get("demo", visit)
    assert found
    assert found.identity
    assert found.identity[:3] == ("7", "Vera", "vera@shop.test")
    return found.identity.verified


def test_a_secret_verifies_until_it_is_replaced_and_its_overlap_is_over(stage: Stage) -> None:
    assert not verified("is_none", 0)
    first = identity.renew(act(), 0)
    second = identity.renew(act(), 60)

    assert [verified(first, 1), verified(second, 2)] == [True, True]
    assert identity.hints("demo") == [(second[-4:], 0), (first[-4:], stage.now + 60_000)]
    stage.now += 60_000
    assert [verified(first, 3), verified(second, 4)] == [False, True]
    identity.end(act())
    assert not verified(second, 5)
    assert identity.hints("demo") == []


def test_the_audit_trail_tells_of_it_without_the_secret(stage: Stage) -> None:
    from chalicelib.services import audit

    secret = identity.renew(act(), 0)

    entries = audit.entries("demo", "", 10, stage.now).items
    assert [one.action for one in entries] == ["identity.renew"]
    assert secret not in json.dumps(entries)
