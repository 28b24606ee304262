"""Events as API Gateway, SQS and EventBridge send them; made here, read by the functions."""

from __future__ import annotations

import base64
import os
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from infra.local.gateway.asgi import Scope
from infra.local.settings import ACCOUNT_ID, QUEUE, REGION

API_ID = "local"
STAGE = "api"


def rest_event(
    scope: Scope,
    route: str,
    parameters: dict[str, str],
    body: tuple[str | None, bool],
    place: Place,
) -> dict[str, Any]:
    headers = scope_headers(scope, place)
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return {
        "resource": route,
        "path": scope["path"],
        "httpMethod": scope["method"],
        "headers": dict(headers),
        "multiValueHeaders": gathered(headers),
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": gathered(query) or None,
        "pathParameters": parameters or None,
        "stageVariables": None,
        "requestContext": request_context(scope)
        | {
            "resourcePath": route,
            "resourceId": "local",
            "httpMethod": scope["method"],
            "path": f"/{STAGE}{scope['path']}",
            "protocol": "HTTP/1.1",
            "accountId": ACCOUNT_ID,
        },
        "body": body[0],
        "isBase64Encoded": body[1],
    }


def method_arn(method: str, path: str) -> str:
    return f"arn:aws:execute-api:{REGION}:{ACCOUNT_ID}:{API_ID}/{STAGE}/{method}{path}"


def authorizer_event(token: str, arn: str) -> dict[str, Any]:
    return {"type": "TOKEN", "methodArn": arn, "authorizationToken": token}


def socket_context(scope: Scope, connection_id: str) -> dict[str, Any]:
    """What every event of one socket's requestContext has in common."""
    return request_context(scope) | {
        "connectedAt": now_ms(),
        "connectionId": connection_id,
        "messageDirection": "IN",
    }


def connect_event(scope: Scope, context: dict[str, Any], place: Place) -> dict[str, Any]:
    headers = scope_headers(scope, place)
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    event = {
        "headers": dict(headers),
        "multiValueHeaders": gathered(headers),
        "requestContext": {**context, "routeKey": "$connect", "eventType": "CONNECT"},
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = dict(query)
        event["multiValueQueryStringParameters"] = gathered(query)
    return event


def message_event(context: dict[str, Any], body: str | bytes) -> dict[str, Any]:
    binary = isinstance(body, bytes)
    request_id = uuid.uuid4().hex
    return {
        "requestContext": {
            **context,
            "routeKey": "$default",
            "eventType": "MESSAGE",
            "messageId": request_id,
            "requestId": request_id,
            "requestTimeEpoch": now_ms(),
        },
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "isBase64Encoded": binary,
    }


def disconnect_event(context: dict[str, Any], code: int, reason: str) -> dict[str, Any]:
    headers = {
        "Host": context["domainName"],
        "x-api-key": "",
        "X-Forwarded-For": "",
        "x-restapi": "",
    }
    return {
        "headers": headers,
        "multiValueHeaders": gathered(list(headers.items())),
        "requestContext": {
            **context,
            "routeKey": "$disconnect",
            "eventType": "DISCONNECT",
            "disconnectStatusCode": code,
            "disconnectReason": reason,
            "requestTimeEpoch": now_ms(),
        },
        "isBase64Encoded": False,
    }


def queue_event(messages: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Records": [queue_record(message) for message in messages]}


def queue_record(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{QUEUE}",
        "awsRegion": REGION,
    }


def schedule_event(rule: str) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT_ID,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT_ID}:rule/{rule}"],
        "detail": {},
    }


def new_connection_id() -> str:
    """Like API Gateway's: URL-unsafe characters included."""
    return base64.b64encode(os.urandom(11)).decode()


def stamp(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


def now_ms() -> int:
    return time.time_ns() // 1_000_000


Place = Sequence[str]


def request_context(scope: Scope) -> dict[str, Any]:
    request_id = str(uuid.uuid4())
    headers = {key: value.decode("latin-1") for key, value in scope["headers"]}
    return {
        "requestId": request_id,
        "extendedRequestId": request_id,
        "requestTime": datetime.now(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": now_ms(),
        "stage": STAGE,
        "apiId": API_ID,
        "domainName": headers.get(b"host", "localhost"),
        "identity": {
            "sourceIp": (scope.get("client") or ("127.0.0.1", 0))[0],
            "userAgent": headers.get(b"user-agent", ""),
        },
    }


def scope_headers(scope: Scope, place: Place) -> list[tuple[str, str]]:
    """Header names as a browser sends them over HTTP/1.1, which ASGI has put in lower case."""
    given = [
        (named(key.decode("latin-1")), value.decode("latin-1")) for key, value in scope["headers"]
    ]
    own = {
        "X-Forwarded-For": (scope.get("client") or ("127.0.0.1", 0))[0],
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Port": "443",
        **place_headers(place),
    }
    return [(name, value) for name, value in given if name not in own] + list(own.items())


def place_headers(place: Place) -> dict[str, str]:
    names = (
        "CloudFront-Viewer-Country",
        "CloudFront-Viewer-Country-Region-Name",
        "CloudFront-Viewer-City",
    )
    return dict(zip(names, place, strict=False))


def named(key: str) -> str:
    return SPECIAL.get(key) or key.title()


SPECIAL = {
    "sec-websocket-protocol": "Sec-WebSocket-Protocol",
    "sec-websocket-key": "Sec-WebSocket-Key",
    "sec-websocket-version": "Sec-WebSocket-Version",
    "sec-websocket-extensions": "Sec-WebSocket-Extensions",
    "dnt": "DNT",
    "te": "TE",
}


def gathered(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found
