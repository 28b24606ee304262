"""The folder that Chalice deploys: the committed configuration and what an installation adds."""

import json
from pathlib import Path

import pytest

from infra.aws.deploy import policies, project
from infra.aws.deploy.policies import Place
from infra.aws.stage import STAGES, CannotRun

TOLD = {name: "x" for name in project.NEEDED}
PLACE = Place("dev", "us-east-1", "123456789012")


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_configured(stage: str) -> None:
    config = project.configuration(stage, TOLD)

    assert config["autogen_policy"] is False
    assert config["lambda_architecture"] == "arm64"
    assert config["api_gateway_endpoint_type"] == "REGIONAL"
    assert set(config["stages"]) == {stage}
    chosen = config["stages"][stage]
    assert set(chosen["lambda_functions"]) == set(policies.FUNCTIONS)
    assert chosen["environment_variables"] == TOLD


def test_in_production_consoles_and_visitors_come_before_jobs() -> None:
    functions = project.configuration("prod", TOLD)["stages"]["prod"]["lambda_functions"]
    kept = {name: function.get("reserved_concurrency", 0) for name, function in functions.items()}

    assert kept["websocket_message"] > kept["api_handler"] > kept["remind"] > kept["sweep"] > 0
    # An account's first limit is 1,000, and 100 have to stay free.
    assert project.reserved("prod") <= 900


def test_every_function_gets_a_policy_file_of_its_own(tmp_path: Path) -> None:
    project.configure(PLACE, TOLD, tmp_path)

    for name in policies.FUNCTIONS:
        written = json.loads((tmp_path / ".chalice" / f"policy-{name}.json").read_text())
        assert written == policies.policy(name, PLACE)


def test_nothing_is_written_without_all_that_is_needed(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="PARLEY_CDN_BUCKET: run `make infra STAGE=dev` first"):
        project.configure(PLACE, {**TOLD, "PARLEY_CDN_BUCKET": ""}, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_stage_that_nobody_configured_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="no stage `test`"):
        project.configure(PLACE._replace(stage="test"), TOLD, tmp_path)


def test_the_committed_configuration_names_no_installation() -> None:
    text = project.CONFIG.read_text()

    for word in ("environment_variables", "arn:", "amazonaws", "secret"):
        assert word not in text.lower()


def test_the_functions_run_on_the_processors_that_the_configuration_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert project.architecture() == "arm64"
    file = tmp_path / "config.json"
    monkeypatch.setattr(project, "CONFIG", file)

    file.write_text('{"lambda_architecture": "x86_64"}')
    assert project.architecture() == "x86_64"
    file.write_text('{"lambda_architecture": "x86"}')
    with pytest.raises(CannotRun, match="is 'x86': write arm64 or x86_64"):
        project.architecture()
