"""Kept requests: taken once, over after a day."""

from chalicelib.domain.idempotency import KEPT_MS, Kept
from chalicelib.store import idempotency
from tests.stage import START, Stage


def test_the_first_takes_it(stage: Stage) -> None:
    kept = Kept("digest", START)

    assert idempotency.begin("k", kept) is None
    assert idempotency.begin("k", Kept("digest", START + 1)) == kept


def test_it_is_free_again_when_forgotten_or_old(stage: Stage) -> None:
    idempotency.begin("k", Kept("one", START))
    idempotency.forget("k")
    assert idempotency.begin("k", Kept("two", START)) is None
    idempotency.finish("k", Kept("two", START, 200, "{}"))

    assert idempotency.begin("k", Kept("three", START + KEPT_MS)) is not None
    assert idempotency.begin("k", Kept("three", START + KEPT_MS + 1)) is None
