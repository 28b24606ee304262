"""The pool of worker processes: who is free, who waits, who died. The invoker uses it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import uuid
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from socket import socketpair
from typing import Any

import msgspec

from infra.local.gateway.worker import LENGTH, framed
from infra.local.settings import REPOSITORY


class InvocationFailed(Exception):
    """The function raised, ran out of time, or its process died."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail = kind, detail


class Link(asyncio.Protocol):
    """The gateway's end of one worker: at most one event is with it at any time."""

    def __init__(self, pool: Workers) -> None:
        self.pool = pool
        self.future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.deadline = 0.0
        self.freed_at = 0.0
        self.buffer = b""
        self.transport: asyncio.Transport
        self.process: subprocess.Popen[bytes]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        data = self.buffer + data if self.buffer else data
        if len(data) < LENGTH.size or len(data) < LENGTH.size + LENGTH.unpack_from(data)[0]:
            self.buffer = data
            return
        self.buffer = b""
        self.settle(DECODER.decode(memoryview(data)[LENGTH.size :]))

    def settle(self, answer: Any) -> None:
        if not self.future.done():
            self.future.set_result(answer)
            if self in self.pool.links:
                self.pool.release(self)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.future.done():
            self.future.set_exception(InvocationFailed("crash", "the worker died"))
        self.pool.forget(self)

    def kill(self, kind: str, detail: str) -> None:
        if not self.future.done():
            self.future.set_exception(InvocationFailed(kind, detail))
        self.process.kill()


class Workers:
    """Hands each worker one event at a time, replaces the dead, adds some while all are busy."""

    def __init__(
        self,
        root: Path,
        environment: Mapping[str, str],
        fewest: int = 2,
        most: int = 8,
        timeout_s: float = 29.0,
    ) -> None:
        self.root, self.environment = root, dict(environment)
        self.fewest, self.most, self.timeout_s = fewest, max(fewest, most), timeout_s
        self.description: dict[str, Any] = {}
        self.links: set[Link] = set()
        self.free: list[Link] = []
        self.waiting: deque[asyncio.Future[Link]] = deque()
        self.starting = 0
        self.closed = False
        self.tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        await asyncio.gather(*(self.start_worker() for _ in range(self.fewest)))
        if not self.links:
            raise InvocationFailed("import", self.description.get("error", "no worker started"))
        self.keep(self.watch())

    async def close(self) -> None:
        self.closed = True
        for task in self.tasks:
            task.cancel()
        processes = [link.process for link in self.links]
        for link in list(self.links):
            link.transport.close()
        await asyncio.gather(*(asyncio.to_thread(reap, process) for process in processes))

    async def invoke(self, function: str, event: Any, crash_after_s: float | None = None) -> Any:
        """The function's answer; `crash_after_s` kills the worker that soon, as a fault."""
        link = self.free.pop() if self.free else await self.next_free()
        loop = asyncio.get_running_loop()
        link.future = loop.create_future()
        link.deadline = loop.time() + self.timeout_s
        link.transport.write(framed((function, str(uuid.uuid4()), self.timeout_s, event)))
        if crash_after_s is not None:
            loop.call_later(crash_after_s, link.process.kill)
        # Shielded: who asked may go away, the worker stays busy until it has answered.
        fine, answer = await asyncio.shield(link.future)
        if fine:
            return answer
        raise InvocationFailed("error", f"{answer['errorType']}: {answer['errorMessage']}")

    async def next_free(self) -> Link:
        waiter: asyncio.Future[Link] = asyncio.get_running_loop().create_future()
        self.waiting.append(waiter)
        if len(self.waiting) == 1:
            asyncio.get_running_loop().call_later(GROW_AFTER_S, self.grow, waiter)
        return await waiter

    def release(self, link: Link) -> None:
        link.deadline = 0.0
        link.freed_at = asyncio.get_running_loop().time()
        while self.waiting:
            waiter = self.waiting.popleft()
            if not waiter.done():
                waiter.set_result(link)
                return
        self.free.append(link)

    def grow(self, waiter: asyncio.Future[Link]) -> None:
        """Only events that still wait are a reason for more: a short burst is not."""
        if waiter.done() and not self.waiting:
            return
        if len(self.links) + self.starting < self.most and not self.closed:
            self.keep(self.start_worker())
        if self.waiting:
            asyncio.get_running_loop().call_later(GROW_AFTER_S, self.grow, self.waiting[0])

    async def start_worker(self) -> None:
        self.starting += 1
        try:
            link = await self.spawn()
            greeting = await link.future
        except (InvocationFailed, OSError):
            return
        finally:
            self.starting -= 1
        if "error" in greeting:
            self.description.setdefault("error", greeting["error"])
            link.process.kill()
            return
        self.description = greeting
        self.links.add(link)
        self.release(link)

    async def spawn(self) -> Link:
        ours, theirs = socketpair()
        ours.setblocking(False)
        process = subprocess.Popen(
            [sys.executable, "-m", __package__ + ".worker", str(theirs.fileno()), str(self.root)],
            pass_fds=[theirs.fileno()],
            cwd=REPOSITORY,
            env={**os.environ, **self.environment},
        )
        theirs.close()
        link = Link(self)
        link.process = process
        await asyncio.get_running_loop().create_unix_connection(lambda: link, sock=ours)
        return link

    def forget(self, link: Link) -> None:
        """A dead worker is replaced at once, unless it was one too many or never worked."""
        known = link in self.links
        self.links.discard(link)
        if link in self.free:
            self.free.remove(link)
        if self.closed:
            return
        self.keep(asyncio.to_thread(reap, link.process))
        if known and len(self.links) + self.starting < self.fewest:
            self.keep(self.start_worker())

    async def watch(self) -> None:
        """Ends what runs too long, and the extra workers that have had nothing to do."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(WATCH_S)
            for link in list(self.links):
                if link.deadline and loop.time() > link.deadline:
                    link.kill("timeout", f"no answer in {self.timeout_s} s")
            self.shrink(loop.time() - SPARE_S)

    def shrink(self, idle_since: float) -> None:
        for link in [link for link in self.free if link.freed_at < idle_since]:
            if len(self.links) > self.fewest:
                self.links.discard(link)
                self.free.remove(link)
                link.transport.close()

    def keep(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def reap(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=REAP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


DECODER = msgspec.msgpack.Decoder()
GROW_AFTER_S = 0.25
WATCH_S = 0.5
SPARE_S = 60.0
REAP_S = 2.0
