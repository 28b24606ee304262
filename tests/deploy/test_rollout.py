"""A stage's life: releases, back again, two at once, a lost state, a first one that broke off."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from infra.aws.deploy import project, rollout
from infra.aws.stage import CannotRun
from tests.deploy.emulated import Aws, emulated

pytestmark = pytest.mark.slow


@pytest.fixture
def aws(tmp_path: Path) -> Iterator[Aws]:
    with emulated(tmp_path, "dev") as made:
        yield made


def code(aws: Aws) -> dict[str, str]:
    """The fingerprint of each function's package."""
    names = ("parley-dev", "parley-dev-websocket_message", "parley-dev-sweep")
    return {name: aws.function(name)["Configuration"]["CodeSha256"] for name in names}


def apis(aws: Aws) -> tuple[list[str], list[str]]:
    """The ids of all endpoints there are."""
    rest = [api["id"] for api in boto3.client("apigateway").get_rest_apis()["items"]]
    return rest, [api["ApiId"] for api in aws.client("apigatewayv2").get_apis()["Items"]]


def known(aws: Aws) -> set[str]:
    """The addresses of all that Chalice made: APIs, functions, roles, the queue's mapping."""
    endings = ("_id", "_arn", "_uuid", "_url")
    found = [pair for item in aws.state().values() for pair in item.items()]
    return {value for key, value in found if key.endswith(endings)}


def change(aws: Aws, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """The sources are another state from here on."""
    copy = project.copy_sources

    def changed(into: Path) -> None:
        copy(into)
        (into / "chalicelib" / "release.py").write_text(f'"""{text}"""\n')

    monkeypatch.setattr(project, "copy_sources", changed)


def test_rollback_brings_back_the_release_before(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.deploy()
    first, endpoints = code(aws), apis(aws)
    change(aws, monkeypatch, "second")
    aws.deploy()
    second = code(aws)

    rollout.rollback(aws.stage, aws.said.append)

    assert set(second.items()) & set(first.items()) == set()
    assert code(aws) == first
    assert apis(aws) == endpoints
    told = aws.function("parley-dev")["Configuration"]["Environment"]["Variables"]
    assert told["PARLEY_TABLES"] == "parley-dev-"
    assert "Release 1 serves" in aws.said[-1]
    with pytest.raises(CannotRun, match="no release of dev before number 1"):
        rollout.rollback(aws.stage, aws.said.append)


def test_rollback_to_the_first_release_never_opens_other_sockets(aws: Aws) -> None:
    """It was packed before the stage's socket API was known."""
    given: list[str] = []

    def noted(params: Any, **_: object) -> None:
        given.append(str(params["body"].get("PolicyDocument")))

    aws.deploy()
    aws.deploy()
    aws.before_call("iam.PutRolePolicy", noted)
    rollout.rollback(aws.stage, aws.said.append)

    frames = [document for document in given if "execute-api" in document]
    [api] = apis(aws)[1]
    assert frames
    assert all(f":{api}/api/POST" in document for document in frames)


def test_after_a_rollback_the_next_release_goes_forward(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.deploy()
    change(aws, monkeypatch, "second")
    aws.deploy()
    rollout.rollback(aws.stage, aws.said.append)
    aws.deploy()

    shelf = rollout.open_shelf(aws.stage)
    with shelf.locked():
        assert [release.number for release in shelf.releases()] == [1, 2, 3]
        assert shelf.state["release"] == 3


def test_a_machine_that_never_deployed_makes_no_new_endpoints(aws: Aws) -> None:
    aws.deploy()
    endpoints, before = apis(aws), known(aws)
    aws.forget_project()
    aws.deploy()

    assert apis(aws) == endpoints
    assert known(aws) == before
    assert len(boto3.client("lambda").list_functions()["Functions"]) == 8


def test_back_and_forth_on_machines_that_never_deployed_is_the_same_stage(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.deploy()
    change(aws, monkeypatch, "second")
    aws.deploy()
    endpoints, before, second = apis(aws), known(aws), code(aws)
    aws.forget_project()
    rollout.rollback(aws.stage, aws.said.append)
    back = known(aws)
    aws.forget_project()
    aws.deploy()

    assert (apis(aws), back, known(aws)) == (endpoints, before, before)
    assert code(aws) == second


def test_a_lost_state_is_found_again_by_names(aws: Aws) -> None:
    aws.deploy()
    endpoints, before = apis(aws), aws.state()
    aws.forget_project()
    boto3.client("s3").delete_object(Bucket=aws.ground["DeployBucket"], Key="state.json")
    aws.deploy()

    assert apis(aws) == endpoints
    assert aws.state() == before


def test_a_first_deployment_that_broke_off_is_taken_up(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(model: Any, params: Any, **_: object) -> Any:
        raise RuntimeError("The network is gone.")

    aws.before_call("apigatewayv2.CreateRoute", refuse)
    with pytest.raises(CannotRun, match="chalice deploy failed"):
        aws.deploy()
    endpoints = apis(aws)
    aws.before_call("apigatewayv2.CreateRoute", None)
    aws.deploy()

    assert [len(ids) for ids in endpoints] == [1, 1]
    assert apis(aws) == endpoints
    assert len(boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"]) == 1


def test_two_at_once_are_one_too_many(aws: Aws) -> None:
    with (
        rollout.open_shelf(aws.stage).locked(),
        pytest.raises(CannotRun, match=r"being deployed since .* unlock --stage dev"),
    ):
        aws.deploy()

    assert boto3.client("lambda").list_functions()["Functions"] == []


def test_a_lock_is_gone_after_a_failure(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.ground["UserPoolClient"] = ""
    with pytest.raises(CannotRun, match="PARLEY_TOKEN_CLIENT: run `make infra STAGE=dev` first"):
        aws.deploy()

    with rollout.open_shelf(aws.stage).locked():
        assert boto3.client("lambda").list_functions()["Functions"] == []


def test_packages_keep_no_secret(aws: Aws) -> None:
    aws.edge = {"Domain": "chat.parley.test"}
    aws.deploy()
    told = aws.function("parley-dev")["Configuration"]["Environment"]["Variables"]
    secret = told["PARLEY_ORIGIN_SECRETS"]
    kept = boto3.client("s3").get_object(
        Bucket=aws.ground["DeployBucket"], Key="releases/000001.zip"
    )
    folder = aws.folder / "kept"
    (folder.with_suffix(".zip")).write_bytes(kept["Body"].read())

    assert len(secret) > 20
    assert told["PARLEY_SOCKET_URL"] == "wss://chat.parley.test/socket"
    with zipfile.ZipFile(folder.with_suffix(".zip")) as archive:
        for name in archive.namelist():
            assert secret.encode() not in archive.read(name)
        config = json.loads(archive.read(".chalice/config.json"))
    assert "environment_variables" not in config["stages"]["dev"]


def test_an_account_with_too_little_concurrency_is_told(tmp_path: Path) -> None:
    with emulated(tmp_path, "prod") as aws:
        aws.concurrency = 10
        with pytest.raises(CannotRun, match=r"reserves 723 .* has 10.*ask for 823"):
            aws.deploy()

        assert boto3.client("lambda").list_functions()["Functions"] == []


def test_before_the_first_deployment_settling_says_what_to_do(aws: Aws) -> None:
    with pytest.raises(CannotRun, match="not deployed yet: run `make deploy STAGE=dev`"):
        rollout.settle_stage(aws.stage)


def test_at_the_end_of_a_stage_nothing_of_its_functions_is_left(aws: Aws) -> None:
    aws.deploy()
    rollout.end_functions(aws.stage, aws.said.append)

    assert apis(aws) == ([], [])
    assert boto3.client("lambda").list_functions()["Functions"] == []
    assert boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"] == []
    assert boto3.client("events").list_rules()["Rules"] == []
    left = [role["RoleName"] for role in boto3.client("iam").list_roles()["Roles"]]
    # Those that functions take on go with the stacks.
    assert [name for name in left if not name.endswith("-account")] == ["parley-access-logs"]
    # Once more: there is nothing to end, and nobody is in the way.
    rollout.end_functions(aws.stage, aws.said.append)
    aws.deploy()
    assert len(apis(aws)[0]) == 1
