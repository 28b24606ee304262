"""Files on the CDN's bucket. Called by the boundary."""

import json
from functools import cache
from typing import Any

from chalicelib.settings import settings
from chalicelib.store.table import connection


def put_availability(account: str, state: str, at: int) -> None:
    """What the tag's button shows: `tag/ACCOUNT/availability.json`."""
    _client().put_object(
        Bucket=settings().cdn_bucket,
        Key=f"tag/{account}/availability.json",
        Body=json.dumps({"state": state, "at": at}).encode(),
        ContentType="application/json",
        CacheControl="public, max-age=5",
    )


@cache
def _client() -> Any:
    return connection().session.create_client("s3", region_name=settings().region)
