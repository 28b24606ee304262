"""What Chalice cannot say about the two API gateways: answers of the socket's `$default` route,
throttles, access logs, and the gateway's own refusals. Called by settle.py; may run any time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from infra.aws.clients import client
from infra.aws.deploy.policies import Place

Say = Callable[[str], None]
STAGE = "api"
DEFAULT = "$default"


class Throttle(NamedTuple):
    """Requests a second, and how many may come at once."""

    rate: float
    burst: int


REST = {"dev": Throttle(50, 100), "staging": Throttle(200, 400), "prod": Throttle(1_000, 2_000)}
SOCKETS = {
    "dev": Throttle(100, 200),
    "staging": Throttle(500, 1_000),
    "prod": Throttle(3_000, 5_000),
}
# Never the query string, nor a header that could carry a secret.
REST_LOG = {
    "at": "$context.requestTimeEpoch",
    "id": "$context.requestId",
    "method": "$context.httpMethod",
    "route": "$context.resourcePath",
    "status": "$context.status",
    "ms": "$context.responseLatency",
    "ip": "$context.identity.sourceIp",
    "refused": "$context.error.responseType",
}
SOCKET_LOG = {
    "at": "$context.requestTimeEpoch",
    "id": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "connection": "$context.connectionId",
    "ip": "$context.identity.sourceIp",
    "failed": "$context.integrationErrorMessage",
}


class Refusal(NamedTuple):
    """What the gateway answers by itself, in the words of our own errors."""

    status: int
    code: str
    title: str
    detail: str


# The authorizer says no by a policy, which is 403 to the gateway; to a browser it is a sign-in.
REFUSALS = {
    "ACCESS_DENIED": Refusal(401, "unauthenticated", "Unauthorized", "Sign in again."),
    "UNAUTHORIZED": Refusal(401, "unauthenticated", "Unauthorized", "Sign in first."),
    "MISSING_AUTHENTICATION_TOKEN": Refusal(404, "no_such_route", "Not Found", "No such route."),
    "THROTTLED": Refusal(429, "too_many", "Too Many Requests", "Try again in a moment."),
    "REQUEST_TOO_LARGE": Refusal(413, "too_large", "Content Too Large", "Send less at once."),
    "DEFAULT_4XX": Refusal(0, "bad_request", "Bad Request", "The request cannot be read."),
    "DEFAULT_5XX": Refusal(0, "internal", "Server Error", "Try again in a moment."),
}


def log_group(place: Place, kind: str) -> str:
    """Where requests are noted: `rest` or `socket`."""
    return f"/parley/{place.stage}/{kind}"


def rest_name(place: Place) -> str:
    """The REST API's name, which the alarm of failed calls watches."""
    return f"parley-{place.stage}"


def settle_sockets(place: Place, api: str) -> Iterator[str]:
    """Bring the socket API to what it should be; each change made, in words."""
    gateway = client("apigatewayv2", place.region)
    yield from _answering(gateway, api)
    stage = gateway.get_stage(ApiId=api, StageName=STAGE)
    settings = _socket_settings(place)
    changed = {name: wanted for name, wanted in settings.items() if not _has(stage, name, wanted)}
    if changed:
        gateway.update_stage(ApiId=api, StageName=STAGE, **changed)
        yield f"sockets: {', '.join(changed)}"
    yield from _deploy_sockets(gateway, api, stage)


def settle_rest(place: Place, api: str) -> Iterator[str]:
    """Bring the REST API to what it should be; each change made, in words."""
    gateway = client("apigateway", place.region)
    yield from _named(gateway, place, api)
    yield from _deploy_rest(gateway, api)
    stage = gateway.get_stage(restApiId=api, stageName=STAGE)
    patches = list(_rest_patches(place, stage))
    if patches:
        gateway.update_stage(restApiId=api, stageName=STAGE, patchOperations=patches)
        yield f"REST: {', '.join(patch['path'] for patch in patches)}"


def _named(gateway: Any, place: Place, api: str) -> Iterator[str]:
    """A release from before stages had names of their own gives it that of all."""
    name = rest_name(place)
    if gateway.get_rest_api(restApiId=api)["name"] != name:
        patch = {"op": "replace", "path": "/name", "value": name}
        gateway.update_rest_api(restApiId=api, patchOperations=[patch])
        yield f"REST: name {name}"


def _deploy_rest(gateway: Any, api: str) -> Iterator[str]:
    """Each `chalice deploy` writes the API anew, without the gateway's answers."""
    stage = gateway.get_stage(restApiId=api, stageName=STAGE)
    stamp = _stamp({name: _refusal(name, refusal) for name, refusal in REFUSALS.items()})
    deployment = gateway.get_deployment(restApiId=api, deploymentId=stage["deploymentId"])
    if deployment.get("description") == stamp:
        return
    for name, refusal in REFUSALS.items():
        gateway.put_gateway_response(restApiId=api, **_refusal(name, refusal))
    gateway.create_deployment(restApiId=api, stageName=STAGE, description=stamp)
    yield f"REST: {len(REFUSALS)} answers of the gateway's own"


def _answering(gateway: Any, api: str) -> Iterator[str]:
    """Without a response of its route, nothing that a socket function returns reaches anybody."""
    for route in gateway.get_routes(ApiId=api)["Items"]:
        if route["RouteKey"] != DEFAULT:
            continue
        key = {"ApiId": api, "RouteId": route["RouteId"]}
        if route.get("RouteResponseSelectionExpression") != DEFAULT:
            gateway.update_route(**key, RouteResponseSelectionExpression=DEFAULT)
            yield "sockets: $default answers"
        responses = gateway.get_route_responses(**key).get("Items", [])
        if DEFAULT not in [response["RouteResponseKey"] for response in responses]:
            gateway.create_route_response(**key, RouteResponseKey=DEFAULT)
            yield "sockets: response of $default"


def _deploy_sockets(gateway: Any, api: str, stage: dict[str, Any]) -> Iterator[str]:
    """Point the stage at the routes as they are now, at one stroke.

    `chalice deploy` deletes all routes and makes them anew; until here the stage serves the
    former ones, so that no frame finds none. Hence it must not deploy by itself.
    """
    stamp = _stamp(sorted(_described(gateway, api)))
    current = stage.get("DeploymentId")
    if current and not stage.get("AutoDeploy"):
        deployment = gateway.get_deployment(ApiId=api, DeploymentId=current)
        if deployment.get("Description") == stamp:
            return
    made = gateway.create_deployment(ApiId=api, Description=stamp)["DeploymentId"]
    gateway.update_stage(ApiId=api, StageName=STAGE, AutoDeploy=False, DeploymentId=made)
    yield "sockets: routes in force"


def _described(gateway: Any, api: str) -> Iterator[list[str]]:
    """The routes with their responses, as far as a new one has other ids."""
    for route in gateway.get_routes(ApiId=api)["Items"]:
        key = {"ApiId": api, "RouteId": route["RouteId"]}
        responses = gateway.get_route_responses(**key).get("Items", [])
        ids = sorted(response["RouteResponseId"] for response in responses)
        yield [route["RouteKey"], route["RouteId"], route.get("Target", ""), *ids]


def _socket_settings(place: Place) -> dict[str, Any]:
    throttle = SOCKETS[place.stage]
    return {
        "DefaultRouteSettings": {
            "DataTraceEnabled": False,
            "DetailedMetricsEnabled": False,
            "LoggingLevel": "OFF",
            "ThrottlingBurstLimit": throttle.burst,
            "ThrottlingRateLimit": float(throttle.rate),
        },
        "AccessLogSettings": {
            "DestinationArn": place.arn("logs", f"log-group:{log_group(place, 'socket')}"),
            "Format": json.dumps(SOCKET_LOG),
        },
    }


def _has(stage: dict[str, Any], name: str, wanted: dict[str, Any]) -> bool:
    found = stage.get(name, {})
    return all(found.get(key) == value for key, value in wanted.items())


def _rest_patches(place: Place, stage: dict[str, Any]) -> Iterator[dict[str, str]]:
    throttle = REST[place.stage]
    methods, log = (
        stage.get("methodSettings", {}).get("*/*", {}),
        stage.get("accessLogSettings", {}),
    )
    wanted = [
        ("/*/*/throttling/rateLimit", methods.get("throttlingRateLimit"), throttle.rate),
        ("/*/*/throttling/burstLimit", methods.get("throttlingBurstLimit"), throttle.burst),
        ("/accessLogSettings/destinationArn", log.get("destinationArn"), _rest_group(place)),
        ("/accessLogSettings/format", log.get("format"), json.dumps(REST_LOG)),
    ]
    for path, found, value in wanted:
        if found != value:
            yield {"op": "replace", "path": path, "value": str(value)}


def _rest_group(place: Place) -> str:
    return place.arn("logs", f"log-group:{log_group(place, 'rest')}")


def _refusal(name: str, refusal: Refusal) -> dict[str, Any]:
    """A gateway response: problem+json that any site may read, since no cookie is involved."""
    body: dict[str, str | int] = {
        "type": f"urn:parley:error:{refusal.code}",
        "title": refusal.title,
        "code": refusal.code,
        "detail": refusal.detail,
    }
    if refusal.status:
        body["status"] = refusal.status
    return {
        "responseType": name,
        **({"statusCode": str(refusal.status)} if refusal.status else {}),
        "responseParameters": {
            "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
            "gatewayresponse.header.Cache-Control": "'no-store'",
            "gatewayresponse.header.Content-Type": "'application/problem+json'",
        },
        "responseTemplates": {"application/json": json.dumps(body)},
    }


def _stamp(value: object) -> str:
    """Says what a deployment holds, so that a second settling finds nothing to do."""
    return "parley " + hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
