"""The real `chalice deploy`, first and second, against an emulated AWS: all that it makes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.handlers import jobs
from infra.aws.deploy import policies
from tests.deploy.emulated import ACCOUNT, REGION, Aws, emulated

ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function"
# Handler, MB, seconds, concurrency that is kept for it: of `prod`.
FUNCTIONS = {
    "parley-prod": ("app.app", 1024, 29, 200),
    "parley-prod-authorize": ("chalicelib.handlers.auth.authorize", 512, 10, None),
    "parley-prod-websocket_connect": ("chalicelib.handlers.socket.connect", 1024, 10, 100),
    "parley-prod-websocket_message": ("chalicelib.handlers.socket.message", 1024, 29, 300),
    "parley-prod-websocket_disconnect": ("chalicelib.handlers.socket.disconnect", 1024, 15, 100),
    "parley-prod-remind": ("chalicelib.handlers.jobs.remind", 1024, 29, 20),
    "parley-prod-sweep": ("chalicelib.handlers.jobs.sweep", 1024, 55, 2),
    "parley-prod-expire": ("chalicelib.handlers.jobs.expire", 1024, 900, 1),
}


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """An account to which `prod` was deployed twice; `first` is what stood after the first time."""
    with emulated(tmp_path_factory.mktemp("deploy")) as made:
        made.deploy()
        made.first = made.state()
        made.deploy()
        yield made


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_as_configured(aws: Aws, name: str) -> None:
    handler, memory, timeout, concurrency = FUNCTIONS[name]
    found = aws.function(name)
    configuration = found["Configuration"]

    assert configuration["Handler"] == handler
    assert configuration["MemorySize"] == memory
    assert configuration["Timeout"] == timeout
    assert configuration["Architectures"] == ["arm64"]
    assert configuration["Runtime"].startswith("python3.")
    assert found.get("Concurrency", {}).get("ReservedConcurrentExecutions") == concurrency


def test_there_are_these_functions_and_no_other(aws: Aws) -> None:
    found = boto3.client("lambda").list_functions()["Functions"]

    assert {function["FunctionName"] for function in found} == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_told_its_stage(aws: Aws, name: str) -> None:
    told = aws.function(name)["Configuration"]["Environment"]["Variables"]
    api = aws.state()["websocket_api"]["websocket_api_id"]

    assert told == {
        "PARLEY_TABLES": "parley-prod-",
        "PARLEY_CDN_BUCKET": f"parley-prod-cdn-{ACCOUNT}",
        "PARLEY_ARCHIVE_BUCKET": f"parley-prod-archive-{ACCOUNT}",
        "PARLEY_REMINDERS_URL": aws.ground["RemindersUrl"],
        "PARLEY_USER_POOL": "us-east-1_pool",
        "PARLEY_TOKEN_ISSUER": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool",
        "PARLEY_TOKEN_KEYS": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_pool"
        "/.well-known/jwks.json",
        "PARLEY_TOKEN_CLIENT": "console",
        "PARLEY_KEY": aws.ground["KeyArn"],
        "PARLEY_STAGE": "prod",
        "PARLEY_ACCOUNT_ROLE": f"arn:aws:iam::{ACCOUNT}:role/{{function}}-account",
        "PARLEY_SOCKET_ENDPOINT": f"https://{api}.execute-api.{REGION}.amazonaws.com/api",
        "PARLEY_SOCKET_URL": f"wss://{api}.execute-api.{REGION}.amazonaws.com/api",
    }


@pytest.mark.parametrize("function", policies.FUNCTIONS)
def test_a_function_has_a_role_of_its_own_with_its_policy(aws: Aws, function: str) -> None:
    name = policies.lambda_name("prod", function)
    role = f"parley-prod-{function}"
    iam = boto3.client("iam")

    assert aws.function(name)["Configuration"]["Role"].endswith(f"role/{role}")
    assert iam.list_role_policies(RoleName=role)["PolicyNames"] == [role]
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    document = iam.get_role_policy(RoleName=role, PolicyName=role)["PolicyDocument"]
    api = aws.state()["websocket_api"]["websocket_api_id"]
    place = policies.Place("prod", REGION, ACCOUNT, api, "us-east-1_pool", key="1")
    assert document == policies.policy(function, place)


def test_every_route_of_the_app_is_there_with_its_authorizer(aws: Aws) -> None:
    from app import app

    gateway = boto3.client("apigateway")
    api = aws.state()["rest_api"]["rest_api_id"]
    found = {
        (resource["path"], method)
        for resource in gateway.get_resources(restApiId=api, limit=500)["items"]
        for method in resource.get("resourceMethods", {})
        if method != "OPTIONS"
    }

    assert found == {(path, method) for path, methods in app.routes.items() for method in methods}


def test_the_apis_may_call_their_functions_and_nobody_else_may(aws: Aws) -> None:
    state = aws.state()
    rest, sockets = state["rest_api"]["rest_api_id"], state["websocket_api"]["websocket_api_id"]
    gateway = f"arn:aws:execute-api:{REGION}:{ACCOUNT}"
    rule = f"arn:aws:events:{REGION}:{ACCOUNT}:rule/parley-prod-{{}}-event"
    expected = {
        "parley-prod": [("apigateway", f"{gateway}:{rest}/*")],
        "parley-prod-authorize": [("apigateway", f"{gateway}:{rest}/*")],
        "parley-prod-sweep": [("events", rule.format("sweep"))],
        "parley-prod-expire": [("events", rule.format("expire"))],
        "parley-prod-remind": [],
    } | {
        f"parley-prod-websocket_{kind}": [("apigateway", f"{gateway}:{sockets}/*")]
        for kind in ("connect", "message", "disconnect")
    }

    assert {name: granted(name) for name in FUNCTIONS} == expected


def granted(name: str) -> list[tuple[str, str]]:
    """Who may call a function."""
    functions = boto3.client("lambda")
    try:
        policy = json.loads(functions.get_policy(FunctionName=name)["Policy"])
    except functions.exceptions.ResourceNotFoundException:
        return []
    return [
        (
            statement["Principal"]["Service"].partition(".")[0],
            statement["Condition"]["ArnLike"]["AWS:SourceArn"],
        )
        for statement in policy["Statement"]
    ]


def test_the_sweep_runs_each_minute_and_the_archive_is_looked_after_each_hour(aws: Aws) -> None:
    events = boto3.client("events")
    rules = events.list_rules()["Rules"]

    assert {rule["Name"]: rule["ScheduleExpression"] for rule in rules} == {
        "parley-prod-sweep-event": "rate(1 minute)",
        "parley-prod-expire-event": "rate(1 hour)",
    }
    for name in ("sweep", "expire"):
        targets = events.list_targets_by_rule(Rule=f"parley-prod-{name}-event")["Targets"]
        assert [target["Arn"] for target in targets] == [f"{ARN}:parley-prod-{name}"]


def test_the_stages_own_queue_starts_the_reminder_once(aws: Aws) -> None:
    found = boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"]

    assert [
        (m["EventSourceArn"].rpartition(":")[2], m["FunctionArn"], m["BatchSize"]) for m in found
    ] == [("parley-prod-reminders", f"{ARN}:parley-prod-remind", 10)]
    assert found[0]["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    # This process was told of another one.
    assert jobs.REMINDERS == "reminders"


def test_a_second_deployment_makes_no_new_endpoints(aws: Aws) -> None:
    def ids(state: dict[str, Any]) -> set[str]:
        return {
            value
            for item in state.values()
            for key, value in item.items()
            if key.endswith(("_id", "_arn", "_uuid", "_url"))
        }

    assert ids(aws.state()) == ids(aws.first)
    assert len(boto3.client("apigateway").get_rest_apis()["items"]) == 1
    assert len(aws.client("apigatewayv2").get_apis()["Items"]) == 1
    assert len(boto3.client("apigatewayv2").get_apis()["Items"]) == 1


def test_endpoints_are_regional(aws: Aws) -> None:
    api = boto3.client("apigateway").get_rest_apis()["items"][0]

    assert api["name"] == "parley-prod"
    assert imported_as(aws) == "REGIONAL"


def imported_as(aws: Aws) -> str:
    """moto forgets what the import said; the project says it."""
    config: dict[str, Any] = json.loads((aws.project / ".chalice/config.json").read_text())
    return str(config["api_gateway_endpoint_type"])


def test_the_package_holds_what_ships_with_bytecode_and_nothing_else(aws: Aws) -> None:
    names = {
        path.relative_to(aws.project).as_posix()
        for path in aws.project.rglob("*")
        if path.is_file() and not path.relative_to(aws.project).parts[0].startswith(".")
    }
    sources = {name for name in names if name.endswith(".py")}
    compiled = {name for name in names if name.endswith(".pyc")}

    assert {name.partition("/")[0] for name in names} == {
        "app.py",
        "chalicelib",
        "requirements.txt",
        "vendor",
    }
    assert len([name for name in compiled if name.startswith("chalicelib/")]) == len(
        [name for name in sources if name.startswith("chalicelib/")]
    )
    assert len([name for name in compiled if "/app." in name or "/__init__." in name]) > 3


def test_bytecode_is_taken_without_a_look_at_the_source(aws: Aws) -> None:
    [compiled] = (aws.project / "chalicelib/handlers/__pycache__").glob("socket.*.pyc")
    flags = int.from_bytes(Path(compiled).read_bytes()[4:8], "little")

    # By hash, and unchecked: zips have no times to compare.
    assert flags == 0b01
