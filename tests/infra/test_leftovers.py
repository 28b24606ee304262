"""What is there of a stage without its ground; what the commands do then: test_stages.py."""

import os
from collections.abc import Iterator
from unittest import mock

import boto3
import pytest
from moto import mock_aws

from infra.aws import clients, leftovers
from infra.aws.stage import CannotRun, Stage, read_stage

BUCKET = "parley-dev-deploy-123456789012"
KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@pytest.fixture
def stage() -> Iterator[Stage]:
    """In us-east-1, in an AWS account that is empty."""
    with mock_aws(), mock.patch.dict(os.environ, KEYS):
        clients.client.cache_clear()
        clients._session.cache_clear()
        yield read_stage("dev")
    clients.client.cache_clear()
    clients._session.cache_clear()


def test_in_an_empty_account_nothing_is_in_the_way(stage: Stage) -> None:
    leftovers.refuse(stage)


def test_a_stage_in_another_region_stays_there(stage: Stage) -> None:
    boto3.client("s3", region_name="eu-west-1").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )

    with pytest.raises(CannotRun, match=rf"dev is in eu-west-1 .*dev\.json names {stage.region}"):
        leftovers.refuse(stage)


def test_what_a_removed_stage_left_is_named(stage: Stage) -> None:
    boto3.client("s3", region_name=stage.region).create_bucket(Bucket=BUCKET)

    with pytest.raises(CannotRun, match=f"has left the bucket {BUCKET}"):
        leftovers.refuse(stage)
