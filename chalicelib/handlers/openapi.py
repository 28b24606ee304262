"""The REST API described by itself: OpenAPI 3.1 from the declared operations, and a page to browse
it. Asked by anybody."""

import re
from functools import cache
from typing import Any

import msgspec
from chalice.app import Blueprint, Request

from chalicelib.handlers import boundary, reference
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import IDEMPOTENCY_KEY, MOST_KEY, OPERATIONS, Nothing, Operation
from chalicelib.handlers.reference import Shape

bp = Blueprint(__name__)
VERSION = "1.0.0"
_REF = "#/components/schemas/{name}"
_CACHED = {"Cache-Control": "public, max-age=300"}


class Problem(msgspec.Struct):
    """What went wrong, by RFC 9457: `code` is stable, `detail` says what to do."""

    type: str
    title: str
    status: int
    code: str
    detail: str


@bp.route("/v1/openapi.json", methods=["GET"])
@boundary.rest(bp)
def get_description(request: Request, now: int) -> Reply:
    """The description, for tools."""
    return Reply(document(), headers=_CACHED)


@bp.route("/v1/reference", methods=["GET"])
@boundary.rest(bp)
def get_reference(request: Request, now: int) -> Reply:
    """The description, for people."""
    headers = {
        **_CACHED,
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": reference.POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return Reply(reference.page(document()), headers=headers)


@cache
def document() -> Shape:
    """OpenAPI 3.1 of all declared operations."""
    schemas, components = msgspec.json.schema_components(_types(), ref_template=_REF)
    by_type = dict(zip(_types(), schemas, strict=True))
    paths: dict[str, Shape] = {}
    for declared in sorted(OPERATIONS, key=lambda one: (one.path, one.method)):
        paths.setdefault(declared.path, {})[declared.method.lower()] = _described(
            declared, by_type, components
        )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Parley",
            "version": VERSION,
            "description": "Live chat of your own. Everything an admin can do in the console.",
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key (`pk_...`), or the id token of a sign-in.",
                }
            },
            "headers": {
                "ETag": {
                    "description": "The version; send it as If-Match with a change.",
                    "schema": {"type": "string"},
                }
            },
        },
    }


def _types() -> list[Any]:
    found = {kind for one in OPERATIONS for kind in (one.body, one.answer) if kind is not Nothing}
    return [Problem, *sorted(found, key=str)]


def _described(declared: Operation, by_type: dict[Any, Shape], components: Shape) -> Shape:
    described: Shape = {
        "operationId": declared.view.__name__,
        "summary": (declared.view.__doc__ or "").split("\n")[0].rstrip("."),
        "tags": [declared.view.__module__.rpartition(".")[2].replace("_", " ")],
        "parameters": _parameters(declared),
        "responses": {
            str(declared.status): _answer(declared, by_type),
            "default": {
                "description": "It was not done, and nothing has changed.",
                "content": {"application/problem+json": {"schema": by_type[Problem]}},
            },
        },
    }
    if declared.permission:
        described["x-permission"] = declared.permission
        described["description"] = f"Needs the permission `{declared.permission}`."
    if declared.body is not Nothing:
        content = {"application/json": {"schema": by_type[declared.body]}}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _answer(declared: Operation, by_type: dict[Any, Shape]) -> Shape:
    answer: Shape = {"description": "Done."}
    if declared.answer is not Nothing:
        answer["content"] = {"application/json": {"schema": by_type[declared.answer]}}
        answer["headers"] = {"ETag": {"$ref": "#/components/headers/ETag"}}
    for media in declared.media:
        answer.setdefault("content", {})[media] = {"schema": {"type": "string"}}
    return answer


def _parameters(declared: Operation) -> list[Shape]:
    text = {"type": "string"}
    found: list[Shape] = [
        {"name": name, "in": "path", "required": True, "schema": text}
        for name in re.findall(r"{(\w+)}", declared.path)
    ]
    found += _query_parameters(declared.query)
    if declared.method == "PATCH":
        found.append({"name": "If-Match", "in": "header", "required": True, "schema": text})
    if declared.method == "POST":
        key = {"type": "string", "minLength": 1, "maxLength": MOST_KEY, "pattern": "^[ -~]*$"}
        found.append({"name": IDEMPOTENCY_KEY, "in": "header", "required": False, "schema": key})
    return found


def _query_parameters(query: Any) -> list[Shape]:
    if query is Nothing:
        return []
    _, components = msgspec.json.schema_components([query])
    (shape,) = (one for name, one in components.items() if name == query.__name__)
    needed = shape.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": schema}
        for name, schema in shape["properties"].items()
    ]
