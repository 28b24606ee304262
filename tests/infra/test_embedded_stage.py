"""A stage's commands on the embedded AWS: up, compared, published to, and not removed by a slip.

What the embedded AWS lacks is left out here (see `emulated`) and checked in test_templates.py."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from infra.aws import origin, publish, restore, stacks, template
from infra.aws.stage import STACKS, CannotRun, read_stage
from infra.local.processes import Child, free_port
from infra.local.settings import REPOSITORY, Settings, aws_environment

pytestmark = pytest.mark.slow

# The embedded AWS knows no alarm over several metrics.
BROKEN = """
  Broken:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      Metrics: [{Id: one, Expression: SUM(METRICS())}]
Outputs:"""


@dataclass
class Embedded:
    """An embedded AWS, and the commands run on it."""

    environment: dict[str, str]
    stages: Path

    def run(self, *arguments: str, typed: str = "") -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "infra.aws", *arguments],
            cwd=REPOSITORY,
            env={**os.environ, **self.environment},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def client(self, service: str) -> Any:
        return botocore.session.get_session().create_client(
            service,  # type: ignore[call-overload]
            region_name="us-east-1",
            endpoint_url=self.environment["AWS_ENDPOINT_URL"],
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def write(self, **changed: Any) -> None:
        """The stage's file as people fill it in."""
        fields = json.loads((REPOSITORY / "infra/aws/stages/staging.json").read_text())
        fields["all"]["AlarmEmail"] = "alarms@parley.test"
        (self.stages / "staging.json").write_text(json.dumps({**fields, **changed}))


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    folder = tmp_path_factory.mktemp("stage")
    settings = replace(Settings(), data=folder / "data", aws_port=free_port())
    (settings.data / "tmp").mkdir(parents=True)
    child = Child("aws", settings.logs)
    child.start("infra.local.embedded", settings.to_json())
    try:
        child.wait_for(f"{settings.aws}/_ministack/health")
        made = Embedded(
            {**aws_environment(settings), "PARLEY_STAGES": str(folder), "HOME": str(folder)}, folder
        )
        made.write()
        yield made
    finally:
        child.stop()


@pytest.fixture(scope="module")
def up(aws: Embedded) -> Embedded:
    code, said = aws.run("up", "--stage", "staging", "--stack", "ground")
    assert code == 0, said
    assert "+ AWS::DynamoDB::Table ChatsTable" in said
    return aws


@pytest.fixture
def here(up: Embedded, monkeypatch: pytest.MonkeyPatch) -> Iterator[Embedded]:
    """This process speaks to the embedded AWS too."""
    from infra.aws import clients

    for name, value in up.environment.items():
        monkeypatch.setenv(name, value)
    forget: list[Callable[[], None]] = [clients.client.cache_clear, clients._session.cache_clear]
    for one in forget:
        one()
    yield up
    for one in forget:
        one()


def test_the_second_time_there_is_nothing_to_change(up: Embedded) -> None:
    assert up.run("up", "--stage", "staging", "--stack", "ground")[1].endswith(
        "Nothing to change.\n"
    )
    assert "nothing to change" in up.run("diff", "--stage", "staging", "--stack", "ground")[1]


def test_what_is_up_is_what_the_template_says(up: Embedded) -> None:
    database, storage, queues = (up.client(name) for name in ("dynamodb", "s3", "sqs"))
    table = database.describe_table(TableName="parley-staging-chats")["Table"]
    assert str(table["DeletionProtectionEnabled"]).lower() == "true"
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["key", "part"]
    assert len(table["GlobalSecondaryIndexes"]) == 2
    blocked = storage.get_public_access_block(Bucket="parley-staging-cdn-000000000000")
    assert set(blocked["PublicAccessBlockConfiguration"].values()) == {True}
    url = queues.get_queue_url(QueueName="parley-staging-reminders")["QueueUrl"]
    kept = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])
    assert "parley-staging-reminders-dead" in kept["Attributes"]["RedrivePolicy"]


def test_functions_find_all_they_need_in_the_outputs(here: Embedded) -> None:
    found = stacks.outputs(read_stage("staging"), "ground")

    assert found["CdnBucket"] == "parley-staging-cdn-000000000000"
    assert found["DeployBucket"] == "parley-staging-deploy-000000000000"
    assert found["RemindersArn"].endswith(":parley-staging-reminders")
    wanted = template.read("ground")["Outputs"].items()
    assert all(found[name] for name, output in wanted if "Condition" not in output)
    assert f"KeyArn: {found['KeyArn']}" in here.run("outputs", "--stage", "staging")[1]


def test_an_invited_agent_gets_a_password_for_once(up: Embedded) -> None:
    pools = up.client("cognito-idp")
    pool = pools.list_user_pools(MaxResults=10)["UserPools"][0]["Id"]
    made = pools.admin_create_user(UserPoolId=pool, Username="ada@parley.test")
    assert made["User"]["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_a_difference_is_told_and_changes_nothing(up: Embedded) -> None:
    up.write(ground={"Mfa": "ON"})
    for _ in range(2):
        code, said = up.run("diff", "--stage", "staging", "--stack", "ground")
        assert (code, "~ AWS::Cognito::UserPool SignIn" in said) == (0, True), said
    up.write()


def test_the_web_files_are_published_once(up: Embedded) -> None:
    up.client("dynamodb").put_item(
        TableName="parley-staging-accounts", Item={"id": {"S": "acme"}, "name": {"S": "Acme"}}
    )
    command = ("publish", "--stage", "staging", "--origin", "https://chat.parley.test")
    first, second = up.run(*command)[1], up.run(*command)[1]
    storage, bucket = up.client("s3"), "parley-staging-cdn-000000000000"
    said = json.load(storage.get_object(Bucket=bucket, Key="tag/acme/published.json")["Body"])
    copy = storage.get_object(Bucket=bucket, Key=said["src"].removeprefix("/"))
    page = storage.head_object(Bucket=bucket, Key="console/index.html")

    assert f"acme: {said['src']} {said['integrity']}" in first
    assert "0 files published" in second
    assert copy["CacheControl"].endswith("immutable")
    assert b"https://chat.parley.test" in copy["Body"].read()
    assert (page["CacheControl"], page["ContentType"]) == ("no-cache", "text/html; charset=utf-8")


def test_nothing_is_published_without_an_address(up: Embedded) -> None:
    code, said = up.run("publish", "--stage", "staging")

    assert code == 1
    assert "The edge of staging is not up" in said


def test_secrets_are_made_once_and_replaced_one_at_a_time(here: Embedded) -> None:
    stage = read_stage("staging")
    first = origin.secrets(stage)
    assert first == origin.secrets(stage)
    second = origin.rotate(stage)
    assert second[1:] == first
    assert origin.rotate(stage) == [origin.secrets(stage)[0], second[0]]


def test_a_protected_stage_stays(up: Embedded) -> None:
    code, said = up.run("down", "--stage", "staging", typed="staging\n")

    assert code == 1
    assert "parley-staging is protected against deletion" in said


def test_tables_are_restored_beside_those_that_are_there(
    here: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The embedded AWS can go back to this very moment only, and keeps no moment.
    monkeypatch.setattr(restore, "_refuse_unkept", lambda stage, table, at: None)
    database = here.client("dynamodb")
    vera = {"key": {"S": "acme#v1"}, "name": {"S": "Vera"}}
    database.put_item(TableName="parley-staging-visitors", Item=vera)
    stage, moment = read_stage("staging"), "2026-11-23T10:15:00Z"

    for _ in range(2):
        prefix = restore.restore(stage, moment, say=lambda text: None)

    assert prefix == "parley-staging-r20261123101500-"
    assert (
        database.get_item(TableName=f"{prefix}visitors", Key={"key": vera["key"]})["Item"] == vera
    )
    tickets = database.describe_time_to_live(TableName=f"{prefix}socket-tickets")
    assert tickets["TimeToLiveDescription"]["AttributeName"] == "ttl"
    made = database.describe_table(TableName=f"{prefix}chats")["Table"]
    assert made["DeletionProtectionEnabled"] is True
    assert len(made["GlobalSecondaryIndexes"]) == 2


def test_a_failed_creation_is_told_with_its_reason_and_what_to_do(
    here: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here.stages / "dev.json").write_text((here.stages / "staging.json").read_text())
    stage, text = read_stage("dev"), template.text("ground")
    monkeypatch.setattr(template, "text", lambda stack: text.replace("Outputs:", BROKEN))

    with pytest.raises(CannotRun, match=r"parley-dev did not come up: Broken: .*not supported"):
        stacks.bring_up(stage, "ground", say=lambda text: None)
    with pytest.raises(CannotRun, match=r"ROLLBACK_COMPLETE.*infra\.aws discard --stage dev"):
        stacks.bring_up(stage, "ground")
    stacks.discard(stage, "ground")
    assert not stacks.exists(stage, "ground")


def test_what_cloudformation_refuses_beforehand_is_told_too(here: Embedded) -> None:
    (here.stages / "prod.json").write_text((here.stages / "staging.json").read_text())
    here.client("s3").create_bucket(Bucket="parley-prod-cdn-000000000000")

    with pytest.raises(CannotRun, match=r"parley-prod did not come up: CdnFiles: .*exist"):
        stacks.bring_up(read_stage("prod"), "ground", say=lambda text: None)


def test_the_edge_finds_what_it_needs_in_the_other_stacks(
    here: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {stack: emulated(stack) for stack in STACKS}
    monkeypatch.setattr(template, "text", texts.__getitem__)
    stage = read_stage("staging")
    given = {"RestApi": "rest", "SocketApi": "sockets", "OriginSecret": origin.secrets(stage)[0]}
    with pytest.raises(CannotRun, match="parley-staging-wall is not up yet"):
        stacks.bring_up(stage, "edge", given, say=lambda text: None)
    stacks.bring_up(stage, "wall", say=lambda text: None)

    assert stacks.bring_up(stage, "edge", given, say=lambda text: None)
    assert not stacks.bring_up(stage, "edge", say=lambda text: None)
    known = stacks.outputs(stage, "edge")["DistributionId"]
    made = here.client("cloudfront").get_distribution(Id=known)["Distribution"]
    assert made["DistributionConfig"]["WebACLId"] == stacks.outputs(stage, "wall")["WebAcl"]
    origins = [one["DomainName"] for one in made["DistributionConfig"]["Origins"]["Items"]]
    assert origins[0] == "parley-staging-cdn-000000000000.s3.us-east-1.amazonaws.com"
    assert publish.origin_of(stage) == f"https://{made['DomainName']}"


def emulated(stack: str) -> str:
    """A template without what the embedded AWS has not: budgets, alarms over several metrics, and
    the dashboard that shows these."""
    found = copy.deepcopy(template.read(stack))
    for name, resource in list(found["Resources"].items()):
        several = "Metrics" in resource["Properties"]
        if several or resource["Type"] in ("AWS::Budgets::Budget", "AWS::CloudWatch::Dashboard"):
            del found["Resources"][name]
    return json.dumps(found)


def test_a_stage_without_protection_goes_and_its_data_stays(aws: Embedded) -> None:
    """Last: it takes down what the other tests used."""
    aws.write(protected=False, ground={"DeletionProtection": "false"})
    assert aws.run("up", "--stage", "staging", "--stack", "ground")[0] == 0

    assert "not the stage's name" in aws.run("down", "--stage", "staging", typed="prod\n")[1]
    code, said = aws.run("down", "--stage", "staging", typed="staging\n")
    assert code == 0, said
    assert "still there: AWS::DynamoDB::Table parley-staging-chats" in said
    assert aws.client("dynamodb").describe_table(TableName="parley-staging-chats")
