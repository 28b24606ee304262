"""The button's state on the CDN's bucket."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from moto import mock_aws

from chalicelib.outbound import files
from chalicelib.store.table import connection


@pytest.fixture
def bucket() -> Iterator[Any]:
    """The CDN's bucket, and a client that looks into it."""
    with mock_aws():
        client = connection().session.create_client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="test-cdn")
        files._client.cache_clear()
        yield client
    files._client.cache_clear()


def test_the_buttons_state_is_a_small_file_that_caches_keep_for_seconds(bucket: Any) -> None:
    files.put_availability("demo", "busy", 1_800_000_000_000)

    found = bucket.get_object(Bucket="test-cdn", Key="tag/demo/availability.json")

    assert json.loads(found["Body"].read()) == {"state": "busy", "at": 1_800_000_000_000}
    assert found["ContentType"] == "application/json"
    assert found["CacheControl"] == "public, max-age=5"


def test_what_else_is_told_stands_beside_the_state(bucket: Any) -> None:
    files.put_availability("demo", "offline", 5, {"opens": 9, "skills": {"sk_a": "online"}})

    found = bucket.get_object(Bucket="test-cdn", Key="tag/demo/availability.json")

    told = {"state": "offline", "at": 5, "opens": 9, "skills": {"sk_a": "online"}}
    assert json.loads(found["Body"].read()) == told


def test_the_tag_of_an_account_is_known_once_it_is_published(bucket: Any) -> None:
    before = files.published("demo")
    bucket.put_object(
        Bucket="test-cdn",
        Key="tag/demo/published.json",
        Body=b'{"src": "/tag/abc/parley.js", "integrity": "sha384-abc"}',
    )

    assert before is None
    assert files.published("demo") == ("/tag/abc/parley.js", "sha384-abc")
