"""What Chalice cannot say about the two API gateways."""

import json
from collections.abc import Iterator

import boto3
import pytest

from infra.aws.deploy import gateways, rollout
from tests.deploy.emulated import Aws, emulated


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """A stage that was deployed twice: the second time Chalice drops what was settled."""
    with emulated(tmp_path_factory.mktemp("gateways"), "dev") as made:
        made.deploy()
        made.deploy()
        yield made


def responses(aws: Aws) -> list[str]:
    """The responses of the `$default` route."""
    api = aws.state()["websocket_api"]["websocket_api_id"]
    routes = aws.client("apigatewayv2").get_routes(ApiId=api)["Items"]
    route = next(route["RouteId"] for route in routes if route["RouteKey"] == "$default")
    return [key for key, _ in aws.sockets.responses[route]]


def test_what_a_socket_function_returns_reaches_the_sender(aws: Aws) -> None:
    assert responses(aws) == ["$default"]


def test_new_routes_are_in_force_at_one_stroke(aws: Aws) -> None:
    """Chalice's own deployment, and one of ours for each set of routes; the stage has the last."""
    made = list(aws.sockets.deployments)

    assert len(made) == 3
    assert aws.sockets.stage["DeploymentId"] == made[-1]
    assert aws.sockets.stage["AutoDeploy"] is False


def test_sockets_are_throttled_and_noted_without_what_is_said(aws: Aws) -> None:
    settings = aws.sockets.stage["DefaultRouteSettings"]
    log = aws.sockets.stage["AccessLogSettings"]

    assert (settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"]) == (100, 200)
    assert settings["DataTraceEnabled"] is False
    assert log["DestinationArn"].endswith("log-group:/parley/dev/socket")


def test_rest_is_throttled_and_noted(aws: Aws) -> None:
    api = aws.state()["rest_api"]["rest_api_id"]
    stage = boto3.client("apigateway").get_stage(restApiId=api, stageName="api")

    assert stage["methodSettings"]["*/*"]["throttlingRateLimit"] == 50
    assert stage["methodSettings"]["*/*"]["throttlingBurstLimit"] == 100
    assert stage["accessLogSettings"]["destinationArn"].endswith("log-group:/parley/dev/rest")


def test_calls_are_counted_by_the_name_of_the_stage(aws: Aws) -> None:
    """A release from before stages had names brings back the one of all."""
    gateway, api = boto3.client("apigateway"), aws.state()["rest_api"]["rest_api_id"]
    gateway.update_rest_api(
        restApiId=api, patchOperations=[{"op": "replace", "path": "/name", "value": "parley"}]
    )

    changes = rollout.settle_stage(aws.stage, lambda text: None)

    assert changes == ["REST: name parley-dev"]
    assert gateway.get_rest_api(restApiId=api)["name"] == "parley-dev"


@pytest.mark.parametrize("log", [gateways.REST_LOG, gateways.SOCKET_LOG])
def test_no_log_holds_a_query_a_header_or_a_body(log: dict[str, str]) -> None:
    text = json.dumps(log).lower()

    for word in ("query", "header", "authorization", "body", "context.path", "user_agent"):
        assert word not in text


def test_the_gateways_own_refusals_read_like_ours(aws: Aws) -> None:
    api = aws.state()["rest_api"]["rest_api_id"]
    found = boto3.client("apigateway").get_gateway_responses(restApiId=api)["items"]
    by_type = {item["responseType"]: item for item in found}
    denied = by_type["ACCESS_DENIED"]

    assert set(by_type) == set(gateways.REFUSALS)
    assert denied["statusCode"] == "401"
    body = json.loads(denied["responseTemplates"]["application/json"])
    assert (body["code"], body["status"]) == ("unauthenticated", 401)
    headers = denied["responseParameters"]
    assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
    assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"


def test_a_route_that_lost_its_response_gets_it_again(aws: Aws) -> None:
    aws.sockets.responses.clear()

    changes = rollout.settle_stage(aws.stage, lambda text: None)

    assert changes == ["sockets: response of $default", "sockets: routes in force"]
    assert responses(aws) == ["$default"]
