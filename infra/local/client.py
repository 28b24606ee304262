"""The gateway's switches from Python, for tests: `Switches(origin).faults(reorder=0.2)`."""

from __future__ import annotations

import json
import urllib.request
from types import TracebackType
from typing import Any, Self


class Switches:
    """As a context manager it leaves the gateway without faults."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def faults(self, **switches: float) -> dict[str, Any]:
        """Sets exactly these faults; infra/local/gateway/faults.py names them. None given: none."""
        return self.ask("POST", "faults", switches)

    def clear(self) -> None:
        self.faults()

    def cut(self) -> int:
        """Ends every socket without a closing frame; how many there were."""
        count: int = self.ask("POST", "cut")["cut"]
        return count

    def sweep(self) -> None:
        """Runs the sweep now; returns when it is done."""
        self.ask("POST", "sweep")

    def expire(self) -> None:
        """Archives what is over its time now; returns when that is done."""
        self.ask("POST", "expire")

    def health(self) -> dict[str, Any]:
        """`sockets` (ids), `workers` (pids), `faults`."""
        return self.ask("GET", "health")

    def ask(self, method: str, switch: str, given: dict[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.origin}/_local/{switch}", json.dumps(given or {}).encode(), method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()
