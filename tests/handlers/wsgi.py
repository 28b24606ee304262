"""Parley's REST API as a WSGI application, for tools that ask it as they like."""

import base64
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, unquote

from app import app
from tests.stage import rest_event

Start = Callable[[str, list[tuple[str, str]]], Any]


class Platform:
    """API Gateway for one speaker: finds the route, makes the event, gives the answer back."""

    def __init__(self, authorizer: dict[str, str]) -> None:
        self.authorizer = authorizer
        self.asked: list[tuple[str, str, int]] = []

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        found = route(path)
        if found is None or method not in app.routes[found[0]]:
            start("404 Not Found", [("Content-Type", "application/problem+json")])
            return [b'{"type":"t","title":"t","status":404,"code":"c","detail":"d"}']
        answer = app(self.event(environ, method, path, *found), None)
        self.asked.append((method, found[0], answer["statusCode"]))
        status = answer["statusCode"]
        start(f"{status} {HTTPStatus(status).phrase}", list(answer["headers"].items()))
        return [answer["body"].encode()]

    def event(
        self, environ: dict[str, Any], method: str, path: str, resource: str, named: dict[str, str]
    ) -> dict[str, Any]:
        """What API Gateway would send."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        event = rest_event(
            method,
            resource,
            context={"authorizer": self.authorizer},
            headers=headers(environ),
            pathParameters=named or None,
            multiValueQueryStringParameters=query or None,
            body=base64.b64encode(body).decode(),
            isBase64Encoded=True,
        )
        return {**event, "path": path}


def headers(environ: dict[str, Any]) -> dict[str, str]:
    """The request's headers by their own names."""
    found = {
        name.removeprefix("HTTP_").replace("_", "-").title(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    return {**found, "Content-Type": environ.get("CONTENT_TYPE") or "application/json"}


def route(path: str) -> tuple[str, dict[str, str]] | None:
    """The route of a path and what its parameters are."""
    for resource in sorted(app.routes, key=lambda one: one.count("{")):
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", resource)
        if matched := re.fullmatch(pattern, path):
            return resource, {name: unquote(text) for name, text in matched.groupdict().items()}
    return None
