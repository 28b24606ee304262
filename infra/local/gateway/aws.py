"""Plain calls to the embedded AWS for what the gateway does itself: fetch files, poll the queue."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from infra.local.settings import REGION


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def request(
    address: str, method: str, path: str, headers: dict[str, str], body: bytes, timeout_s: float
) -> Answer:
    """One request in the calling thread; raises OSError where nobody answers."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=timeout_s)
    try:
        connection.request(method, path, body=body or None, headers=headers)
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, named, response.read())
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()


def authorization(service: str) -> str:
    """Unsigned: the embedded AWS only reads from it which service and region are meant."""
    return f"AWS4-HMAC-SHA256 Credential=local/20260101/{REGION}/{service}/aws4_request"


def call_queue(
    address: str, action: str, payload: dict[str, Any], timeout_s: float
) -> dict[str, Any]:
    """One action of the queue's JSON protocol, such as ReceiveMessage."""
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": f"AmazonSQS.{action}",
        "Authorization": authorization("sqs"),
    }
    answer = request(address, "POST", "/", headers, json.dumps(payload).encode(), timeout_s)
    if answer.status != 200:
        raise ConnectionError(f"{action} answered {answer.status}")
    found: dict[str, Any] = json.loads(answer.body or b"{}")
    return found
