"""A platform small enough for one test: an empty database, and sockets that note their frames.

Fresh processes are run against it, to see each packaged handler as Lambda runs it.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
PROGRAM = """
import importlib, json, sys
module, _, name = sys.argv[1].rpartition(".")
handler = getattr(importlib.import_module(module), name)
answer = handler(json.loads(sys.argv[2]), None)
print(json.dumps({"answer": answer, "modules": sorted(sys.modules)}, default=str))
"""


@dataclass
class Platform:
    """Where a process finds its platform, and what it did there."""

    address: str
    frames: list[tuple[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def invoke(self, handler: str, event: dict[str, Any]) -> dict[str, Any]:
        """Call a handler in a fresh process that imports its own module only."""
        found: dict[str, Any] = json.loads(self._run(PROGRAM, handler, json.dumps(event)))
        return found

    def imported_with(self, *modules: str) -> set[str]:
        """The packages that a fresh process has after it imported some modules."""
        program = f"import sys, {', '.join(modules)}; print(*sys.modules)"
        return {name.partition(".")[0] for name in self._run(program).split()}

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=REPOSITORY,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": "",
            "PYTHONPATH": str(REPOSITORY),
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": self.address,
            "PARLEY_TABLES": "fresh-",
            "PARLEY_SOCKET_ENDPOINT": self.address,
        }


@contextmanager
def platform() -> Iterator[Platform]:
    """The platform, while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answer)
    server.daemon_threads = True
    told = Platform(f"http://127.0.0.1:{server.server_address[1]}")
    server.told = told  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        told: Platform = self.server.told  # type: ignore[attr-defined]
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        if operation:
            told.calls.append(operation)
        else:
            told.frames.append((self.path, json.loads(body)))
        # An empty database: nothing is found, everything is taken.
        empty = {"Items": [], "Count": 0, "ScannedCount": 0}
        answer = json.dumps(empty if operation == "Query" else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Quiet."""
