"""What a line of a chat costs: DynamoDB calls and capacity, and CPU beside a bare handler's.

Run by `make bench-message`. The handlers run in this process, over the embedded DynamoDB and a sink
for frames in processes of their own, so that only the handlers' CPU is counted.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Process
from pathlib import Path
from typing import Any

from benchmarks.sink import free_port, serve
from infra.local.settings import Settings, function_environment
from infra.local.stack import Stack

LINES = 40
ROUNDS = 12
TEXT = (
    "A line of about one hundred characters, as people write them when they ask about order 12345."
)
WRITES = {"UpdateItem", "PutItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"}
VERA, ADA = "veraaaaa", "adaaaaaa"
Handler = Callable[[Any, Any], Any]


def main() -> None:
    """Print the figures; the last line is JSON."""
    with stack():
        figures = _measure()
    for name, figure in figures.items():
        print(f"{name:16} {figure}")
    print(json.dumps(figures))


class Calls:
    """Counts DynamoDB calls and the capacity they consumed."""

    def __init__(self) -> None:
        self.operations: list[str] = []
        self.units = 0.0

    def watch(self, client: Any) -> None:
        """Count what a botocore client does from now on."""
        client.meta.events.register("provide-client-params.dynamodb.*", self._ask)
        client.meta.events.register("after-call.dynamodb.*", self._note)

    def _ask(self, params: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**params, "ReturnConsumedCapacity": "TOTAL"}

    def _note(self, model: Any, parsed: dict[str, Any], **_: Any) -> None:
        self.operations.append(model.name)
        if model.name in WRITES:
            consumed = parsed.get("ConsumedCapacity", [])
            parts = consumed if isinstance(consumed, list) else [consumed]
            self.units += sum(part["CapacityUnits"] for part in parts)

    @property
    def writes(self) -> int:
        """How many calls wrote."""
        return sum(1 for name in self.operations if name in WRITES)

    @property
    def reads(self) -> int:
        """How many calls only read."""
        return len(self.operations) - self.writes


def _measure() -> dict[str, float]:
    # Imported here: the models read the environment when they are imported.
    from chalicelib.handlers import socket
    from chalicelib.store.table import connection

    floor = _floor_handler(connection().session)
    calls = Calls()
    calls.watch(connection().client)
    ours, bare = [], []
    per_line = Calls()
    for talk in range(ROUNDS):
        chat = _begin(f"{talk:02d}")
        for index in range(LINES):
            event = _line(chat, index)
            calls.operations.clear()
            calls.units = 0.0
            ours.append(_cpu_ms(socket.message, event))
            per_line.operations += calls.operations
            per_line.units += calls.units
            bare.append(_cpu_ms(floor, event))
    lines = ROUNDS * LINES
    mean, floor_mean = statistics.fmean(ours), statistics.fmean(bare)
    return {
        "writes_per_line": round(per_line.writes / lines, 3),
        "reads_per_line": round(per_line.reads / lines, 3),
        "wru_per_line": round(per_line.units / lines, 3),
        "cpu_ms_per_line": round(mean, 3),
        "floor_cpu_ms": round(floor_mean, 3),
        "ratio_to_floor": round(mean / floor_mean, 3),
        "lines": lines,
    }


def _begin(talk: str) -> str:
    from chalicelib.domain.connection import Bearer
    from chalicelib.handlers import socket
    from chalicelib.services import accounts
    from chalicelib.store import connections

    accounts.open_account(account="bench", name="Bench", origins=["https://bench.test"])
    agent = f"ag_{talk}"
    accounts.add_agent(
        account="bench",
        agent_id=agent,
        name="Ada",
        email="",
        role="agent",
        max_chats=1,
        subject=agent,
    )
    connections.put(f"agent{talk}", Bearer("bench", "agent", agent), 0)
    visitor = "vr_" + talk.translate(str.maketrans("0123456789", "abcdefghij")) * 13
    connections.put(f"visitor{talk}", Bearer("bench", "visitor", visitor, "vs_" + "v" * 26), 0)
    say = _speaker(socket.message)
    say(f"agent{talk}", action="hello")
    say(f"agent{talk}", action="status", status="online")
    say(f"visitor{talk}", action="start", client=VERA, name="Vera")
    from chalicelib.store import agents

    known = agents.get("bench", agent)
    assert known is not None
    (chat,) = known.chats
    say(f"agent{talk}", action="join", chat=chat, client=ADA)
    return chat


def _speaker(handler: Handler) -> Callable[..., None]:
    def say(socket: str, **frame: Any) -> None:
        handler(_event(socket, frame), None)

    return say


def _line(chat: str, index: int) -> dict[str, Any]:
    """A visitor and an agent in turn; each line carries the marks of the other's last one."""
    talk_socket = _socket_of(chat, index)
    frame = {
        "action": "post",
        "chat": chat,
        "client": ADA if index % 2 else VERA,
        "n": index // 2 + 1,
        "text": TEXT,
        "delivered": index + 1,
        "read": index + 1,
    }
    return _event(talk_socket, frame)


_talks: dict[str, str] = {}


def _socket_of(chat: str, index: int) -> str:
    talk = _talks.setdefault(chat, f"{len(_talks):02d}")
    return ("agent" if index % 2 else "visitor") + talk


def _event(socket: str, frame: dict[str, Any]) -> dict[str, Any]:
    context = {"connectionId": socket, "apiId": "api", "stage": "api", "domainName": "bench.test"}
    return {"requestContext": context, "body": json.dumps(frame), "isBase64Encoded": False}


def _cpu_ms(handler: Handler, event: dict[str, Any]) -> float:
    begun = time.process_time_ns()
    handler(event, None)
    return (time.process_time_ns() - begun) / 1e6


def _floor_handler(session: Any) -> Handler:
    """A bare Chalice socket handler: one update_item, one post to a socket."""
    from chalice.app import Blueprint, WebsocketAPI

    table = session.create_client("dynamodb", region_name="us-east-1")
    sockets = session.create_client(
        "apigatewaymanagementapi",
        region_name="us-east-1",
        endpoint_url=os.environ["PARLEY_SOCKET_ENDPOINT"],
    )
    blueprint = Blueprint("floor")
    blueprint.websocket_api = WebsocketAPI()

    @blueprint.on_ws_message()
    def message(event: Any) -> None:
        frame = event.json_body
        table.update_item(
            TableName=os.environ["PARLEY_TABLES"] + "socket-tickets",
            Key={"key": {"S": frame["chat"]}},
            UpdateExpression="SET #text = :text",
            ExpressionAttributeNames={"#text": "text"},
            ExpressionAttributeValues={":text": {"S": frame["text"]}},
        )
        sockets.post_to_connection(ConnectionId=event.connection_id, Data=event.body.encode())

    handler: Handler = message
    return handler


@contextmanager
def stack() -> Iterator[None]:
    """The embedded AWS with empty tables, and a sink for frames, for as long as it is held."""
    sink_port = free_port()
    sink = Process(target=serve, args=(sink_port,), daemon=True)
    sink.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), aws_port=free_port(), save_s=3600)
        stack = Stack(settings)
        (settings.data / "tmp").mkdir(parents=True, exist_ok=True)
        try:
            stack.start_aws()
            os.environ.update(function_environment(settings, "pool", "client"))
            os.environ["PARLEY_SOCKET_ENDPOINT"] = f"http://127.0.0.1:{sink_port}"
            _prepare()
            yield
        finally:
            stack.stop()
            sink.terminate()


def _prepare() -> None:
    from chalicelib.store.schema import TABLES
    from chalicelib.store.table import connection

    for table in TABLES:
        table.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
    session: Any = connection().session
    session.create_client("sqs", region_name="us-east-1").create_queue(
        QueueName=os.environ["PARLEY_REMINDERS_URL"].rsplit("/", 1)[1]
    )
    for bucket in ("PARLEY_CDN_BUCKET", "PARLEY_ARCHIVE_BUCKET"):
        files = session.create_client("s3", region_name="us-east-1")
        files.create_bucket(Bucket=os.environ[bucket])
    vault = session.create_client("kms", region_name="us-east-1")
    key = vault.create_key()["KeyMetadata"]["KeyId"]
    vault.create_alias(AliasName=os.environ["PARLEY_KEY"], TargetKeyId=key)


if __name__ == "__main__":
    main()
