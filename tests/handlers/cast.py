"""Asking the REST API as API Gateway does, and looking at all that is stored."""

import base64
import json
from dataclasses import dataclass
from typing import Any

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from app import app
from tests.stage import SHOP, rest_event

VISITOR, VISIT = "vr_" + "v" * 26, "vs_" + "s" * 26
WHO = {"account": "demo", "visitor": VISITOR, "visit": VISIT}
VIEW = {**WHO, "page": 1, "kind": "view", "url": f"{SHOP}/cart", "title": "Cart"}
ADA = {"account": "demo", "kind": "agent", "id": "ag_ada", "principalId": "ag_ada"}


@dataclass(frozen=True)
class Answer:
    """What API Gateway gets back."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.text)


def ask(method: str, resource: str, **extra: Any) -> Answer:
    """Send an event of the REST API through the app."""
    found = app(rest_event(method, resource, **extra), None)
    headers = {name.lower(): text for name, text in found["headers"].items()}
    return Answer(found["statusCode"], headers, found["body"])


def beacon(body: object, *, origin: str = SHOP, **extra: Any) -> Answer:
    """A beacon of the tag: a simple request, its body sent as text."""
    text = body if isinstance(body, str) else json.dumps(body)
    return ask("POST", "/v1/visits", headers=simple(origin), body=text, **extra)


def simple(origin: str = SHOP, **more: str) -> dict[str, str]:
    """The headers of a simple request."""
    return {"content-type": "text/plain;charset=UTF-8", "origin": origin, **more}


def raw(body: bytes) -> dict[str, Any]:
    """A body that is no text, as API Gateway passes it on."""
    return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def as_agent(method: str, resource: str, agent: str = "ag_ada", **extra: Any) -> Answer:
    """Ask as an agent whom the authorizer let through."""
    context = {"authorizer": {**ADA, "id": agent}}
    return ask(method, resource, context=context, **extra)


def call(
    method: str,
    resource: str,
    body: object = None,
    *,
    by: str = "ag_boss",
    etag: str = "",
    query: dict[str, str] | None = None,
    key: str = "",
    **path: str,
) -> Answer:
    """Call the REST API as an agent of the account: the boss, if nobody else is named."""
    headers = {"content-type": "application/json"}
    headers |= {"if-match": f'"{etag}"'} if etag else {}
    headers |= {"idempotency-key": key} if key else {}
    return as_agent(
        method,
        resource,
        by,
        headers=headers,
        body=None if body is None else json.dumps(body),
        pathParameters=path or None,
        multiValueQueryStringParameters={k: [v] for k, v in (query or {}).items()} or None,
    )


def stored(*, but: str = "") -> dict[str, str]:
    """All that is in all tables (but one), by table, to compare before and after."""
    tables = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables
    return {name: repr(_rows(table)) for name, table in sorted(tables.items()) if name != but}


def _rows(table: Any) -> list[str]:
    rows = []
    for items in table.items.values():
        for item in items.values() if isinstance(items, dict) else [items]:
            rows.append(json.dumps(item.to_json(), sort_keys=True, default=repr))
    return sorted(rows)
