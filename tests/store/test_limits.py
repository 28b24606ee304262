"""Shared counts: by account, subject and minute, each under a key of its own."""

from unittest import mock

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from chalicelib.domain.error import Conflict
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


@pytest.mark.parametrize(
    "failure",
    [
        ClientError({"Error": {"Code": "AccessDeniedException"}}, "UpdateItem"),
        EndpointConnectionError(endpoint_url="https://db.test"),
        Conflict("The item is busy."),
    ],
)
def test_what_cannot_be_counted_keeps_nobody_out_and_is_logged(
    stage: Stage, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with mock.patch.object(limits, "update", side_effect=failure):
        assert limits.add("demo", "tickets", "a", 1, 20, 120_000) == 0

    assert "A count was not shared." in caplog.text
