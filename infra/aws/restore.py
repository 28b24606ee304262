"""Brings the tables of a stage back as they were at a moment, beside those that are there. Called
by `restore`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from infra.aws import stacks, template
from infra.aws.clients import aws_account, client, code_of, in_words
from infra.aws.stage import CannotRun, Stage

Say = Callable[[str], None]
GLANCE_S = 5
GLANCES = 2_880


def restore(stage: Stage, moment: str, say: Say = print) -> str:
    """The prefix of the restored tables. What is there is not touched; may be run again if it was
    interrupted. Raises CannotRun, with nothing made, if a table was not kept so far back."""
    aws_account(stage)
    at = _moment(moment)
    key = stacks.outputs(stage, "ground")["KeyArn"]
    prefix = f"parley-{stage.name}-{at:r%Y%m%d%H%M%S}-"
    tables = declared()
    with in_words():
        for name in tables:
            _refuse_unkept(stage, stage.tables + name, at)
        for name in tables:
            _begin(stage, stage.tables + name, prefix + name, at, key)
            say(f"  {prefix}{name}: being restored")
        for name, properties in tables.items():
            _finish(stage, prefix + name, properties)
            say(f"  {prefix}{name}: there")
    return prefix


def declared() -> dict[str, dict[str, Any]]:
    """The tables of the template by their names without prefix."""
    return {
        resource["Properties"]["TableName"]["Fn::Sub"].removeprefix("parley-${Stage}-"): resource[
            "Properties"
        ]
        for resource in template.read("ground")["Resources"].values()
        if resource["Type"] == "AWS::DynamoDB::Table"
    }


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise CannotRun(
            f"{text!r} is no moment: write it as 2026-11-23T10:15:00+00:00. Nothing was made."
        ) from error
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _refuse_unkept(stage: Stage, table: str, at: datetime) -> None:
    found = _tables(stage).describe_continuous_backups(TableName=table)
    backups = found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    first, last = (backups.get(f"{end}RestorableDateTime") for end in ("Earliest", "Latest"))
    if not first or not last or not first <= at <= last:
        raise CannotRun(
            f"{table} can be brought back from {first or 'never'} to {last or 'never'}, and not"
            f" from {at.isoformat()}. Nothing was made."
        )


def _begin(stage: Stage, source: str, target: str, at: datetime, key: str) -> None:
    try:
        _tables(stage).restore_table_to_point_in_time(
            SourceTableName=source,
            TargetTableName=target,
            RestoreDateTime=at,
            SSESpecificationOverride={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key},
        )
    except ClientError as error:
        # Made by a run before this one: its name says that it is of this very moment.
        if code_of(error) != "TableAlreadyExistsException":
            raise


def _finish(stage: Stage, table: str, properties: dict[str, Any]) -> None:
    """What a restored table does not bring with it."""
    tables = _tables(stage)
    tables.get_waiter("table_exists").wait(
        TableName=table, WaiterConfig={"Delay": GLANCE_S, "MaxAttempts": GLANCES}
    )
    tables.update_table(TableName=table, DeletionProtectionEnabled=True)
    tables.update_continuous_backups(
        TableName=table, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    _expire(tables, table, properties.get("TimeToLiveSpecification"))


def _expire(tables: Any, table: str, wanted: dict[str, Any] | None) -> None:
    now = tables.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if wanted and now.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        tables.update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)


def _tables(stage: Stage) -> Any:
    return client("dynamodb", stage.region)
