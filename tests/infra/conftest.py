"""The gateway in a thread of the test's own process, around a small application of its own."""

from __future__ import annotations

import dataclasses
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import uvicorn
from websockets.sync.client import ClientConnection, connect

from infra.local.client import Switches
from infra.local.gateway.__main__ import server_options
from infra.local.gateway.gateway import Gateway
from infra.local.processes import free_port
from infra.local.settings import Settings

FUNCTIONS = Path(__file__).parent / "functions"
LIMIT_S = 10
NOTES = ("connects", "messages", "disconnects", "jobs")


class Aws(BaseHTTPRequestHandler):
    """A bucket of files, and a queue that holds what a test puts into it."""

    files: ClassVar[dict[str, tuple[str, str, bytes]]] = {}
    asked: ClassVar[list[str]] = []
    queue: ClassVar[list[dict[str, Any]]] = []
    deleted: ClassVar[list[Any]] = []
    port: ClassVar[int] = 0
    more: ClassVar[threading.Condition] = threading.Condition()

    def do_GET(self) -> None:
        name = self.path.partition("/parley-local-cdn/")[2]
        self.asked.append(name)
        if name not in self.files:
            self.send_error(404)
            return
        kind, caching, body = self.files[name]
        self.answer({"Content-Type": kind, "Cache-Control": caching, "ETag": '"1"'}, body)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        action = self.headers["X-Amz-Target"].rpartition(".")[2]
        with self.more:
            if action == "ReceiveMessage":
                self.more.wait_for(lambda: self.queue, 1)
                answer: Any = {"Messages": [self.queue.pop(0) for _ in self.queue[:10]]}
            else:
                self.deleted.append(body)
                self.more.notify_all()
                answer = {"asked": action}
        self.answer({"Content-Type": "application/json"}, json.dumps(answer).encode())

    def answer(self, headers: dict[str, str], body: bytes) -> None:
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@dataclasses.dataclass
class Served:
    """A running gateway and what a test needs in order to talk to it."""

    gateway: Gateway
    settings: Settings
    folder: Path

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.settings.port}"

    @property
    def switches(self) -> Switches:
        return Switches(f"http://{self.address}")

    def open(self, *protocols: str, **options: Any) -> ClientConnection:
        offered: Any = ["parley", *protocols]
        url = f"ws://{self.address}/socket"
        return connect(url, subprotocols=offered, compression=None, proxy=None, **options)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://{self.address}{path}", body, named, method=method)
        try:
            with urllib.request.urlopen(request, timeout=LIMIT_S) as answer:
                return answer.status, lowered(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, lowered(error.headers), error.read()

    def noted(self, name: str) -> list[Any]:
        file = self.folder / name
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def lowered(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


@pytest.fixture(scope="session")
def bucket() -> Iterator[type[Aws]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Aws)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Aws.port = server.server_address[1]
    yield Aws
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def aws(bucket: type[Aws]) -> type[Aws]:
    """Empty: no file, no message."""
    for held in (Aws.files, Aws.asked, Aws.queue, Aws.deleted):
        held.clear()
    return bucket


@contextmanager
def serving(folder: Path, aws_port: int, **given: Any) -> Iterator[Served]:
    settings = dataclasses.replace(
        Settings(), port=free_port(), aws_port=aws_port, root=FUNCTIONS, data=folder, **given
    )
    environment = {name.upper(): str(folder / name) for name in NOTES} | {
        "PARLEY_SOCKET_ENDPOINT": f"http://127.0.0.1:{settings.port}"
    }
    gateway = Gateway(settings, environment)
    server = uvicorn.Server(uvicorn.Config(gateway, **server_options(settings)))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started or not thread.is_alive())
    try:
        yield Served(gateway, settings, folder)
    finally:
        server.should_exit = True
        thread.join(LIMIT_S)


@pytest.fixture
def serve(bucket: type[Aws], tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts a gateway with the settings given; it ends with the test."""
    with ExitStack() as running:
        yield lambda **given: running.enter_context(serving(tmp_path, bucket.port, **given))


@pytest.fixture(scope="session")
def shared(bucket: type[Aws], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("gateway"), bucket.port, workers=1, most_workers=3) as one:
        yield one


@pytest.fixture
def served(shared: Served, aws: type[Aws]) -> Served:
    """One gateway for all tests that need nothing special, as if it were new."""
    shared.switches.clear()
    until(lambda: not shared.switches.health()["sockets"])
    for name in NOTES:
        (shared.folder / name).unlink(missing_ok=True)
    shared.gateway.cdn.files.clear()
    shared.gateway.rest.authorizers.clear()
    return shared


def until(true: Callable[[], Any], limit_s: int = LIMIT_S) -> Any:
    """Waits for a condition; the test fails where it does not come true."""
    ticking = threading.Event()
    for _ in range(limit_s * 100):
        if found := true():
            return found
        ticking.wait(0.01)
    raise AssertionError("it did not come true")
