"""What the commands of a stage say when they cannot run; nothing is changed then."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from infra.aws import clients, leftovers, origin, publish, removal, restore, stacks
from infra.aws.__main__ import main
from infra.aws.deploy import rollout
from infra.aws.deploy.__main__ import main as deploy_main
from infra.aws.stage import CannotRun, Stage, read_stage

READS = {"describe_stacks", "get_caller_identity", "head_bucket"}


class Cloud:
    """CloudFormation and STS in one, with one stack; notes what was asked of it."""

    def __init__(self) -> None:
        self.stack: dict[str, Any] | None = None
        self.bucket: dict[str, Any] | None = None
        self.asked: list[str] = []
        self.fault: Exception | None = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(**given: Any) -> Any:
            self.asked.append(name)
            if self.fault:
                raise self.fault
            return getattr(self, f"on_{name}")(**given)

        if name.startswith("on_"):
            raise AttributeError(name)
        return ask

    def on_get_caller_identity(self) -> dict[str, str]:
        return {"Account": "000000000000"}

    def on_describe_stacks(self, **named: str) -> dict[str, Any]:
        if self.stack is None:
            raise refusal("ValidationError", f"Stack with id {named['StackName']} does not exist")
        return {"Stacks": [self.stack]}

    def on_head_bucket(self, **named: str) -> dict[str, Any]:
        if self.bucket is None:
            raise refusal("404", "Not Found")
        return self.bucket

    def on_get_function(self, **named: str) -> None:
        raise refusal("ResourceNotFoundException", named["FunctionName"])


def refusal(code: str, message: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "DescribeStacks")


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    for module in (clients, leftovers, stacks, removal, restore):
        monkeypatch.setattr(module, "client", lambda service, region: made)
    return made


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return written(tmp_path, wall={"MonthlyBudget": "5"})


def written(folder: Path, **given: Any) -> Stage:
    fields = {"region": "eu-central-1", "all": {"AlarmEmail": "alarms@parley.test"}, **given}
    (folder / "dev.json").write_text(json.dumps(fields))
    return read_stage("dev", folder)


@pytest.mark.parametrize("now", [*stacks.HALF_MADE, "CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"])
def test_a_half_made_stack_is_left_alone(cloud: Cloud, stage: Stage, now: str) -> None:
    cloud.stack = {"StackStatus": now}

    for command in (stacks.bring_up, stacks.diff, stacks.outputs):
        with pytest.raises(CannotRun, match=f"parley-dev is {now}: .* Nothing was changed"):
            command(stage, "ground")
    assert set(cloud.asked) <= READS


def test_a_missing_parameter_is_named_with_its_file(cloud: Cloud, tmp_path: Path) -> None:
    stage = written(tmp_path, all={"AlarmEmail": ""})

    with pytest.raises(CannotRun, match=r"needs AlarmEmail: set it in .*dev\.json"):
        stacks.bring_up(stage, "ground")
    assert set(cloud.asked) <= READS


@pytest.mark.parametrize(
    ("bucket", "said"),
    [
        ({"BucketRegion": "us-west-2"}, r"dev is in us-west-2 .* names eu-central-1: correct"),
        ({}, "An earlier dev has left the bucket parley-dev-deploy-000000000000"),
    ],
)
def test_no_second_ground_is_begun_where_there_is_one_or_its_data(
    cloud: Cloud, stage: Stage, bucket: dict[str, Any], said: str
) -> None:
    cloud.bucket = bucket

    for command in (stacks.bring_up, stacks.diff):
        with pytest.raises(CannotRun, match=f"{said}.*Nothing was changed"):
            command(stage, "ground")
    assert set(cloud.asked) <= READS


def test_a_region_that_there_is_not_cannot_be_reached(cloud: Cloud, stage: Stage) -> None:
    address = "https://sts.eu-centrl-1.amazonaws.com/"
    cloud.fault = EndpointConnectionError(endpoint_url=address)

    with pytest.raises(CannotRun, match=f"cannot be reached .*{address}.* the region's name"):
        stacks.bring_up(stage, "ground")


def test_a_parameter_that_nothing_reads_is_refused(cloud: Cloud, tmp_path: Path) -> None:
    stage = written(tmp_path, ground={"MaxWirtes": "14"})

    with pytest.raises(CannotRun, match="no parameter 'MaxWirtes'"):
        stacks.bring_up(stage, "ground")
    assert set(cloud.asked) <= READS


def test_what_the_second_stack_lacks_is_said_before_the_first_is_touched(
    cloud: Cloud,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PARLEY_STAGES", str(tmp_path))
    written(tmp_path, wall={"MonthlyBudget": ""})

    assert main(["up", "--stage", "dev"]) == 1
    assert deploy_main(["all", "--stage", "dev"]) == 1

    said = capsys.readouterr()
    assert said.err.count("parley-dev-wall needs MonthlyBudget: set it in") == 2
    assert said.out == ""
    assert set(cloud.asked) <= READS


def test_a_half_made_edge_is_said_before_the_ground_is_touched(
    cloud: Cloud, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def describe(**named: str) -> dict[str, Any]:
        edge = named["StackName"].endswith("-edge")
        return {"Stacks": [{"StackStatus": "ROLLBACK_COMPLETE" if edge else "CREATE_COMPLETE"}]}

    monkeypatch.setattr(cloud, "on_describe_stacks", describe, raising=False)

    with pytest.raises(CannotRun, match=r"parley-dev-edge is ROLLBACK_COMPLETE.*--stack edge"):
        rollout.deploy(stage)
    assert set(cloud.asked) <= READS


def test_the_edge_waits_for_what_it_needs(cloud: Cloud, stage: Stage) -> None:
    with pytest.raises(CannotRun, match="parley-dev is not up yet: run `make infra STAGE=dev`"):
        stacks.bring_up(stage, "edge", {"RestApi": "a", "SocketApi": "b"})


def test_a_parameter_not_given_keeps_its_value(cloud: Cloud, stage: Stage) -> None:
    cloud.stack = {
        "StackStatus": "UPDATE_COMPLETE",
        "Parameters": [{"ParameterKey": "OriginSecret", "ParameterValue": "****"}],
        "Outputs": [
            {"OutputKey": name, "OutputValue": name.lower()}
            for name in ("CdnBucket", "AlarmTopic", "WebAcl")
        ],
    }
    found = stacks.parameters(stage, "edge", {"RestApi": "a", "SocketApi": "b"})

    assert {"ParameterKey": "OriginSecret", "UsePreviousValue": True} in found
    assert {"ParameterKey": "WebAcl", "ParameterValue": "webacl"} in found
    assert {"ParameterKey": "RestApi", "ParameterValue": "a"} in found


def test_another_aws_account_is_left_alone(cloud: Cloud, tmp_path: Path) -> None:
    stage = written(tmp_path, aws_account="111111111111")

    with pytest.raises(CannotRun, match="for the AWS account 111111111111, and this is 0000"):
        stacks.bring_up(stage, "ground")
    assert cloud.asked == ["get_caller_identity"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (NoCredentialsError(), "no credentials for AWS"),
        (refusal("ExpiredToken", "too old"), "have expired"),
        (refusal("InvalidClientTokenId", "what?"), "does not know these credentials"),
        (refusal("AccessDenied", "no"), "may not do DescribeStacks: no"),
        (refusal("Throttling", "slow down"), "AWS refused DescribeStacks: slow down"),
    ],
)
def test_what_aws_refuses_is_one_sentence(
    cloud: Cloud, stage: Stage, fault: Exception, said: str
) -> None:
    cloud.fault = fault

    with pytest.raises(CannotRun, match=said):
        stacks.bring_up(stage, "ground")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "one JSON object"),
        ("{}", "names no region"),
        ('{"region": "eu-central-1", "regoin": ""}', "'regoin', which nothing reads"),
        ('{"region": "eu-central-1", "wall": {"MonthlyBudget": 5}}', "each of them a text"),
    ],
)
def test_a_stages_file_that_cannot_be_read_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "dev.json").write_text(text)

    with pytest.raises(CannotRun, match=said):
        read_stage("dev", tmp_path)


def test_the_commands_end_with_a_sentence_and_not_a_trace(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARLEY_STAGES", str(tmp_path))

    assert main(["up", "--stage", ""]) == 1
    assert main(["up", "--stage", "live"]) == 1
    assert main(["up", "--stage", "prod"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "No stage was named: give one of dev, staging, prod, as in STAGE=dev." in said[0]
    assert "There is no stage 'live'" in said[1]
    assert "prod.json cannot be read" in said[2]


@pytest.mark.parametrize(
    "guard",
    [
        {"EnableTerminationProtection": True},
        {"Parameters": [{"ParameterKey": "DeletionProtection", "ParameterValue": "true"}]},
    ],
)
def test_a_protected_stage_is_not_removed(
    cloud: Cloud, stage: Stage, guard: dict[str, Any]
) -> None:
    cloud.stack = {"StackStatus": "CREATE_COMPLETE", **guard}

    with pytest.raises(CannotRun, match=r"protected against deletion.*Nothing was changed"):
        removal.down(stage, ask=lambda question: "dev")
    assert set(cloud.asked) <= READS


def test_a_stage_is_not_removed_under_running_functions(
    cloud: Cloud, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.stack = {"StackStatus": "CREATE_COMPLETE"}
    monkeypatch.setattr(cloud, "on_get_function", lambda **named: {}, raising=False)

    with pytest.raises(CannotRun, match="make remove STAGE=dev"):
        removal.down(stage, ask=lambda question: "dev")


@pytest.mark.parametrize("typed", ["", "prod", "y", "yes"])
def test_a_stage_is_not_removed_by_a_slip(cloud: Cloud, stage: Stage, typed: str) -> None:
    cloud.stack = {"StackStatus": "CREATE_COMPLETE", "StackId": "id"}

    with pytest.raises(CannotRun, match="not the stage's name"):
        removal.down(stage, ask=lambda question: typed, say=lambda text: None)
    assert set(cloud.asked) <= {*READS, "get_function"}


def test_functions_are_ended_only_once_the_name_is_typed(cloud: Cloud, stage: Stage) -> None:
    cloud.stack = {"StackStatus": "CREATE_COMPLETE", "StackId": "id"}
    ended: list[str] = []

    with pytest.raises(CannotRun, match="not the stage's name"):
        removal.down(
            stage,
            ask=lambda question: "prod",
            say=lambda text: None,
            end_functions=lambda: ended.append("all"),
        )
    assert ended == []
    assert set(cloud.asked) <= READS


class Parameters:
    """SSM, with one parameter."""

    def __init__(self, value: str, at: datetime) -> None:
        self.value, self.at = value, at

    def get_parameter(self, **named: Any) -> dict[str, Any]:
        return {"Parameter": {"Value": self.value, "LastModifiedDate": self.at}}

    def put_parameter(self, **named: Any) -> None:
        self.value = named["Value"]


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_secret_in_use_is_never_dropped(
    cloud: Cloud, stage: Stage, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = datetime(2026, 11, 23, 12, tzinfo=UTC)
    held = Parameters("new,old", made)
    monkeypatch.setattr(origin, "client", lambda service, region: held)
    cloud.stack = {
        "StackStatus": "UPDATE_COMPLETE",
        "CreationTime": made - timedelta(days=9),
        "LastUpdatedTime": made + timedelta(hours=hours),
    }
    if hours < 0:
        with pytest.raises(CannotRun, match="not in use yet: run `make deploy STAGE=dev` first"):
            origin.rotate(stage)
        assert held.value == "new,old"
    else:
        assert origin.rotate(stage)[1:] == ["new"]


@pytest.mark.parametrize("moment", ["2026-11-22T09:59:59Z", "2026-11-23T12:00:01Z"])
def test_tables_are_not_restored_from_when_they_were_not_kept(
    cloud: Cloud, stage: Stage, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {
        "EarliestRestorableDateTime": datetime(2026, 11, 22, 10, tzinfo=UTC),
        "LatestRestorableDateTime": datetime(2026, 11, 23, 12, tzinfo=UTC),
    }
    backups = {"ContinuousBackupsDescription": {"PointInTimeRecoveryDescription": kept}}
    monkeypatch.setattr(
        cloud, "on_describe_continuous_backups", lambda **named: backups, raising=False
    )
    cloud.stack = {
        "StackStatus": "UPDATE_COMPLETE",
        "Outputs": [{"OutputKey": "KeyArn", "OutputValue": "key"}],
    }
    with pytest.raises(
        CannotRun, match=r"can be brought back from 2026-11-22 10.*Nothing was made"
    ):
        restore.restore(stage, moment)
    assert set(cloud.asked) <= {*READS, "describe_continuous_backups"}


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-13-01"])
def test_a_moment_has_to_be_one(cloud: Cloud, stage: Stage, moment: str) -> None:
    with pytest.raises(CannotRun, match="is no moment"):
        restore.restore(stage, moment)


def test_nothing_is_published_that_does_not_know_its_address(cloud: Cloud, stage: Stage) -> None:
    with pytest.raises(CannotRun, match="The edge of dev is not up"):
        publish.origin_of(stage)


def test_changes_are_told_in_one_line_each() -> None:
    queue = {"ResourceType": "AWS::SQS::Queue", "LogicalResourceId": "Reminders"}
    visible = {"Details": [{"Target": {"Name": "VisibilityTimeout"}}]}
    changes = [
        {"ResourceChange": {"Action": "Add", **queue}},
        {"ResourceChange": {"Action": "Modify", "Replacement": "False", **queue, **visible}},
        {"ResourceChange": {"Action": "Modify", "Replacement": "True", **queue}},
    ]

    assert stacks.described(changes) == [
        "+ AWS::SQS::Queue Reminders",
        "~ AWS::SQS::Queue Reminders (VisibilityTimeout)",
        "~ AWS::SQS::Queue Reminders (REPLACED: what it holds is lost)",
    ]
