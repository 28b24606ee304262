"""The built web files as the CDN serves them: names, types, lifetimes, in the order in which they
may go out. Called by the publishers of one machine and of AWS."""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOREVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=5"
ALWAYS_ASK = "no-cache"
# With its quotes, of whichever kind the build chose.
PLACEHOLDER = re.compile("""["'`]__PARLEY_CONFIG__["'`]""")
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".map": "application/json",
}


class NotBuilt(Exception):
    """The web files are missing."""


@dataclass(frozen=True)
class File:
    key: str
    body: bytes
    caching: str

    @property
    def kind(self) -> str:
        found = KINDS.get(Path(self.key).suffix) or mimetypes.guess_type(self.key)[0]
        return found or "application/octet-stream"


@dataclass(frozen=True)
class SignIn:
    """What the console has to know in order to sign anybody in."""

    region: str
    client: str
    cognito: str


def windows(dist: Path) -> list[File]:
    """The window's versions, the newest last; former ones stay for pages that still name them."""
    files = sorted((dist / "window").glob("window.*.js"), key=lambda file: file.stat().st_mtime)
    if not files:
        raise NotBuilt(f"{dist / 'window'} holds no window.HASH.js: build web/ first")
    return [File(f"tag/{file.name}", file.read_bytes(), FOREVER) for file in files]


def console(dist: Path, sign_in: SignIn) -> Iterator[File]:
    """The page itself comes last: whoever gets it finds all that it names."""
    folder = dist / "console"
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    pages = [path for path in found if path.suffix == ".html"]
    if not pages:
        raise NotBuilt(f"{folder} holds no page: build web/ first")
    config = {"region": sign_in.region, "client_id": sign_in.client, "cognito": sign_in.cognito}
    for path in found:
        if path not in pages:
            yield _console_file(folder, path)
    yield File("console/config.json", json.dumps(config).encode(), ALWAYS_ASK)
    for path in pages:
        yield _console_file(folder, path)


def tag(dist: Path, account: str, origin: str) -> list[File]:
    """An account's tag: a copy that never changes, the one that sites load, and their like."""
    body = _tag_body(dist, account, origin)
    copy = f"tag/{hashlib.sha256(body).hexdigest()[:20]}/parley.js"
    said = {"src": f"/{copy}", "integrity": integrity(body)}
    return [
        File(copy, body, FOREVER),
        File(f"tag/{account}/parley.js", body, SHORT),
        File(f"tag/{account}/published.json", json.dumps(said).encode(), SHORT),
    ]


def offline(account: str) -> File:
    """What the button shows before anybody was ever online."""
    return File(f"tag/{account}/availability.json", b'{"state":"offline","at":0}', SHORT)


def integrity(body: bytes) -> str:
    """As it stands in a script's `integrity`."""
    return f"sha384-{base64.b64encode(hashlib.sha384(body).digest()).decode()}"


def _console_file(folder: Path, path: Path) -> File:
    name = path.relative_to(folder).as_posix()
    hashed = name.startswith("assets/")
    return File(f"console/{name}", path.read_bytes(), FOREVER if hashed else ALWAYS_ASK)


def _tag_body(dist: Path, account: str, origin: str) -> bytes:
    file = dist / "tag" / "tag.js"
    try:
        text = file.read_text()
    except OSError as error:
        raise NotBuilt(f"{file} is missing: build web/ first") from error
    if not PLACEHOLDER.search(text):
        raise NotBuilt(f"{file} lacks the place of the account's configuration")
    window = windows(dist)[-1].key.removeprefix("tag/")
    config = {
        "account": account,
        "api": origin,
        "cdn": origin,
        "window": window,
        "language": "en",
    }
    return PLACEHOLDER.sub(lambda found: json.dumps(config), text).encode()
