"""Files of accounts in the archive's bucket. Called by services.

A key begins with the account's id, and while a request of an account is served no other is reached.
Nothing there is ever written over: the bucket itself refuses a put that does not say so.
"""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.domain.error import NotAllowed
from chalicelib.settings import settings
from chalicelib.store import wall
from chalicelib.store.table import connection

_TAKEN = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
# A bucket that may not be listed says AccessDenied of what is not there.
_MISSING = {"NoSuchKey", "404", "AccessDenied"}


class AlreadyThere(Exception):
    """There is an object of this key."""


def put_once(key: str, body: bytes, kind: str) -> None:
    """Write an object that is not there. Raises AlreadyThere."""
    try:
        _client().put_object(**_at(key), Body=body, ContentType=kind, IfNoneMatch="*")
    except ClientError as error:
        if error.response["Error"]["Code"] in _TAKEN:
            raise AlreadyThere(key) from None
        raise


def get(key: str) -> bytes | None:
    """An object's bytes; None if there is none."""
    try:
        found = _client().get_object(**_at(key))
    except ClientError as error:
        if error.response["Error"]["Code"] in _MISSING:
            return None
        raise
    body: bytes = found["Body"].read()
    return body


def forget() -> None:
    """The next call opens a connection of its own."""
    _client.cache_clear()


def _at(key: str) -> dict[str, str]:
    account = wall.confined()
    if account and not key.startswith(f"{account}/"):
        raise NotAllowed("This belongs to another account.")
    return {"Bucket": settings().archive_bucket, "Key": key}


@cache
def _client() -> Any:
    patience = Config(connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 4})
    region = settings().region
    return connection().session.create_client("s3", region_name=region, config=patience)
