"""Files on the CDN's bucket. Called by the boundary and handlers/account.py."""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.settings import settings
from chalicelib.store.table import connection


def put_availability(
    account: str, state: str, at: int, told: Mapping[str, object] = MappingProxyType({})
) -> None:
    """What the tag's button shows and what else it tells: `tag/ACCOUNT/availability.json`."""
    _client().put_object(
        Bucket=settings().cdn_bucket,
        Key=f"tag/{account}/availability.json",
        Body=json.dumps({"state": state, "at": at, **told}).encode(),
        ContentType="application/json",
        CacheControl="public, max-age=5",
    )


def published(account: str) -> tuple[str, str] | None:
    """Where the account's tag is for ever as it is now, and its integrity; None before the web
    files were published."""
    try:
        found = _client().get_object(
            Bucket=settings().cdn_bucket, Key=f"tag/{account}/published.json"
        )
    except ClientError as error:
        # A bucket that may not be listed says AccessDenied of what is not there.
        if error.response["Error"]["Code"] in ("NoSuchKey", "404", "AccessDenied"):
            return None
        raise
    said = json.loads(found["Body"].read())
    return str(said["src"]), str(said["integrity"])


@cache
def _client() -> Any:
    return connection().session.create_client("s3", region_name=settings().region)
