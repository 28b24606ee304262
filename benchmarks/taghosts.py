"""The hosts of bench-tag: a shop's pages, the tag's files, and ways of being dead.

For benchmarks/tag.py.
"""

import contextlib
import json
import random
import socket
import threading
import time
from abc import ABC, abstractmethod
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

ANSWER_S = 0.03
PARAGRAPH = (
    "<p>" + "A pot for the morning, a cup for the night, and a shelf to keep them on. " * 6 + "</p>"
)

# What the API says of who looks at a page.
PLACE = {"country": "AT", "city": "Graz", "browser": "Chrome 120", "system": "Linux"}
# The least that can be done to show one.
BUTTON = """<script>addEventListener("load", () => {
  const button = document.createElement("button");
  button.textContent = "Chat with us";
  button.style.cssText = "position: fixed; right: 20px; bottom: 20px; padding: 15px";
  document.documentElement.append(button);
});</script>"""

# The least that does what any tag has to: it asks whether somebody is there, tells of the page,
# shows a button. No rules, no visit, no words, no care for anything that goes wrong.
NEEDED = """fetch("ORIGIN/tag/demo/availability.json").then((answer) => answer.json()).then(() => {
  const button = document.createElement("button");
  button.textContent = "Chat with us";
  button.style.cssText = "position: fixed; right: 20px; bottom: 20px; padding: 15px";
  document.documentElement.append(button);
});
const body = JSON.stringify({ url: location.href, title: document.title });
fetch("ORIGIN/v1/visits", { method: "POST", body }).then((answer) => answer.json());"""


class Request(BaseHTTPRequestHandler):
    """One request, with what it brought."""

    body = b""

    def log_message(self, *_: Any) -> None:
        """Nothing: the benchmark prints figures only."""


class Host(ABC):
    """Answers on a free local port while the `with` block lasts."""

    def __init__(self) -> None:
        host = self

        class Handler(Request):
            def do_GET(self) -> None:
                host.answer(self)

            def do_POST(self) -> None:
                self.body = self.rfile.read(int(self.headers.get("content-length", 0)))
                host.answer(self)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @abstractmethod
    def answer(self, request: Request) -> None:
        """Answer one request."""


class PageHost(Host):
    """A shop's page with the snippet (/tagged), with a file that does nothing (/empty) or the least
    that a tag has to (/needed), with no more than a button (/button), or bare. `localhost`: another
    origin."""

    def __init__(self, snippet: str, empty: str = "", needed: str = "") -> None:
        super().__init__()
        self.origin = self.origin.replace("127.0.0.1", "localhost")
        self.heads = {"/tagged": snippet, "/empty": empty, "/button": BUTTON}
        self.heads["/needed"] = needed

    def answer(self, request: Request) -> None:
        head = self.heads.get(request.path, "")
        reply(request, 200, "text/html; charset=utf-8", page(head).encode())


class TagHost(Host):
    """The published tag, the window, the availability and the beacons' address."""

    def __init__(self, tag: Path, window: Path, rules: str = "") -> None:
        super().__init__()
        published = publish(tag, self.origin, window.name, rules)
        availability = json.dumps({"state": "online", "at": 0})
        self.files = {
            "/tag/demo/parley.js": ("text/javascript", published.encode()),
            "/tag/empty/parley.js": ("text/javascript", b"0;"),
            "/tag/needed/parley.js": (
                "text/javascript",
                NEEDED.replace("ORIGIN", self.origin).encode(),
            ),
            "/tag/demo/availability.json": ("application/json", availability.encode()),
            f"/tag/{window.name}": ("text/javascript", window.read_bytes()),
            "/v1/visits": ("application/json", json.dumps({"place": PLACE}).encode()),
        }

    def answer(self, request: Request) -> None:
        kind, body = self.files.get(request.path, ("text/plain", b""))
        reply(request, 200 if body else 204, kind, body)


class DeadHost(Host):
    """Takes every connection and never says a word."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def __exit__(self, *args: object) -> None:
        self.over.set()
        super().__exit__(*args)

    def answer(self, request: Request) -> None:
        self.over.wait()


class TricklingHost(Host):
    """Answers with one byte a second, for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.over = threading.Event()

    def __exit__(self, *args: object) -> None:
        self.over.set()
        super().__exit__(*args)

    def answer(self, request: Request) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "text/javascript")
        request.send_header("Content-Length", "100000")
        request.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            while not self.over.wait(1):
                request.wfile.write(b" ")


class BrokenHost(Host):
    """Answers everything with an error."""

    def answer(self, request: Request) -> None:
        reply(request, 500, "text/plain", b"no")


class GarbageHost(Host):
    """Answers everything with noise that claims to be a script."""

    def answer(self, request: Request) -> None:
        reply(request, 200, "text/javascript", random.Random(1).randbytes(4_000))


def publish(tag: Path, origin: str, window: str, rules: str = "") -> str:
    """The account's tag as its sites load it, with these compiled rules."""
    config = {"account": "demo", "api": origin, "cdn": origin, "window": window, "language": "en"}
    config |= {
        "invitation": "invitation.0123456789ab.js",
        "words": "words.0123456789ab.json",
        "offers": f"{'0123456789' * 2}/offers.json",
    }
    said = json.dumps(config, separators=(",", ":"))
    if rules:
        said = f'{said[:-1]},"rules":{rules}}}'
    return tag.read_text().replace('"__PARLEY_CONFIG__"', said)


def refused_origin() -> str:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def reply(request: Request, status: int, kind: str, body: bytes) -> None:
    """Answer as a host some way off would."""
    time.sleep(ANSWER_S)
    request.send_response(status)
    request.send_header("Content-Type", kind)
    request.send_header("Content-Length", str(len(body)))
    request.send_header("Access-Control-Allow-Origin", "*")
    request.end_headers()
    # A visitor who has left needs no answer.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        request.wfile.write(body)


def page(snippet: str) -> str:
    """A page of a shop with some text and a few local pictures."""
    picture = "<svg width='200' height='120'><rect width='200' height='120' fill='#bcd'/></svg>"
    body = "".join(f"<h2>Shelf {n}</h2>{picture}{PARAGRAPH}" for n in range(12))
    head = "<meta charset='utf-8'><title>A shop</title><link rel='icon' href='data:,'>"
    return f"<!doctype html><html lang='en'><head>{head}{snippet}</head><body>{body}</body></html>"
