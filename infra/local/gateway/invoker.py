"""Invokes functions the way AWS does, faults included. All of the gateway goes through it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from infra.local.gateway.faults import Faults
from infra.local.gateway.workers import InvocationFailed, Workers


class Invoker:
    def __init__(self, workers: Workers, faults: Faults) -> None:
        self.workers, self.faults = workers, faults

    async def __call__(self, function: str, event: Any) -> Any:
        if not self.faults.active:
            return await self.workers.invoke(function, event)
        return await self.troubled(function, event)

    async def troubled(self, function: str, event: Any) -> Any:
        await asyncio.sleep(self.faults.wait_s("reorder"))
        if self.faults.happens("duplicate"):
            # At least once is what AWS promises: the first answer is nobody's.
            with contextlib.suppress(InvocationFailed):
                await self.workers.invoke(function, event, self.faults.crash_after_s())
        return await self.workers.invoke(function, event, self.faults.crash_after_s())
