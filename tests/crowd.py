"""Many invocations at once, one step at a time: at each call to the database somebody drawn by lot
goes on. For tests of what must hold however they interleave."""

import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from random import Random
from typing import Any

from botocore.exceptions import ConnectionClosedError

from chalicelib.store.table import connection

WRITES = {"UpdateItem", "PutItem", "DeleteItem", "TransactWriteItems"}


class Crowd:
    """Runs works as threads of which one moves at a time.

    `lost`: the share of writes whose answer never comes, though they were carried out; `on_write`
    is called after each write, and may note what it finds.
    """

    def __init__(self, chance: Random, lost: float, on_write: Callable[[], None]) -> None:
        self._chance, self._lost, self._on_write = chance, lost, on_write
        self._turns: dict[int, threading.Semaphore] = {}
        self.steps = 0
        self.failures: list[BaseException] = []
        events = connection().client.meta.events
        events.register_first("before-call.dynamodb.*", self._step)
        events.register_last("before-send.dynamodb.*", self._sent)

    def run(self, works: Sequence[Callable[[], Any]]) -> None:
        """Until all are done."""
        threads = [
            threading.Thread(target=copy_context().run, args=(self._live, number, work))
            for number, work in enumerate(works)
        ]
        self._turns = {number: threading.Semaphore(0) for number in range(len(works))}
        for thread in threads:
            thread.start()
        self._next().release()
        for thread in threads:
            thread.join()

    def _live(self, number: int, work: Callable[[], Any]) -> None:
        threading.current_thread().name = str(number)
        self._turns[number].acquire()
        try:
            work()
        except BaseException as failure:  # noqa: BLE001 - shown by the test
            self.failures.append(failure)
        finally:
            del self._turns[number]
            if self._turns:
                self._next().release()

    def _step(self, **_: Any) -> None:
        mine = self._mine()
        if mine:
            self.steps += 1
            self._next().release()
            mine.acquire()

    def _sent(self, request: Any, **_: Any) -> None:
        self._on_write()
        target = request.headers.get("X-Amz-Target", b"")
        name = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
        if self._mine() and name in WRITES and self._chance.random() < self._lost:
            raise ConnectionClosedError(endpoint_url="lost answer")

    def _mine(self) -> threading.Semaphore | None:
        name = threading.current_thread().name
        return self._turns.get(int(name)) if name.isdigit() else None

    def _next(self) -> threading.Semaphore:
        return self._turns[self._chance.choice(sorted(self._turns))]
