"""Files in the archive's bucket: written once, an account's own."""

from typing import Any
from unittest import mock

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.domain.error import NotAllowed
from chalicelib.store import objects, wall
from tests.stage import Stage


@pytest.fixture(autouse=True)
def _bucket(stage: Stage) -> None:
    boto3.client("s3").create_bucket(Bucket="test-archive")


def test_what_is_there_is_never_written_over() -> None:
    objects.put_once("demo/a", b"one", "text/plain")
    with pytest.raises(objects.AlreadyThere):
        objects.put_once("demo/a", b"two", "text/plain")

    assert objects.get("demo/a") == b"one"
    assert objects.get("demo/b") is None


def test_another_accounts_files_are_out_of_reach() -> None:
    wall.confine("demo")
    for key in ("acme/a", "demo2/a", "demo", "../demo/a", ""):
        with pytest.raises(NotAllowed):
            objects.get(key)


@pytest.mark.parametrize("code", ["SlowDown", "InternalError"])
def test_any_other_refusal_is_told(code: str) -> None:
    told: Any = {"Error": {"Code": code, "Message": "?"}}
    failing = mock.Mock()
    failing.put_object.side_effect = failing.get_object.side_effect = ClientError(told, "PutObject")
    with mock.patch.object(objects, "_client", return_value=failing):
        with pytest.raises(ClientError):
            objects.put_once("demo/a", b"", "text/plain")
        with pytest.raises(ClientError):
            objects.get("demo/a")


def test_a_bucket_that_may_not_be_listed_says_denied_of_what_is_not_there() -> None:
    told: Any = {"Error": {"Code": "AccessDenied", "Message": "?"}}
    failing = mock.Mock()
    failing.get_object.side_effect = ClientError(told, "GetObject")
    with mock.patch.object(objects, "_client", return_value=failing):
        assert objects.get("demo/a") is None
