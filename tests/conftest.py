"""The environment of all tests, and the stage on which the server's stories play."""

import os
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any
from unittest import mock

os.environ.update(
    AWS_REGION="us-east-1",
    AWS_DEFAULT_REGION="us-east-1",
    AWS_ACCESS_KEY_ID="test",
    AWS_SECRET_ACCESS_KEY="test",
    AWS_SESSION_TOKEN="test",
    PARLEY_TABLES="test-",
    PARLEY_SOCKET_URL="wss://parley.test/socket",
    PARLEY_SOCKET_ENDPOINT="https://parley.test/socket",
    PARLEY_CDN_BUCKET="test-cdn",
    PARLEY_ARCHIVE_BUCKET="test-archive",
    PARLEY_REMINDERS_URL="https://sqs.us-east-1.amazonaws.com/123456789012/reminders",
    PARLEY_TOKEN_ISSUER="https://cognito-idp.us-east-1.amazonaws.com/pool",
    PARLEY_TOKEN_KEYS="https://parley.test/keys",
    PARLEY_TOKEN_CLIENT="console",
    PARLEY_USER_POOL="us-east-1_pool",
    PARLEY_STAGE="test",
    PARLEY_KEY="alias/parley-test",
    POWERTOOLS_METRICS_NAMESPACE="parley",
)

import pytest
from botocore.session import get_session
from moto.core.models import DEFAULT_ACCOUNT_ID, botocore_stubber
from moto.core.serialize import JSONSerializer
from moto.dynamodb.models import dynamodb_backends
from pynamodb.connection import base
from pynamodb.models import Model

from chalicelib import wire
from tests.hygiene import pytest_runtest_makereport
from tests.stage import Stage, emulated

__all__ = ["pytest_runtest_makereport"]


@pytest.fixture(scope="session", autouse=True)
def _close_kept_connections() -> Iterator[None]:
    yield
    wire.forget()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """An account `demo` with nobody in it yet, on an emulated DynamoDB."""
    with emulated() as empty:
        yield empty


@pytest.fixture(scope="session", autouse=True)
def quick_tables() -> Iterator[None]:
    """Tables are made once and copied after that: making ten takes longer than most tests."""
    create = Model.create_table.__func__  # type: ignore[attr-defined]
    blank: dict[str, Any] = {}

    def create_or_copy(cls: type[Model], /, **options: Any) -> None:
        tables = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables
        name = cls.Meta.table_name
        if not botocore_stubber.enabled:
            create(cls, **options)
        elif name in blank:
            tables[name] = deepcopy(blank[name])
        else:
            create(cls, **options)
            blank[name] = deepcopy(tables[name])

    with (
        mock.patch.object(Model, "create_table", classmethod(create_or_copy)),
        mock.patch.object(base, "get_session", cache(get_session)),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_answers() -> Iterator[None]:
    """Items are told as the emulated DynamoDB holds them: it asks of each value's parts by some
    twenty names whether they are there, a third of a call's time. Bytes it encodes itself."""
    walk = JSONSerializer._serialize_type_structure

    def take(self: JSONSerializer, told: Any, value: Any, shape: Any, key: str) -> None:
        if shape.name == "AttributeValue" and key and _is_plain(value):
            self._default_serialize(told, value, shape, key)
        else:
            walk(self, told, value, shape, key)

    with mock.patch.object(JSONSerializer, "_serialize_type_structure", take):
        yield


def _is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return value.keys().isdisjoint(("B", "BS")) and all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return isinstance(value, (str, bool))
