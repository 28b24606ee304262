"""A request that comes twice: while it runs, after it died, from somebody else."""

import pytest

from chalicelib.domain.error import Conflict, KeyReused
from chalicelib.domain.idempotency import DEAD_MS, Kept
from chalicelib.domain.speaker import Speaker
from chalicelib.services import idempotency
from tests.stage import START, Stage

ADA = Speaker("demo", "agent", "ag_ada", "Ada", frozenset())


def test_while_it_runs_the_second_waits(stage: Stage) -> None:
    assert idempotency.begin(ADA, "a", "digest", START) is None
    with pytest.raises(Conflict):
        idempotency.begin(ADA, "a", "digest", START + DEAD_MS)


def test_one_that_died_is_done_again_but_only_as_it_was(stage: Stage) -> None:
    idempotency.begin(ADA, "a", "digest", START)

    with pytest.raises(KeyReused):
        idempotency.begin(ADA, "a", "other", START + DEAD_MS + 1)
    assert idempotency.begin(ADA, "a", "digest", START + DEAD_MS + 1) is None


def test_a_done_one_gives_its_answer(stage: Stage) -> None:
    idempotency.begin(ADA, "a", "digest", START)
    done = Kept("digest", START, 201, '{"id": 1}', "7")
    idempotency.finish(ADA, "a", done)

    assert idempotency.begin(ADA, "a", "digest", START + DEAD_MS + 1) == done


def test_a_key_is_its_senders_alone(stage: Stage) -> None:
    idempotency.begin(ADA, "a", "digest", START)

    others = (ADA._replace(account="acme"), ADA._replace(id="ag_ben"), ADA._replace(kind="key"))
    for other in others:
        assert idempotency.begin(other, "a", "digest", START) is None


def test_seeds_follow_the_key() -> None:
    assert idempotency.seed(ADA, "a") == idempotency.seed(ADA, "a")
    assert idempotency.seed(ADA, "a") != idempotency.seed(ADA, "b")


def test_requests_differ_by_method_path_and_body() -> None:
    made = {
        idempotency.digest(method, path, body)
        for method in ("POST", "PATCH")
        for path in ("/a", "/b")
        for body in (b"", b"1")
    }

    assert len(made) == 8
