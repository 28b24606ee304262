"""What is there of a stage although its ground is not: it is in another region, or was removed and
left its data. Called by stacks.py before a new ground, which would fail halfway through."""

from __future__ import annotations

from botocore.exceptions import ClientError

from infra.aws.clients import aws_account, client, code_of, in_words
from infra.aws.stage import CannotRun, Stage

ABSENT = {"404", "NoSuchBucket", "NotFound"}


def refuse(stage: Stage) -> None:
    """Raises CannotRun if there is anything."""
    bucket = f"parley-{stage.name}-deploy-{aws_account(stage)}"
    region = _region_of(stage, bucket)
    if not region:
        return
    if region != stage.region:
        raise CannotRun(
            f"{stage.name} is in {region} (its bucket {bucket} is), and {stage.file} names"
            f" {stage.region}: correct the region there. Nothing was changed."
        )
    raise CannotRun(
        f"An earlier {stage.name} has left the bucket {bucket} and whatever else holds its data,"
        " under names that a new one needs: delete what you do not need any more, as `make remove`"
        " named it. Nothing was changed."
    )


def _region_of(stage: Stage, bucket: str) -> str:
    """Nothing where there is no such bucket; names of buckets are the same in all regions."""
    with in_words():
        try:
            found = client("s3", stage.region).head_bucket(Bucket=bucket)
        except ClientError as error:
            if code_of(error) not in ABSENT:
                raise
            return ""
    return str(found.get("BucketRegion") or stage.region)
