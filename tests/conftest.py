"""The environment of all tests, and the stage on which the server's stories play."""

import os
from collections.abc import Iterator

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
    PARLEY_REMINDERS_URL="https://sqs.us-east-1.amazonaws.com/123456789012/reminders",
    PARLEY_TOKEN_ISSUER="https://cognito-idp.us-east-1.amazonaws.com/pool",
    PARLEY_TOKEN_KEYS="https://parley.test/keys",
    PARLEY_TOKEN_CLIENT="console",
    POWERTOOLS_METRICS_NAMESPACE="parley",
)

import pytest

from tests.stage import Stage, emulated


@pytest.fixture
def stage() -> Iterator[Stage]:
    """An account `demo` with nobody in it yet, on an emulated DynamoDB."""
    with emulated() as empty:
        yield empty
