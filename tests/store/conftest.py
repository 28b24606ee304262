"""The tables of one module's tests: each test takes an account or ids of its own."""

from collections.abc import Iterator

import pytest

from tests.stage import Stage, emulated


@pytest.fixture(scope="module", autouse=True)
def tables() -> Iterator[Stage]:
    """All tables, on an emulated DynamoDB."""
    with emulated() as stage:
        yield stage
