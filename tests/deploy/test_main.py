"""The commands of a deployment, where they cannot even begin."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.aws.deploy.__main__ import COMMANDS, main
from tests.deploy.emulated import forget_clients


@pytest.fixture(autouse=True)
def signed_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No key, no profile, no file."""
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN", "PROFILE"):
        monkeypatch.delenv(f"AWS_{name}", raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    forget_clients()
    yield
    forget_clients()


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("", "No stage was named: give one of dev, staging, prod"),
        ("live", "There is no stage 'live'"),
        ("dev", "There are no credentials for AWS"),
    ],
)
def test_each_ends_with_one_sentence(
    capsys: pytest.CaptureFixture[str], command: str, stage: str, said: str
) -> None:
    assert main([command, "--stage", stage]) == 1

    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"infra.aws.deploy {command}: {said}")
    assert shown.err.count("\n") == 1
