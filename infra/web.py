"""The built web files as the CDN serves them: names, types, lifetimes, in the order in which they
may go out. Called by the publishers of one machine and of AWS."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from chalicelib.domain import publishing
from chalicelib.domain.publishing import FOREVER

SHORT = "public, max-age=5"
ALWAYS_ASK = "no-cache"
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
    files = _named(dist, "window")
    if not files:
        raise NotBuilt(f"{dist / 'window'} holds no window.HASH.js: build web/ first")
    return files


def invitations(dist: Path) -> list[File]:
    """What shows invitations, the newest version last; none where it is not built."""
    return _named(dist, "invitation")


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


def engine(dist: Path, origin: str) -> list[File]:
    """What accounts' tags are made of, whatever it names first, and last what names it."""
    file = dist / "tag" / "tag.js"
    try:
        template = publishing.template_file(file.read_text())
    except OSError as error:
        raise NotBuilt(f"{file} is missing: build web/ first") from error
    except ValueError as error:
        raise NotBuilt(f"{file} cannot be used: {error}") from error
    shown, words = invitations(dist), _named(dist, "words", "json")
    made = publishing.Engine(
        _below_tag(template.key),
        origin,
        _below_tag(windows(dist)[-1].key),
        _below_tag(shown[-1].key) if shown else "",
        words=_below_tag(words[-1].key) if words else "",
    )
    return [*shown, *words, *map(_file, (template, publishing.engine_file(made)))]


def offline(account: str) -> File:
    """What the button shows before anybody was ever online."""
    return File(f"tag/{account}/availability.json", b'{"state":"offline","at":0}', SHORT)


def _console_file(folder: Path, path: Path) -> File:
    name = path.relative_to(folder).as_posix()
    hashed = name.startswith("assets/")
    return File(f"console/{name}", path.read_bytes(), FOREVER if hashed else ALWAYS_ASK)


def _named(dist: Path, name: str, ending: str = "js") -> list[File]:
    files = sorted((dist / name).glob(f"{name}.*.{ending}"), key=lambda file: file.stat().st_mtime)
    return [File(f"tag/{file.name}", file.read_bytes(), FOREVER) for file in files]


def _file(file: publishing.File) -> File:
    return File(file.key, file.body, file.caching)


def _below_tag(key: str) -> str:
    return key.removeprefix("tag/")
