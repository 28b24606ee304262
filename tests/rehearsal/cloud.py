"""The emulated AWS of aws.py with all that a newcomer needs: its gaps filled, and AWS's own names.

`python -m tests.rehearsal.cloud PORT TLS_PORT FOLDER`: commands ask PORT, browsers TLS_PORT."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import uvicorn

from infra.local.embedded import environment
from infra.local.lifeline import hold
from infra.local.settings import Settings
from tests.rehearsal import aws


def main() -> None:
    port, tls_port, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    (folder / "tmp").mkdir(parents=True, exist_ok=True)
    os.environ.update(environment(Settings(data=folder, aws_port=port)))
    os.environ.update({"AUTH": "true", "PERSIST_STATE": "0", "S3_PERSIST": "0"})
    os.environ["LAMBDA_ACCOUNT_CONCURRENCY"] = "1000"
    hold()
    from ministack import app

    from tests.rehearsal import gaps, names

    certificate, key = names.certify(folder)
    # What the functions' processes inherit.
    os.environ["PYTHONPATH"] = str(names.resolver(folder, tls_port))
    os.environ["SSL_CERT_FILE"] = str(certificate)
    aws.PREFIX = "parley-prod-"
    aws.note_what_is_asked(folder / "asked.jsonl")
    gaps.fill(port)
    served = aws.speaks_tls(names.by_name(app.app))
    asyncio.run(serve(served, port, tls_port, {"ssl_certfile": certificate, "ssl_keyfile": key}))


async def serve(app: Any, port: int, tls_port: int, tls: dict[str, Path]) -> None:
    """Two doors of one server; the first one starts and ends it."""
    plain = server(app, port, lifespan="on")
    secure = server(app, tls_port, lifespan="off", **tls)
    await asyncio.gather(plain.serve(), secure.serve())


def server(app: Any, port: int, **options: Any) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app, "127.0.0.1", port, ws="websockets-sansio", log_level="warning", **options
        )
    )


if __name__ == "__main__":
    main()
