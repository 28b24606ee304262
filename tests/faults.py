"""Faults for one invocation: requests and answers lost, deaths between writes, others between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from typing import Any
from unittest import mock

from botocore.exceptions import ConnectionClosedError

from chalicelib.store.table import connection

REQUEST, ANSWER = "request", "answer"
BETWEEN, RIVAL = "between", "rival"
CRASH_BEFORE, CRASH_AFTER = "before", "after"
KINDS = (REQUEST, ANSWER, CRASH_BEFORE, CRASH_AFTER, BETWEEN, RIVAL)


class Crash(BaseException):
    """The function died here. Not an Exception: nothing may catch it."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the `call`th DynamoDB call of an invocation.

    request: the request never arrives, and is sent again; answer: it is carried out, the answer is
    lost, and it is sent again; before, after: the function dies; between: another invocation runs.
    rival: somebody else hands out waiting chats just before the call.
    """

    kind: str
    call: int


class Injector:
    """Hooks on the one DynamoDB client; does nothing until a fault is armed."""

    def __init__(self, on_write: Callable[[], None], rival: Callable[[], None]) -> None:
        self._rival = rival
        self.fault: Fault | None = None
        self.between: Callable[[], None] | None = None
        self.calls = 0
        self.struck = 0
        self._on_write = on_write
        events = connection().client.meta.events
        events.register_first("before-call.dynamodb.*", self._before_call)
        events.register_first("before-send.dynamodb.*", self._before_send)
        events.register_last("before-send.dynamodb.*", self._after_send)
        events.register_last("after-call.dynamodb.*", self._after_call)

    @contextmanager
    def armed(self, fault: Fault | None, between: Callable[[], None] | None) -> Iterator[None]:
        """One invocation with a fault; a crash ends it quietly."""
        self.fault, self.between, self.calls = fault, between, 0
        try:
            yield
        except Crash:
            pass
        finally:
            self.fault = self.between = None

    def _before_call(self, **_: Any) -> None:
        self.calls += 1
        if self._due(CRASH_BEFORE):
            raise Crash
        if self._due(BETWEEN) and self.between:
            between, self.fault = self.between, None
            # Another invocation knows nothing of what is known in this one.
            Context().run(between)
        elif self._due(RIVAL):
            self.fault = None
            Context().run(self._rival)

    def _before_send(self, **_: Any) -> None:
        if self._due(REQUEST):
            self.fault = None
            raise ConnectionClosedError(endpoint_url="lost request")

    def _after_send(self, **_: Any) -> None:
        self._on_write()
        if self._due(ANSWER):
            self.fault = None
            raise ConnectionClosedError(endpoint_url="lost answer")

    def _after_call(self, **_: Any) -> None:
        if self._due(CRASH_AFTER):
            raise Crash

    def _due(self, kind: str) -> bool:
        due = self.fault is not None and self.fault.kind == kind and self.calls == self.fault.call
        self.struck += due
        return due


@contextmanager
def no_backoff() -> Iterator[None]:
    """Retries at once: the wait is botocore's, not ours to test."""
    with mock.patch("botocore.retries.standard.ExponentialBackoff.delay_amount", return_value=0):
        yield
