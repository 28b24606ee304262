"""The gateway as one ASGI application: which part answers which path."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping

from infra.local.gateway import cognito, timers
from infra.local.gateway.asgi import Receive, Scope, Send, respond_json
from infra.local.gateway.cdn import Cdn
from infra.local.gateway.faults import Faults
from infra.local.gateway.invoker import Invoker
from infra.local.gateway.rest import Rest
from infra.local.gateway.sockets import Sockets
from infra.local.gateway.switchboard import Switchboard, from_here
from infra.local.gateway.workers import InvocationFailed, Workers
from infra.local.settings import Settings

log = logging.getLogger(__name__)


class Gateway:
    def __init__(self, settings: Settings, environment: Mapping[str, str]) -> None:
        self.settings = settings
        self.workers = Workers(
            settings.root, environment, settings.workers, settings.most_workers, settings.timeout_s
        )
        self.faults = Faults()
        self.invoke = Invoker(self.workers, self.faults)
        self.sockets = Sockets(settings, self.invoke, self.faults)
        self.rest = Rest(settings, self.invoke, self.faults)
        self.cdn = Cdn(settings)
        self.switchboard = Switchboard(self.workers, self.sockets, self.invoke, self.faults)
        self.running: list[asyncio.Task[None]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.serve_http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.sockets.serve(scope, receive, send)
        else:
            await self.live(receive, send)

    async def serve_http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.startswith(("/@connections/", "/_local/")):
            await self.serve_inside(scope, receive, send)
        elif self.cdn.owns(path):
            await self.cdn.serve(scope, send)
        elif path == "/cognito":
            await cognito.serve(self.settings, scope, receive, send)
        elif self.rest.owns(path):
            await self.rest.serve(scope, receive, send)
        else:
            await respond_json(send, 404, {"message": "Not Found"})

    async def serve_inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not from_here(scope):
            await respond_json(send, 403, {"message": "Forbidden"})
        elif scope["path"].startswith("/_local/"):
            await self.switchboard.serve(scope, receive, send)
        else:
            await self.sockets.connections(scope, receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        """The server's start and end."""
        await receive()
        try:
            await self.open()
        except InvocationFailed as failure:
            log.error("%s", failure.detail)
            await send({"type": "lifespan.startup.failed", "message": str(failure)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def open(self) -> None:
        await self.workers.open()
        self.rest.describe(self.workers.description)
        self.running = [
            asyncio.create_task(self.sockets.watch()),
            asyncio.create_task(timers.sweep(self.settings, self.invoke)),
            asyncio.create_task(timers.expire(self.settings, self.invoke)),
            asyncio.create_task(timers.remind(self.settings, self.invoke)),
        ]

    async def close(self) -> None:
        for task in self.running:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.workers.close()
