"""Puts the built web files where the CDN of one machine serves them. Run by the seed."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra import tags, web
from infra.local.settings import BUCKET, REGION, Settings


def publish(settings: Settings, account: str, client: str) -> None:
    dist = settings.root / "web" / "dist"
    sign_in = web.SignIn(REGION, client, f"{settings.origin}/cognito")
    for file in (
        *web.windows(dist),
        *web.engine(dist, settings.origin),
        *web.console(dist, sign_in),
    ):
        put(file)
    publish_account(account)


def publish_account(account: str) -> None:
    """What an account's sites load. The environment is that of functions."""
    tags.publish([account], {}, say=lambda told: None)
    if not exists(web.offline(account).key):
        put(web.offline(account))


def put(file: web.File) -> None:
    s3().put_object(
        Bucket=BUCKET,
        Key=file.key,
        Body=file.body,
        ContentType=file.kind,
        CacheControl=file.caching,
    )


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
