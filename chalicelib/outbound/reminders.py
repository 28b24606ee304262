"""Delayed messages that say which deadline to look at. Called by the boundary; read by
handlers/jobs.py."""

import json
from functools import cache
from typing import Any

from chalicelib.domain.deadline import Deadline
from chalicelib.settings import settings
from chalicelib.store.table import connection

# SQS delays a message by 15 minutes at most; the sweeper sees to what is later.
MOST_SECONDS = 900


def send(deadline: Deadline, now: int) -> None:
    """Have the deadline looked at as soon as it has passed."""
    seconds = -(-max(0, deadline.due - now) // 1000)
    if seconds > MOST_SECONDS:
        return
    body = [deadline.due, deadline.kind, deadline.account, deadline.subject]
    _client().send_message(
        QueueUrl=settings().reminders_url, MessageBody=json.dumps(body), DelaySeconds=seconds
    )


def read(body: str) -> Deadline:
    """The deadline of a message."""
    due, kind, account, subject = json.loads(body)
    return Deadline(due, kind, account, subject)


@cache
def _client() -> Any:
    return connection().session.create_client("sqs", region_name=settings().region)
