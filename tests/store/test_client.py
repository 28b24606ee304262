"""The DynamoDB client: what botocore sends by it, and what it makes of failures."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zlib import crc32

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from botocore.parsers import ResponseParserFactory

from chalicelib import wire
from chalicelib.store import client
from chalicelib.store.client import LeanConnection

Asked = list[tuple[str, bytes]]
FINE = (200, b'{"Item":{"id":{"S":"demo"}}}')
BUSY = (
    400,
    b'{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}',
)


class Database(BaseHTTPRequestHandler):
    """Answers as it is told, the last answer for ever."""

    protocol_version = "HTTP/1.1"
    answers: list[tuple[int, bytes]]
    asked: Asked
    wrong_sums = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append((self.headers["X-Amz-Target"], body))
        status, answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        wrong = len(self.asked) <= self.wrong_sums
        self.send_header("x-amz-crc32", "7" if wrong else str(crc32(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Database]]:
    """A database that answers as told."""
    Database.answers, Database.asked, Database.wrong_sums = [FINE], [], 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Database)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_address[1]}")
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", none)
    yield Database
    wire.forget()
    server.shutdown()
    server.server_close()


def none(*_: object) -> float:
    """No wait before a repetition."""
    return 0.0


def get() -> Any:
    """One read by a client of its own."""
    dynamodb = LeanConnection(region="us-east-1").client
    return dynamodb.get_item(TableName="accounts", Key={"id": {"S": "demo"}})["Item"]


def test_a_call_is_botocores_own_and_so_is_its_answer(database: type[Database]) -> None:
    assert get() == {"id": {"S": "demo"}}

    ((target, body),) = database.asked
    assert target == "DynamoDB_20120810.GetItem"
    assert json.loads(body) == {"TableName": "accounts", "Key": {"id": {"S": "demo"}}}


@pytest.mark.parametrize("failure", [(500, b"{}"), (503, b"{}"), BUSY])
def test_a_failure_that_passes_is_tried_again(
    database: type[Database], failure: tuple[int, bytes]
) -> None:
    database.answers = [failure, failure, FINE]

    assert get() == {"id": {"S": "demo"}}
    assert len(database.asked) == 3


def test_after_four_tries_the_failure_is_the_callers(database: type[Database]) -> None:
    database.answers = [BUSY]

    with pytest.raises(ClientError, match="ProvisionedThroughputExceeded"):
        get()
    assert len(database.asked) == 4


def test_an_answer_that_was_broken_on_its_way_is_asked_for_again(
    database: type[Database],
) -> None:
    database.wrong_sums = 2

    assert get() == {"id": {"S": "demo"}}
    assert len(database.asked) == 3


def test_a_database_that_is_not_there_is_named(
    database: type[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    with pytest.raises(EndpointConnectionError, match=re.escape("127.0.0.1:9")):
        get()


def test_a_slow_answer_is_tried_again(
    database: type[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def slow(*asked: object) -> wire.Answer:
        tries.append(asked)
        raise wire.TooSlow("did not answer in time")

    monkeypatch.setattr(client.wire, "exchange", slow)

    with pytest.raises(ReadTimeoutError):
        get()
    assert len(tries) == 4


def test_every_kind_of_value_is_read_as_botocore_reads_it(
    database: type[Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "text": {"S": "é"},
        "number": {"N": "1.5"},
        "bytes": {"B": "AAE="},
        "texts": {"SS": ["a", "b"]},
        "numbers": {"NS": ["1"]},
        "all_bytes": {"BS": ["AAE=", ""]},
        "yes": {"BOOL": True},
        "nothing": {"NULL": True},
        "list": {"L": [{"B": "AAE="}, {"M": {"in": {"L": [{"S": ""}]}}}]},
        "map": {"M": {"in": {"B": "AAE="}, "empty": {"M": {}}}},
    }
    database.answers = [(200, json.dumps({"Item": values}).encode())]

    ours = get()
    monkeypatch.setattr(client, "_Parsers", ResponseParserFactory)

    assert ours == get()
    assert ours["bytes"] == {"B": b"\0\1"}
