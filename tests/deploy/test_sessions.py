"""The roles that functions take on for one account: made before they are needed, by nobody else."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from chalicelib.settings import settings
from infra.aws.deploy import rollout, sessions
from infra.aws.deploy.policies import (
    FUNCTIONS,
    Place,
    account_policy,
    account_role,
    lambda_name,
    role,
)
from infra.aws.deploy.project import account_policy_file
from tests.deploy.emulated import ACCOUNT, REGION, Aws, emulated

PLACE = Place("dev", REGION, ACCOUNT)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with emulated(tmp_path_factory.mktemp("sessions"), "dev") as made:
        made.deploy()
        yield made


def found(function: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The trust and the policy of a role."""
    iam, name = boto3.client("iam"), account_role("dev", function)
    policy = iam.get_role_policy(RoleName=name, PolicyName=sessions.POLICY)["PolicyDocument"]
    return iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"], policy


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_is_trusted_to_its_functions_own_role_alone(aws: Aws, function: str) -> None:
    trust, _ = found(function)
    own = aws.function(lambda_name("dev", function))["Configuration"]["Role"]

    (statement,) = trust["Statement"]
    assert statement["Condition"] == {"ArnEquals": {"aws:PrincipalArn": own}}
    assert own == f"arn:aws:iam::{ACCOUNT}:role/{role('dev', function)}"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_role_has_the_reviewed_policy(aws: Aws, function: str) -> None:
    assert found(function)[1] == account_policy(function, PLACE)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_finds_its_role_by_its_name(
    aws: Aws, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = aws.function(lambda_name("dev", function))["Configuration"]
    for name, value in configuration["Environment"]["Variables"].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", configuration["FunctionName"])
    settings.cache_clear()
    named = settings().account_role
    settings.cache_clear()

    assert named == f"arn:aws:iam::{ACCOUNT}:role/{account_role('dev', function)}"


def test_a_second_time_changes_nothing_and_what_was_changed_is_put_right(aws: Aws) -> None:
    assert sessions.grant(PLACE, aws.project, lambda text: None) == []
    name = account_role("dev", "sweep")
    anybody = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    boto3.client("iam").update_assume_role_policy(
        RoleName=name,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [anybody]}),
    )

    assert sessions.grant(PLACE, aws.project, lambda text: None) == [name]
    assert found("sweep")[0] == sessions.trust(PLACE, "sweep")


def test_a_release_from_before_there_were_any_takes_none_away(aws: Aws) -> None:
    file = aws.project / ".chalice" / account_policy_file("sweep")
    kept = file.read_text()
    file.unlink()

    assert sessions.grant(PLACE, aws.project, lambda text: None) == []
    assert found("sweep")[1] == account_policy("sweep", PLACE)
    file.write_text(kept)


def test_they_go_with_the_stage_and_come_with_a_project_for_chalice(aws: Aws) -> None:
    said: list[str] = []
    for _ in range(2):
        sessions.revoke(PLACE, said.append)
    left = there()
    rollout.configure(aws.stage)

    assert len(said) == len(FUNCTIONS)
    assert left == set()
    assert there() == {account_role("dev", function) for function in FUNCTIONS}


def there() -> set[str]:
    """The roles for accounts."""
    names = {one["RoleName"] for one in boto3.client("iam").list_roles()["Roles"]}
    return {name for name in names if name.endswith("-account")}
