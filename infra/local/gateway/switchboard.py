"""`/_local/...`: faults and events on demand, for tests and tries on this machine only."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from infra.local.gateway.asgi import Receive, Scope, Send, header, read_body, respond_json
from infra.local.gateway.faults import Faults
from infra.local.gateway.invoker import Invoker
from infra.local.gateway.sockets import Sockets
from infra.local.gateway.timers import expire_once, sweep_once
from infra.local.gateway.workers import Workers

BODY_LIMIT = 16 * 1024
HERE = ("127.0.0.1", "localhost", "[::1]")


class Switchboard:
    def __init__(self, workers: Workers, sockets: Sockets, invoke: Invoker, faults: Faults) -> None:
        self.workers, self.sockets, self.invoke, self.faults = workers, sockets, invoke, faults

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await read_body(receive, BODY_LIMIT)
        try:
            given = json.loads(body or b"{}")
            status, value = await self.answer(scope["method"], scope["path"], given)
        except (TypeError, ValueError) as error:
            status, value = 400, {"message": str(error)}
        await respond_json(send, status, value)

    async def answer(self, method: str, path: str, given: dict[str, Any]) -> tuple[int, Any]:
        asked = f"{method} {path.removeprefix('/_local')}"
        if asked == "GET /health":
            return 200, self.health()
        if asked == "POST /faults":
            return 200, dataclasses.asdict(self.faults.set(given))
        if asked == "POST /sweep":
            await sweep_once(self.invoke)
            return 200, {}
        if asked == "POST /expire":
            await expire_once(self.invoke)
            return 200, {}
        if asked == "POST /cut":
            return 200, {"cut": self.cut()}
        return 404, {"message": "there is no such switch"}

    def health(self) -> dict[str, Any]:
        return {
            "sockets": list(self.sockets.open),
            "workers": [link.process.pid for link in self.workers.links],
            "faults": dataclasses.asdict(self.faults.switches),
        }

    def cut(self) -> int:
        """Every socket ends without a closing frame, as when a network is lost."""
        connections = list(self.sockets.open.values())
        for connection in connections:
            connection.sever()
        return len(connections)


def from_here(scope: Scope) -> bool:
    """Not for a web page: one that a browser shows would name its origin, or another host."""
    host = header(scope, b"host").rpartition(":")[0] or header(scope, b"host")
    return host in HERE and not header(scope, b"origin")
