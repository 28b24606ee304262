"""The package as Lambda finds it: unpacked, with nothing else of this machine beside it."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.platform import PROGRAM, Platform, platform
from tests.contracts.test_entry_points import EVENTS
from tests.rehearsal.rehearsal import Rehearsal

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def unpacked(stage: Rehearsal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip that was deployed."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(stage.folder / "packaged" / "deployment.zip") as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def empty() -> Iterator[Platform]:
    """An empty database to speak to."""
    with platform() as made:
        yield made


def invoke(unpacked: Path, empty: Platform, handler: str) -> dict[str, Any]:
    """A handler by its name, in a process that has this Python's own library and the package."""
    environment = empty._environment() | {
        "PYTHONPATH": str(unpacked),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PARLEY_REMINDERS_URL": f"{empty.address}/1/parley-dev-reminders",
    }
    done = subprocess.run(
        # Not the environment of the tests, which has all of it installed.
        [sys._base_executable, "-s", "-v", "-c", PROGRAM, handler, json.dumps(EVENTS[handler])],
        cwd=unpacked,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "told": done.stderr}


@pytest.mark.parametrize("handler", EVENTS)
def test_every_handler_answers(unpacked: Path, empty: Platform, handler: str) -> None:
    found = invoke(unpacked, empty, handler)
    compiled = [
        line for line in found["told"].splitlines() if line.startswith("# code object from")
    ]

    assert "answer" in found
    # Nothing of the package had to be compiled.
    assert [line for line in compiled if str(unpacked) in line and ".pyc" not in line] == []
    assert len([line for line in compiled if str(unpacked) in line]) > 50


def test_only_what_lambda_needs_is_inside(unpacked: Path) -> None:
    names = {path.name for path in unpacked.iterdir()}

    assert names & {"tests", "web", "infra", "docs", "pip", "setuptools", "pytest", "moto"} == set()
    assert {"app.py", "chalicelib", "chalice", "pynamodb", "botocore"} <= names
    assert list((unpacked / "chalicelib").rglob("*.json")) == []
