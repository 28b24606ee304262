"""The web files on a stage's CDN. Called by `publish`, infra.aws.deploy and infra.accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.domain.publishing import ENGINE
from infra import tags, web
from infra.aws import stacks
from infra.aws.clients import aws_account, client, code_of, in_words
from infra.aws.stage import CannotRun, Stage

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
Say = Callable[[str], None]


def publish(stage: Stage, origin: str = "", dist: Path = DIST, say: Say = print) -> int:
    """All web files and every account's tag; how many were not there as they are now.

    Files that nothing names yet go first, pages that name them last, so that at no moment a
    browser is told of a file which is not there."""
    aws_account(stage)
    ground = stacks.outputs(stage, "ground")
    origin = origin or origin_of(stage)
    sign_in = web.SignIn(
        stage.region, ground["UserPoolClient"], f"https://cognito-idp.{stage.region}.amazonaws.com/"
    )
    with in_words():
        accounts = _accounts(stage)
    try:
        shared = [*web.windows(dist), *web.engine(dist, origin), *web.console(dist, sign_in)]
    except web.NotBuilt as reason:
        raise CannotRun(f"{reason} (`npm run build` in web/). Nothing was published.") from reason
    with in_words():
        bucket = _Bucket(stage, ground["CdnBucket"], say)
        count = bucket.put(shared) + sum(bucket.make(web.offline(one)) for one in accounts)
        count += _put_tags(accounts, _environment(stage, ground), say)
    say(f"{count} files published to {ground['CdnBucket']}, {bucket.kept} were there already.")
    return count


def publish_account(stage: Stage, account: str, origin: str = "", say: Say = print) -> None:
    """The tag of one account, when it is new; the engine too, if it is the stage's first."""
    origin = origin or origin_of(stage)
    ground = stacks.outputs(stage, "ground")
    bucket = _Bucket(stage, ground["CdnBucket"], say)
    with in_words():
        if not bucket.head(ENGINE):
            bucket.put([*web.windows(DIST), *web.engine(DIST, origin)])
        bucket.make(web.offline(account))
        _put_tags([account], _environment(stage, ground), say)


def origin_of(stage: Stage) -> str:
    """Where people reach the stage."""
    if not stacks.exists(stage, "edge"):
        raise CannotRun(
            f"The edge of {stage.name} is not up, so the tag would not know its address: run"
            f" `make deploy STAGE={stage.name}` first."
        )
    return f"https://{stacks.outputs(stage, 'edge')['Domain']}"


def _put_tags(accounts: list[str], environment: dict[str, str], say: Say) -> int:
    try:
        return tags.publish(accounts, environment, say)
    except tags.NoEngine as reason:
        raise CannotRun(str(reason)) from reason


def _environment(stage: Stage, ground: dict[str, str]) -> dict[str, str]:
    """What publishing reads of what functions are told."""
    return {
        "PARLEY_TABLES": stage.tables,
        "PARLEY_CDN_BUCKET": ground["CdnBucket"],
        "AWS_REGION": stage.region,
    }


class _Bucket:
    """The CDN's bucket, which is told only what it does not hold."""

    def __init__(self, stage: Stage, name: str, say: Say) -> None:
        self.s3, self.name, self.say, self.kept = client("s3", stage.region), name, say, 0

    def put(self, files: Iterable[web.File]) -> int:
        """In the order given; how many were new or different."""
        count = 0
        for file in files:
            if self.holds(file):
                self.kept += 1
            else:
                self.write(file)
                count += 1
        return count

    def holds(self, file: web.File) -> bool:
        found = self.head(file.key)
        here = (
            found.get("ETag", "").strip('"'),
            found.get("CacheControl"),
            found.get("ContentType"),
        )
        # What S3 encrypts with its own keys has the MD5 of its content for an ETag.
        digest = hashlib.md5(file.body, usedforsecurity=False).hexdigest()
        return here == (digest, file.caching, file.kind)

    def head(self, key: str) -> dict[str, Any]:
        try:
            return dict(self.s3.head_object(Bucket=self.name, Key=key))
        except ClientError as error:
            if code_of(error) not in ("404", "NoSuchKey", "NotFound"):
                raise
            return {}

    def make(self, file: web.File) -> int:
        """A file that others write too: only if there is none."""
        try:
            self.write(file, IfNoneMatch="*")
        except ClientError as error:
            if code_of(error) not in ("PreconditionFailed", "412"):
                raise
            return 0
        return 1

    def write(self, file: web.File, **condition: str) -> None:
        self.s3.put_object(
            **condition,
            Bucket=self.name,
            Key=file.key,
            Body=file.body,
            ContentType=file.kind,
            CacheControl=file.caching,
        )


def _accounts(stage: Stage) -> list[str]:
    pages = client("dynamodb", stage.region).get_paginator("scan")
    found = pages.paginate(TableName=f"{stage.tables}accounts", ProjectionExpression="id")
    return sorted(item["id"]["S"] for page in found for item in page["Items"])
