"""`chalice deploy`, as people type it in this repository."""

import os
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest

from infra.aws.deploy import rollout, typed
from infra.aws.deploy.project import REPOSITORY
from infra.aws.stage import CannotRun, Stage

DEPLOY = click.Command("deploy")


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Chalice itself, with no credentials and no region anywhere."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        [str(rollout.CHALICE), *command.split()],
        cwd=REPOSITORY,
        env={
            **{name: text for name, text in kept.items() if not name.startswith("PARLEY_")},
            "AWS_EC2_METADATA_DISABLED": "true",
            "HOME": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def take_over(name: str = "deploy", **options: Any) -> None:
    """As within Chalice's own command."""
    given = {"stage": "dev", "profile": None, "autogen_policy": None, **options}
    with click.Context(DEPLOY, info_name=name) as context:
        context.params = given
        typed.take_over()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("deploy --stage production", "There is no stage 'production': give one of dev"),
        ("deploy --stage prod", "There are no credentials for AWS"),
        ("deploy --stage prod --profile nobody", "(nobody) could not be found"),
        ("deploy --no-autogen-policy", "--autogen-policy is not for Parley"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, command: str, said: str) -> None:
    done = run(tmp_path, command)

    assert done.returncode == 1
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.startswith("chalice deploy: ")
    assert done.stderr.count("\n") == 1


def test_the_stages_functions_are_deployed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    deployed: list[Stage] = []
    monkeypatch.setenv("AWS_PROFILE", "before")
    monkeypatch.setattr(rollout, "deploy_functions", deployed.append)

    with pytest.raises(SystemExit) as ended:
        take_over(stage="staging", profile="ours")

    assert ended.value.code == 0
    assert [stage.name for stage in deployed] == ["staging"]
    assert os.environ["AWS_PROFILE"] == "ours"
    assert "Next: make publish STAGE=staging" in capsys.readouterr().out


def test_what_deploying_refuses_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(stage: Stage) -> None:
        raise CannotRun("The stack parley-dev is not up yet.")

    monkeypatch.setattr(rollout, "deploy_functions", refuse)

    with pytest.raises(SystemExit) as ended:
        take_over()
    assert ended.value.code == 1


def test_other_commands_of_chalice_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollout, "deploy_functions", lambda stage: pytest.fail("deployed"))

    take_over("package")
    typed.take_over()
