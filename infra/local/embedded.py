"""The embedded AWS: ministack behind a quick server, its data saved to disk while it runs.

The stack starts it with `python -m infra.local.embedded SETTINGS`."""

from __future__ import annotations

import asyncio
import copy
import logging
import marshal
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import uvicorn

from infra.local.lifeline import calm_collector, hold
from infra.local.settings import ACCOUNT_ID, REGION, Settings
from infra.local.whole import WholeAnswers

READS = {
    b"GetItem", b"BatchGetItem", b"TransactGetItems", b"Query", b"Scan", b"DescribeTable",
    b"ReceiveMessage", b"GetQueueUrl", b"ListTables",
}  # fmt: skip
ANSWER_HEADERS = {b"content-type", b"content-length", b"date", b"x-amzn-requestid", b"x-amz-crc32"}
SAVE_LIMIT_S = 60

log = logging.getLogger(__name__)


def main() -> None:
    settings = Settings.from_json(sys.argv[1])
    os.environ.update(environment(settings))
    hold()
    calm_collector()
    uvicorn.run(
        Saving(settings.save_s),
        host="127.0.0.1",
        port=settings.aws_port,
        loop="uvloop",
        http=WholeAnswers,
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=2,
    )


def environment(settings: Settings) -> dict[str, str]:
    """What ministack reads when it is imported."""
    return {
        "GATEWAY_PORT": str(settings.aws_port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
        "LOG_LEVEL": "WARNING",
        "PERSIST_STATE": "1",
        "S3_PERSIST": "1",
        "STATE_DIR": str(settings.data / "state"),
        "S3_DATA_DIR": str(settings.data / "s3"),
        "TMPDIR": str(settings.data / "tmp"),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "DOCKER_HOST": "",
    }


class Saving:
    """ministack's ASGI application; what was written is saved every few seconds while it runs."""

    def __init__(self, every_s: float) -> None:
        ministack = import_module("ministack.app")
        self.app: Callable[..., Any] = ministack.app
        self.states: Callable[[], Any] = ministack._build_persistence_save_dict
        self.save: Callable[[Any], None] = ministack.save_all
        database: Any = import_module("ministack.services.dynamodb")
        database.copy = QuickCopy
        self.every_s = every_s
        self.written = False
        self.task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            self.task = asyncio.create_task(self.save_often())
        else:
            name = action(scope)
            self.written |= scope["method"] != "GET" and name not in READS
            send = lean(send) if name else send
        await self.app(scope, receive, send)

    async def save_often(self) -> None:
        while True:
            await asyncio.sleep(self.every_s)
            if self.written:
                self.written = False
                await asyncio.to_thread(os.waitpid, self.fork(), 0)

    def fork(self) -> int:
        """A copy of this process writes the files, so that nobody waits for it."""
        child = os.fork()
        if child:
            return child
        # A lock that another thread held at the fork stays held here: the alarm ends such a copy.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(SAVE_LIMIT_S)
        self.save(self.states())
        os._exit(0)


class QuickCopy:
    """In place of the module `copy` in the embedded DynamoDB, which copies each item several times
    with each write: a seventh of its CPU."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        """Of plain values in a tenth of the time; of others as ever."""
        try:
            return marshal.loads(marshal.dumps(value))
        except ValueError:
            return copy.deepcopy(value)


def lean(send: Callable[..., Any]) -> Callable[..., Any]:
    """Answers of AWS's JSON services as AWS sends them, without what only browsers would read."""

    async def send_lean(message: Any) -> None:
        if "headers" in message:
            kept = [pair for pair in message["headers"] if pair[0].lower() in ANSWER_HEADERS]
            message = {**message, "headers": kept}
        await send(message)

    return send_lean


def action(scope: Any) -> bytes:
    target = next((value for key, value in scope["headers"] if key == b"x-amz-target"), b"")
    return bytes(target).rpartition(b".")[2]


if __name__ == "__main__":
    main()
