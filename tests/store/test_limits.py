"""Shared counts: by account, subject and minute, each under a key of its own."""

from chalicelib.store import limits
from chalicelib.store.tables import LimitItem
from tests.stage import Stage


def test_steps_add_up_within_a_minute_and_for_one_subject_alone(stage: Stage) -> None:
    counts = [
        limits.add("demo", "tickets", subject, minute, 20, 120_000)
        for subject, minute in [("a", 1), ("a", 1), ("b", 1), ("a", 2)]
    ]

    assert counts == [20, 40, 20, 20]


def test_the_key_begins_with_the_account_and_shows_no_address(stage: Stage) -> None:
    limits.add("demo", "tickets", "203.0.113.7", 1, 20, 120_000)

    (item,) = LimitItem.scan()
    assert item.key.startswith("demo#tickets#")
    assert "203" not in item.key
    assert item.ttl.timestamp() == 120 + 3_600
