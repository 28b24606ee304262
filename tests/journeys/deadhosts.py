"""Hosts that are no help, in the ways hosts are, and a shop that carries the tag of one."""

from __future__ import annotations

import dataclasses
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from infra.local.processes import free_port
from infra.local.settings import Settings
from infra.local.shop.__main__ import Shop

DeadHost = Callable[[], AbstractContextManager[int]]


@contextmanager
def refused() -> Iterator[int]:
    """Nobody listens."""
    yield free_port()


@contextmanager
def hanging() -> Iterator[int]:
    """Takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def babbling() -> Iterator[int]:
    """Answers with noise that is not even HTTP."""

    class Noise(BaseHTTPRequestHandler):
        def handle(self) -> None:
            self.request.sendall(random.Random(1).randbytes(4_000))

    with serving(Noise) as port:
        yield port


@contextmanager
def broken() -> Iterator[int]:
    """Answers everything with an error page."""

    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(500)

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    with serving(Broken) as port:
        yield port


@contextmanager
def shop_with_tag_from(port: int) -> Iterator[str]:
    """The address of a demo shop whose snippet names that port."""
    settings = dataclasses.replace(Settings(), port=port)
    with serving(type("ShopOfTheDead", (Shop,), {"settings": settings})) as own:
        yield f"http://localhost:{own}"


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()
