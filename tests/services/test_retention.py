"""Accounts are looked at for what is over its time."""

from unittest import mock

from chalicelib.domain.deadline import next_look
from chalicelib.services import retention
from chalicelib.store import deadlines as deadline_store
from tests.stage import START, Stage


def test_a_day_costs_one_write_and_the_look_is_kept_apart_from_the_sweeps(stage: Stage) -> None:
    with mock.patch.object(deadline_store, "put", wraps=deadline_store.put) as put:
        for minute in range(3):
            retention.watch("demo", START + minute)
    look = next_look("demo", START)

    assert put.call_count == 1
    assert list(deadline_store.due(look.due)) == []
    assert list(deadline_store.long_due(look.due - 1)) == []
    assert list(deadline_store.long_due(look.due)) == [look]
