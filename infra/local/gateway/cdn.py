"""The CDN's paths: files of the bucket, kept in memory for as long as their Cache-Control says."""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from dataclasses import dataclass
from urllib.parse import quote

from infra.local.gateway.asgi import Scope, Send, header, respond, respond_json
from infra.local.gateway.aws import Answer, request
from infra.local.settings import BUCKET, Settings

TIMEOUT_S = 5.0
CACHE_LIMIT = 64 * 1024 * 1024
WORTH_PACKING = 1_000
PACKABLE = ("text/", "application/javascript", "application/json", "image/svg+xml")


@dataclass(frozen=True)
class File:
    fresh_until: float
    headers: list[tuple[bytes, bytes]]
    etag: str
    body: bytes
    packed: bytes | None

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed or b"")


class Cdn:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.files: dict[str, File] = {}
        self.size = 0

    def owns(self, path: str) -> bool:
        return path == "/console" or path.startswith(("/tag/", "/console/"))

    async def serve(self, scope: Scope, send: Send) -> None:
        path = scope["path"]
        if path == "/console":
            await respond(send, 308, [(b"location", b"/console/")], b"")
        elif scope["method"] not in ("GET", "HEAD"):
            await respond_json(send, 405, {"message": "Method Not Allowed"})
        elif ".." in path or (file := await self.find(object_key(path))) is None:
            await respond_json(
                send, 404, {"message": "Not Found"}, path_headers(path, self.settings)
            )
        else:
            await self.send_file(scope, send, file)

    async def find(self, key: str) -> File | None:
        kept = self.files.get(key)
        if kept and kept.fresh_until > time.monotonic():
            return kept
        answer = await asyncio.to_thread(self.fetch, key)
        if answer is None or answer.status != 200:
            return None
        return self.keep(key, as_file(answer))

    def fetch(self, key: str) -> Answer | None:
        try:
            return request(self.settings.aws, "GET", f"/{BUCKET}/{quote(key)}", {}, b"", TIMEOUT_S)
        except OSError:
            return None

    def keep(self, key: str, file: File) -> File:
        if self.size + file.size > CACHE_LIMIT:
            self.files.clear()
            self.size = 0
        former = self.files.pop(key, None)
        self.size += file.size - (former.size if former else 0)
        self.files[key] = file
        return file

    async def send_file(self, scope: Scope, send: Send, file: File) -> None:
        headers = [*file.headers, *path_headers(scope["path"], self.settings)]
        packed = file.packed if "gzip" in header(scope, b"accept-encoding") else None
        if header(scope, b"if-none-match") == file.etag:
            await respond(send, 304, headers, b"")
            return
        if packed:
            headers.append((b"content-encoding", b"gzip"))
        await respond(send, 200, headers, packed or file.body, scope["method"] == "HEAD")


def object_key(path: str) -> str:
    key = path.removeprefix("/")
    return key + "index.html" if key.endswith("/") else key


def as_file(answer: Answer) -> File:
    kind = answer.headers.get("content-type", "application/octet-stream")
    caching = answer.headers.get("cache-control", "no-cache")
    age = re.search(r"max-age=(\d+)", caching)
    etag = answer.headers.get("etag", "")
    pack = kind.startswith(PACKABLE) and len(answer.body) > WORTH_PACKING
    return File(
        fresh_until=time.monotonic() + (int(age[1]) if age else 0),
        headers=[
            (b"content-type", kind.encode()),
            (b"cache-control", caching.encode()),
            (b"etag", etag.encode()),
            (b"vary", b"accept-encoding"),
            (b"x-content-type-options", b"nosniff"),
        ],
        etag=etag,
        body=answer.body,
        packed=gzip.compress(answer.body, 9, mtime=0) if pack else None,
    )


def path_headers(path: str, settings: Settings) -> list[tuple[bytes, bytes]]:
    """The tag is for every site; the console is for itself alone."""
    if path.startswith("/tag/"):
        return [
            (b"access-control-allow-origin", b"*"),
            (b"cross-origin-resource-policy", b"cross-origin"),
            (b"timing-allow-origin", b"*"),
        ]
    policy = (
        f"default-src 'self'; connect-src 'self' ws://localhost:{settings.port}"
        f" ws://127.0.0.1:{settings.port}; img-src 'self' data:; object-src 'none';"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    return [
        (b"content-security-policy", policy.encode()),
        (b"referrer-policy", b"no-referrer"),
        (b"x-frame-options", b"DENY"),
    ]
