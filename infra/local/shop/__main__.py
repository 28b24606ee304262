"""Serves the demo shop: `python -m infra.local.shop SETTINGS`. It works without Parley too."""

from __future__ import annotations

import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from infra.local.lifeline import hold
from infra.local.settings import Settings

HERE = Path(__file__).resolve().parent
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
PAGES = {
    "/": ("home", "House plants and handmade pots"),
    "/products/": ("products", "All plants and pots"),
    "/cart/": ("cart", "Your cart"),
    "/checkout/": ("checkout", "Checkout"),
    "/thanks/": ("thanks", "Thank you"),
    "/care/": ("care", "Plant care"),
}


class Shop(BaseHTTPRequestHandler):
    """Pages, each the layout around its own part, and static files."""

    settings: Settings
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path.startswith("/static/"):
            self.send_static(path.removeprefix("/static/"))
        elif path.startswith("/products/") and path != "/products/":
            self.send_page("product", "Plant")
        elif path.startswith("/care/"):
            self.send_page(*PAGES["/care/"])
        elif path in PAGES:
            self.send_page(*PAGES[path])
        else:
            self.send_page("missing", "Page not found", 404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def send_page(self, name: str, title: str, status: int = 200) -> None:
        self.answer(status, "text/html; charset=utf-8", page(self.settings.origin, name, title))

    def send_static(self, name: str) -> None:
        file = (HERE / "static" / name).resolve()
        if not file.is_relative_to(HERE / "static") or not file.is_file():
            self.send_page("missing", "Page not found", 404)
            return
        self.answer(200, KINDS.get(file.suffix, "application/octet-stream"), file.read_bytes())

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing: a shop's page views are of no use in a log."""


@cache
def page(parley: str, name: str, title: str) -> bytes:
    layout = (HERE / "pages" / "layout.html").read_text()
    main = (HERE / "pages" / f"{name}.html").read_text()
    filled = layout.replace("<!-- main -->", main).replace("<!-- title -->", title)
    return filled.replace("<!-- snippet -->", snippet(parley)).encode()


def snippet(parley: str) -> str:
    """What every site owner pastes, with the demo account's address."""
    text = (HERE.parents[2] / "web" / "tag" / "snippet.html").read_text()
    return text.replace("__PARLEY_TAG__", f"{parley}/tag/demo/parley.js")


def main() -> None:
    Shop.settings = Settings.from_json(sys.argv[1])
    hold()
    address = (Shop.settings.host, Shop.settings.shop_port)
    ThreadingHTTPServer(address, Shop).serve_forever()


if __name__ == "__main__":
    main()
