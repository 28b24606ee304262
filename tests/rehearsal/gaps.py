"""What ministack lacks of what a stage's commands use: REST APIs out of a document, budgets, alarms
over several metrics, a CDN before API Gateway. Filled in by cloud.py, and nowhere else."""

import json
from typing import Any

from ministack.services import apigateway_v1 as typed_apigateway
from ministack.services import cloudfront as typed_cloudfront
from ministack.services.cloudformation import provisioners as typed_provisioners

# Its modules are changed here, and most of their functions name no types.
apigateway_v1: Any = typed_apigateway
cloudfront: Any = typed_cloudfront
provisioners: Any = typed_provisioners


def fill(port: int) -> None:
    """Once, before the emulator serves at `port`."""
    handlers = provisioners._RESOURCE_HANDLERS
    handlers["AWS::Budgets::Budget"] = {
        "create": lambda name, properties, stack: (name, {}),
        "update": lambda name, before, properties, stack: (name, {}),
        "delete": lambda name, properties: None,
    }
    _take_alarms_by_their_first_metric()
    _take_documents()
    # An origin at AWS is this server itself, which knows the API by the name in Host.
    cloudfront._origin_connect_target = lambda origin, secure: ("127.0.0.1", port, False)


def _take_alarms_by_their_first_metric() -> None:
    record = provisioners._cw_metric_alarm_record

    def plain(name: str, properties: dict[str, Any]) -> Any:
        metrics = properties.get("Metrics", [])
        several = [one["MetricStat"] for one in metrics if "MetricStat" in one]
        if several:
            kept = {key: value for key, value in properties.items() if key != "Metrics"}
            properties = {**kept, **several[0]["Metric"], "Period": several[0]["Period"]}
        return record(name, properties)

    provisioners._cw_metric_alarm_record = plain


def _take_documents() -> None:
    """ImportRestApi, and PutRestApi in its mode `overwrite`; a setting that is patched away."""
    answer = apigateway_v1.handle_request

    async def handle(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        parts = path.strip("/").split("/")
        if method == "POST" and parts == ["restapis"] and "mode" in query:
            return apigateway_v1._get_rest_api(apigateway_v1._import_rest_api(json.loads(body)))
        if method == "PUT" and len(parts) == 2 and parts[0] == "restapis":
            _write_anew(parts[1], json.loads(body))
            return apigateway_v1._get_rest_api(parts[1])
        if method == "PATCH" and len(parts) == 2 and parts[0] == "restapis":
            body = body.replace(b'"value": ""', b'"value": null')
        return await answer(method, path, headers, body, query)

    apigateway_v1.handle_request = handle


def _write_anew(api: str, document: dict[str, Any]) -> None:
    """The API keeps its id, stages and deployments; its own answers are gone, as on AWS."""
    there = apigateway_v1._resources[api]
    root = next(one for one in there.values() if one["path"] == "/")
    root["resourceMethods"] = {}
    apigateway_v1._resources[api] = {root["id"]: root}
    apigateway_v1._authorizers_v1[api] = {}
    apigateway_v1._gateway_responses[api] = {}
    schemes = apigateway_v1._import_security_schemes(api, document)
    for path, item in document["paths"].items():
        apigateway_v1._import_path_item(api, path, item, schemes, document.get("security"))
