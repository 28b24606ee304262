"""The step after `chalice deploy`, for what Chalice leaves out. It may run any number of times: it
compares, changes what differs, and says what that was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.aws.clients import client, code_of, in_words
from infra.aws.deploy import gateways
from infra.aws.deploy.deployed import Deployed
from infra.aws.deploy.gateways import Say
from infra.aws.deploy.policies import FUNCTIONS, Place, lambda_name, narrowed, role

LOG_DAYS = {"dev": 7, "staging": 14, "prod": 30}
LOG_ROLE = "parley-access-logs"
LOG_POLICY = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"
# A sweep that failed is of no use a minute later: the next one is there.
SWEEP_ONCE = {"MaximumRetryAttempts": 0, "MaximumEventAgeInSeconds": 60}
PARTIAL = ["ReportBatchItemFailures"]
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "apigateway.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def settle(
    place: Place, deployed: Deployed, environment: Mapping[str, str], say: Say = print
) -> list[str]:
    """Bring what was deployed to what it should be; the changes made. Raises CannotRun if AWS
    refuses."""
    changes: list[str] = []
    with in_words():
        for change in _steps(place, deployed, environment):
            say(f"  {change}")
            changes.append(change)
    if not changes:
        say("  nothing to change")
    return changes


def _steps(place: Place, deployed: Deployed, environment: Mapping[str, str]) -> Iterator[str]:
    yield from _log_groups(place)
    yield from _log_role(place)
    yield from _policies(place, deployed)
    yield from _environment(place, deployed, environment)
    yield from _jobs(place, deployed)
    yield from gateways.settle_rest(place, deployed.rest_api)
    yield from gateways.settle_sockets(place, deployed.socket_api)


def _log_groups(place: Place) -> Iterator[str]:
    """Functions write to their group but make none: one made by the way is kept for ever."""
    logs, days = client("logs", place.region), LOG_DAYS[place.stage]
    names = [f"/aws/lambda/{lambda_name(place.stage, name)}" for name in FUNCTIONS]
    for name in [*names, *(gateways.log_group(place, kind) for kind in ("rest", "socket"))]:
        there = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        group = next((group for group in there if group["logGroupName"] == name), None)
        if group is None:
            logs.create_log_group(logGroupName=name)
        if group is None or group.get("retentionInDays") != days:
            logs.put_retention_policy(logGroupName=name, retentionInDays=days)
            yield f"log {name}: kept {days} days"


def _log_role(place: Place) -> Iterator[str]:
    """API Gateway writes logs by one role of the whole AWS account; one that is set stays."""
    gateway = client("apigateway", place.region)
    if gateway.get_account().get("cloudwatchRoleArn"):
        return
    iam = client("iam", place.region)
    try:
        iam.create_role(RoleName=LOG_ROLE, AssumeRolePolicyDocument=json.dumps(TRUST))
    except ClientError as error:
        if code_of(error) != "EntityAlreadyExists":
            raise
    iam.attach_role_policy(
        RoleName=LOG_ROLE, PolicyArn=f"arn:{place.partition}:iam::aws:policy/{LOG_POLICY}"
    )
    role = iam.get_role(RoleName=LOG_ROLE)["Role"]["Arn"]
    gateway.update_account(
        patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": role}]
    )
    yield f"API Gateway writes its logs as {LOG_ROLE}"


def _policies(place: Place, deployed: Deployed) -> Iterator[str]:
    """The first deployment grants frames to any socket API, as it makes the stage's own."""
    iam = client("iam", place.region)
    for function in deployed.functions:
        name = role(place.stage, function)
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            whose = {"RoleName": name, "PolicyName": policy}
            found = iam.get_role_policy(**whose)["PolicyDocument"]
            wanted = narrowed(found, place)
            if wanted != found:
                iam.put_role_policy(**whose, PolicyDocument=json.dumps(wanted))
                yield f"role {name}: frames to the stage's own sockets alone"


def _environment(place: Place, deployed: Deployed, environment: Mapping[str, str]) -> Iterator[str]:
    """Addresses that were not known when the functions were made."""
    functions = client("lambda", place.region)
    for name in deployed.functions.values():
        found = functions.get_function_configuration(FunctionName=name)
        before: dict[str, str] = found.get("Environment", {}).get("Variables", {})
        after = {**before, **environment}
        if after != before:
            functions.update_function_configuration(
                FunctionName=name, Environment={"Variables": after}
            )
            functions.get_waiter("function_updated_v2").wait(FunctionName=name)
            names = sorted(key for key in after if after[key] != before.get(key))
            yield f"{name}: {', '.join(names)}"


def _jobs(place: Place, deployed: Deployed) -> Iterator[str]:
    functions = client("lambda", place.region)
    if deployed.mapping:
        mapping = functions.get_event_source_mapping(UUID=deployed.mapping)
        if mapping.get("FunctionResponseTypes") != PARTIAL:
            functions.update_event_source_mapping(
                UUID=deployed.mapping, FunctionResponseTypes=PARTIAL
            )
            yield "remind: reports which messages failed"
    sweep = deployed.functions.get("sweep", "")
    if sweep and not _once(functions, sweep):
        functions.put_function_event_invoke_config(FunctionName=sweep, **SWEEP_ONCE)
        yield "sweep: a failed one is not repeated"


def _once(functions: Any, sweep: str) -> bool:
    try:
        found = functions.get_function_event_invoke_config(FunctionName=sweep)
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return False
    return all(found.get(key) == value for key, value in SWEEP_ONCE.items())
