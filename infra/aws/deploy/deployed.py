"""What Chalice made for a stage, as its state file has it: addresses and ids. Where it is lost, or
a first deployment broke off, the same is found by the names on AWS. Called by rollout.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from infra.aws.clients import client, code_of
from infra.aws.deploy.policies import FUNCTIONS, Place, lambda_name

Resource = dict[str, Any]


class Deployed(NamedTuple):
    """Ids of what was deployed; empty where it was not."""

    rest_api: str
    socket_api: str
    # By the function's name, the name on AWS.
    functions: dict[str, str]
    mapping: str


def state_file(project: Path, stage: str) -> Path:
    """Where Chalice keeps what it made."""
    return project / ".chalice" / "deployed" / f"{stage}.json"


def read(project: Path, stage: str) -> Deployed:
    """What the state file says; all empty if there is none."""
    file = state_file(project, stage)
    resources = json.loads(file.read_text())["resources"] if file.exists() else []
    return of(resources, stage)


def of(resources: list[Resource], stage: str) -> Deployed:
    named = {resource["name"]: resource for resource in resources}
    return Deployed(
        rest_api=named.get("rest_api", {}).get("rest_api_id", ""),
        socket_api=named.get("websocket_api", {}).get("websocket_api_id", ""),
        functions={name: lambda_name(stage, name) for name in FUNCTIONS if name in named},
        mapping=named.get("remind-sqs-event-source", {}).get("event_uuid", ""),
    )


def find(place: Place) -> dict[str, Any]:
    """A state file's content, put together from what is there on AWS under the stage's names."""
    found = [*_functions(place), *_sources(place), *_rest_api(place), *_socket_api(place)]
    return {"resources": found, "schema_version": "2.0", "backend": "api"}


def _functions(place: Place) -> Iterator[Resource]:
    for name in FUNCTIONS:
        described = _asked(place, "get_function", FunctionName=lambda_name(place.stage, name))
        if described:
            arn, role = (described["Configuration"][key] for key in ("FunctionArn", "Role"))
            yield {"name": name, "resource_type": "lambda_function", "lambda_arn": arn}
            yield {
                "name": f"{name}_role",
                "resource_type": "iam_role",
                "role_arn": role,
                "role_name": role.rpartition("/")[2],
            }


def _sources(place: Place) -> Iterator[Resource]:
    function = f":{lambda_name(place.stage, 'remind')}"
    mappings = client("lambda", place.region).list_event_source_mappings(
        EventSourceArn=place.arn("sqs", f"parley-{place.stage}-reminders")
    )["EventSourceMappings"]
    for mapping in [each for each in mappings if each["FunctionArn"].endswith(function)][:1]:
        yield {
            "name": "remind-sqs-event-source",
            "resource_type": "sqs_event",
            "queue_arn": mapping["EventSourceArn"],
            "queue": mapping["EventSourceArn"].rpartition(":")[2],
            "event_uuid": mapping["UUID"],
            "lambda_arn": mapping["FunctionArn"],
        }
    for name in ("sweep-event", "expire-event"):
        rule = f"parley-{place.stage}-{name}"
        if client("events", place.region).list_rules(NamePrefix=rule)["Rules"]:
            yield {"name": name, "resource_type": "cloudwatch_event", "rule_name": rule}


def _rest_api(place: Place) -> Iterator[Resource]:
    """Nothing keeps two REST APIs from having one name: the function says which may call it."""
    granted = _asked(place, "get_policy", FunctionName=lambda_name(place.stage, "api_handler"))
    apis = {api["id"] for api in client("apigateway", place.region).get_rest_apis()["items"]}
    for statement in json.loads(granted.get("Policy", "{}")).get("Statement", []):
        source = statement.get("Condition", {}).get("ArnLike", {}).get("AWS:SourceArn", "")
        api = source.rpartition(":")[2].partition("/")[0]
        if api in apis:
            url = f"https://{api}.execute-api.{place.region}.amazonaws.com/api/"
            yield _api("rest_api", api, url)
            return


def _socket_api(place: Place) -> Iterator[Resource]:
    for api in client("apigatewayv2", place.region).get_apis()["Items"]:
        if api["Name"] == f"parley-{place.stage}-websocket-api":
            url = f"wss://{api['ApiId']}.execute-api.{place.region}.amazonaws.com/api/"
            yield _api("websocket_api", api["ApiId"], url)
            return


def _api(kind: str, api: str, url: str) -> Resource:
    return {"name": kind, "resource_type": kind, f"{kind}_id": api, f"{kind}_url": url}


def _asked(place: Place, question: str, **named: str) -> dict[str, Any]:
    """An answer of Lambda; empty where what was asked for does not exist."""
    try:
        answer: dict[str, Any] = getattr(client("lambda", place.region), question)(**named)
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return {}
    return answer
