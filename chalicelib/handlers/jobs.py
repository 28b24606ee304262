"""What runs without a browser: delayed reminders, the sweep each minute that finds what they
missed, and what takes long."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.domain.deadline import Deadline
from chalicelib.domain.event import Event
from chalicelib.handlers import boundary
from chalicelib.outbound import reminders
from chalicelib.services import access, deadlines

bp = Blueprint(__name__)
# Lambda ends a function after 900 s.
LONG_S = 780
# Chalice wants the queue's name when it deploys, and each stage has its own.
REMINDERS = os.environ.get("PARLEY_REMINDERS_URL", "").rpartition("/")[2] or "parley-reminders"


@bp.on_sqs_message(queue=REMINDERS, batch_size=10)
@boundary.queue
def remind(body: str, now: int) -> Iterable[Event]:
    """A delayed message: it names a deadline to look at."""
    return _settle(reminders.read(body), now)


@bp.schedule("rate(1 minute)")
@boundary.job
def sweep(event: CloudWatchEvent, now: int) -> Iterator[Callable[[], Iterable[Event]]]:
    """Every deadline that has passed and is still there."""
    for deadline in deadlines.due(now):
        yield partial(_settle, deadline, now)


@bp.schedule("rate(1 hour)")
@boundary.job
def expire(event: CloudWatchEvent, now: int) -> Iterator[Callable[[], Iterable[Event]]]:
    """What is over its time goes to the archive, account by account; the next run goes on where
    time was up."""
    from chalicelib.services import archive

    until = time.monotonic() + LONG_S

    def look(deadline: Deadline) -> Iterable[Event]:
        access.confine(deadline.account)
        archive.settle(deadline, now, lambda: time.monotonic() < until)
        return ()

    for deadline in deadlines.long_due(now):
        yield partial(look, deadline)


def _settle(deadline: Deadline, now: int) -> Iterable[Event]:
    access.confine(deadline.account)
    return deadlines.settle(deadline, now).events
