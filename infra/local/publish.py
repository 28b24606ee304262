"""Puts the built web files where the CDN serves them, with types and lifetimes. Run by the seed."""

from __future__ import annotations

import json
import mimetypes
import re
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.local.settings import BUCKET, REGION, Settings

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


def publish(settings: Settings, account: str, client: str) -> None:
    dist = settings.root / "web" / "dist"
    window = publish_window(dist / "window")
    publish_console(settings, dist / "console", client)
    publish_tag(settings, dist / "tag" / "tag.js", account, window)
    if not exists(f"tag/{account}/availability.json"):
        put(f"tag/{account}/availability.json", b'{"state":"offline","at":0}', SHORT)


def publish_window(folder: Path) -> str:
    """The window's file name; its former versions stay, for the pages that still name them."""
    files = sorted(folder.glob("window.*.js"))
    if not files:
        raise NotBuilt(f"{folder} holds no window.HASH.js: build web/ first")
    for file in files:
        put(f"tag/{file.name}", file.read_bytes(), FOREVER)
    return files[-1].name


def publish_console(settings: Settings, folder: Path, client: str) -> None:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            name = file.relative_to(folder).as_posix()
            hashed = name.startswith("assets/")
            put(f"console/{name}", file.read_bytes(), FOREVER if hashed else ALWAYS_ASK)
    config = {"region": REGION, "client_id": client, "cognito": f"{settings.origin}/cognito"}
    put("console/config.json", json.dumps(config).encode(), ALWAYS_ASK)


def publish_tag(settings: Settings, file: Path, account: str, window: str) -> None:
    config = {
        "account": account,
        "api": settings.origin,
        "cdn": settings.origin,
        "window": window,
        "language": "en",
    }
    text = file.read_text()
    if not PLACEHOLDER.search(text):
        raise NotBuilt(f"{file} lacks the place of the account's configuration")
    published = PLACEHOLDER.sub(lambda found: json.dumps(config), text)
    put(f"tag/{account}/parley.js", published.encode(), SHORT)


def put(key: str, body: bytes, caching: str) -> None:
    kind = KINDS.get(Path(key).suffix) or mimetypes.guess_type(key)[0] or "application/octet-stream"
    s3().put_object(Bucket=BUCKET, Key=key, Body=body, ContentType=kind, CacheControl=caching)


def exists(key: str) -> bool:
    try:
        s3().head_object(Bucket=BUCKET, Key=key)
    except ClientError:
        return False
    return True


def s3() -> Any:
    if "s3" not in CLIENTS:
        CLIENTS["s3"] = boto3.client("s3", region_name=REGION)
    return CLIENTS["s3"]


CLIENTS: dict[str, Any] = {}
