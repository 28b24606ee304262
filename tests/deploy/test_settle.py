"""What Chalice leaves out of the functions, set once and then left alone."""

from collections.abc import Iterator

import boto3
import pytest

from infra.aws.deploy import policies, rollout
from tests.deploy.emulated import ACCOUNT, REGION, Aws, emulated


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with emulated(tmp_path_factory.mktemp("settle"), "dev") as made:
        made.deploy()
        yield made


def again(aws: Aws) -> list[str]:
    return rollout.settle_stage(aws.stage, lambda text: None)


def test_a_second_settling_finds_nothing_to_do(aws: Aws) -> None:
    assert again(aws) == []


@pytest.mark.parametrize("function", sorted(policies.FRAMES))
def test_after_the_first_deployment_frames_reach_the_stages_own_sockets_alone(
    aws: Aws, function: str
) -> None:
    role, api = f"parley-dev-{function}", aws.state()["websocket_api"]["websocket_api_id"]
    found = boto3.client("iam").get_role_policy(RoleName=role, PolicyName=role)["PolicyDocument"]
    place = policies.Place("dev", REGION, ACCOUNT, api, "us-east-1_pool", key="1")

    assert found == policies.policy(function, place)
    assert f"{ACCOUNT}:*/" not in str(found)


def test_all_it_did_was_told(aws: Aws) -> None:
    said = "\n".join(aws.said)

    for word in (
        "log /aws/lambda/parley-dev:",
        "reports which messages",
        "not repeated",
        "routes",
        "sockets alone",
    ):
        assert word in said


def test_logs_are_not_kept_for_ever(aws: Aws) -> None:
    groups = boto3.client("logs").describe_log_groups()["logGroups"]

    assert len(groups) == 10
    assert {group["retentionInDays"] for group in groups} == {7}


def test_addresses_that_change_are_told_to_every_function(aws: Aws) -> None:
    aws.edge = {"Domain": "chat.parley.test"}
    changes = again(aws)
    aws.edge = {}
    back = again(aws)

    assert len([change for change in changes if "PARLEY_SOCKET_URL" in change]) == 8
    assert len(back) == 8


def test_a_failed_sweep_is_not_repeated(aws: Aws) -> None:
    found = boto3.client("lambda").get_function_event_invoke_config(FunctionName="parley-dev-sweep")

    assert (found["MaximumRetryAttempts"], found["MaximumEventAgeInSeconds"]) == (0, 60)


def test_it_runs_on_a_machine_that_never_deployed(aws: Aws) -> None:
    aws.forget_project()

    assert again(aws) == []
