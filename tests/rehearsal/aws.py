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

    def note(key: str, action: str, service: str, region: str, **named: Any) -> Any:
        denied = enforce(key, action, service, region, **named)
        role = (sts._sessions.get(key) or {}).get("Arn", "")
        if role:
            asked = [role.split("/")[-2], action, named.get("resource_arn", "*"), not denied]
            print(json.dumps(asked), file=notes, flush=True)
        return denied

    iam_evaluator.enforce = note


if __name__ == "__main__":
    main()
