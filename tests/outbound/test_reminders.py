"""Delayed messages: never before the deadline, never for what the queue cannot hold so long."""

import json
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from chalicelib.domain.deadline import Deadline
from chalicelib.outbound import reminders

NOW = 1_800_000_000_000


@pytest.fixture
def sent() -> Iterator[list[dict[str, Any]]]:
    """The messages that went to the queue."""
    messages: list[dict[str, Any]] = []
    client = mock.Mock()
    client.send_message = lambda **message: messages.append(message)
    with mock.patch.object(reminders, "_client", return_value=client):
        yield messages


def lease(due: int) -> Deadline:
    """Ada's lease."""
    return Deadline(due, "lease", "demo", "ag_ada")


@pytest.mark.parametrize(
    ("ms", "seconds"),
    [(0, 0), (1, 1), (999, 1), (1_000, 1), (1_001, 2), (45_000, 45), (900_000, 900), (-5_000, 0)],
)
def test_a_message_comes_no_sooner_than_its_deadline(
    sent: list[dict[str, Any]], ms: int, seconds: int
) -> None:
    reminders.send(lease(NOW + ms), NOW)

    assert [message["DelaySeconds"] for message in sent] == [seconds]


def test_what_is_further_off_than_a_queue_delays_is_left_to_the_sweep(
    sent: list[dict[str, Any]],
) -> None:
    reminders.send(lease(NOW + 900_001), NOW)

    assert sent == []


def test_a_message_read_again_is_its_deadline(sent: list[dict[str, Any]]) -> None:
    reminders.send(lease(NOW), NOW)

    (message,) = sent
    assert reminders.read(message["MessageBody"]) == lease(NOW)
    assert json.loads(message["MessageBody"]) == [NOW, "lease", "demo", "ag_ada"]
    assert message["QueueUrl"].endswith("/reminders")
