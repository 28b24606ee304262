"""An emulated AWS that enforces IAM and notes what it was asked to allow.

`python -m tests.rehearsal.aws PORT FOLDER`; the notes are lines of JSON in FOLDER/asked.jsonl."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from infra.local.embedded import environment
from infra.local.lifeline import hold
from infra.local.settings import Settings
from tests.rehearsal import leading

BY_TABLE = "parley:LeadingKeysByTable"
PREFIX = "parley-dev-"


def main() -> None:
    port, folder = int(sys.argv[1]), Path(sys.argv[2])
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    os.environ.update(environment(Settings(data=folder, aws_port=port)))
    os.environ.update({"AUTH": "true", "PERSIST_STATE": "0", "S3_PERSIST": "0"})
    hold()
    from ministack import app

    note_what_is_asked(folder / "asked.jsonl")
    tls_in_front = speaks_tls(app.app)
    uvicorn.run(
        tls_in_front,
        host="127.0.0.1",
        port=port,
        ws="websockets-sansio",
        log_level="warning",
        lifespan="on",
    )


def speaks_tls(app: Callable[..., Any]) -> Callable[..., Any]:
    """The ground refuses what comes without TLS. On one machine it ends in front of the server."""

    async def call(scope: Any, receive: Any, send: Any) -> None:
        secure = {"http": "https", "ws": "wss"}
        if "scheme" in scope:
            scope = {**scope, "scheme": secure.get(scope["scheme"], scope["scheme"])}
        await app(scope, receive, send)

    return call


def note_what_is_asked(file: Path) -> None:
    from ministack.core import iam_evaluator
    from ministack.services import sts

    enforce = iam_evaluator.enforce
    notes = file.open("a")
    know_leading_keys()
    know_roles_by_their_own_names()

    def note(key: str, action: str, service: str, region: str, **named: Any) -> Any:
        if service == "dynamodb":
            named["service_context"] = of_table(named)
        denied = enforce(key, action, service, region, **named)
        role = (sts._sessions.get(key) or {}).get("Arn", "")
        if role:
            asked = [role.split("/")[-2], action, named.get("resource_arn", "*"), not denied]
            print(json.dumps(asked), file=notes, flush=True)
        return denied

    iam_evaluator.enforce = note


def know_leading_keys() -> None:
    """It evaluates sessions' policies, but knows no `dynamodb:LeadingKeys`: they are put in here,
    for a transaction those of all its parts."""
    from ministack.core import iam_actions

    context = iam_actions.dynamodb_service_context

    def with_keys(body: bytes) -> dict[str, Any]:
        request = json.loads(body or b"{}")
        return {**context(body), BY_TABLE: leading.by_resource(asked_for(request))}

    iam_actions.dynamodb_service_context = with_keys


def know_roles_by_their_own_names() -> None:
    """On AWS `aws:PrincipalArn` is the role's ARN, whoever took it on; here it is the session's."""
    from ministack.core import iam_evaluator

    resolve = iam_evaluator._resolve_condition_key

    def resolved(key: str, context: Any) -> Any:
        found = resolve(key, context)
        if key.lower() != "aws:principalarn" or ":assumed-role/" not in found:
            return found
        account, role = found.split(":")[4], found.split("/")[1]
        return f"arn:aws:iam::{account}:role/{role}"

    iam_evaluator._resolve_condition_key = resolved


def asked_for(request: dict[str, Any]) -> list[leading.Part]:
    """What functions ask of items; commands ask for tables, whatever their names."""
    table = request.get("TableName", "")
    if table and table.removeprefix(PREFIX) not in leading.key_names():
        return []
    return leading.parts("Query" if "KeyConditionExpression" in request else "", request, PREFIX)


def of_table(named: dict[str, Any]) -> dict[str, Any]:
    """The keys that a request has on the one table that is decided on."""
    context = dict(named.get("service_context") or {})
    table = str(named.get("resource_arn", "")).partition(f"table/{PREFIX}")[2]
    keys = context.pop(BY_TABLE, {}).get(table.replace("/index/", "/"))
    return {**context, "dynamodb:LeadingKeys": keys} if keys else context


if __name__ == "__main__":
    main()
