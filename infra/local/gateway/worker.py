"""One worker: a process that takes one event at a time, as a Lambda sandbox does.

The gateway starts it with `python -m infra.local.gateway.worker FD ROOT`."""

from __future__ import annotations

import importlib
import struct
import sys
import time
import traceback
from collections.abc import Callable
from socket import socket
from typing import Any, BinaryIO

import msgspec

from infra.local.gateway.functions import ENTRY_POINTS, REST
from infra.local.lifeline import calm_collector

Function = Callable[[Any, Any], Any]
LENGTH = struct.Struct("!I")


class Context:
    """The part of Lambda's context object that functions may use."""

    memory_limit_in_mb = 512
    function_version = "$LATEST"

    def __init__(self, function: str, request_id: str, timeout_s: float) -> None:
        self.function_name = function.rpartition(".")[2]
        self.invoked_function_arn = f"arn:aws:lambda:local:0:function:{self.function_name}"
        self.log_group_name = f"/aws/lambda/{self.function_name}"
        self.aws_request_id = request_id
        self._ends = time.monotonic() + timeout_s

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._ends - time.monotonic()) * 1000))


def main() -> None:
    sys.path.insert(0, sys.argv[2])
    channel = socket(fileno=int(sys.argv[1]))
    stream = channel.makefile("rb")
    functions: dict[str, Function] = {}
    channel.sendall(framed(greet(functions)))
    calm_collector()
    while (request := read(stream)) is not None:
        channel.sendall(answer(functions, request))


def greet(functions: dict[str, Function]) -> dict[str, Any]:
    """Imports every entry point, so that the first event is not a cold start."""
    try:
        functions.update({name: load(name) for name in ENTRY_POINTS})
        return describe(functions[REST])
    except Exception:  # noqa: BLE001 - whatever the functions' own import raises is told to the gateway
        return {"error": traceback.format_exc()}


def load(name: str) -> Function:
    module, _, attribute = name.rpartition(".")
    found: Function = getattr(importlib.import_module(module), attribute)
    return found


def describe(app: Any) -> dict[str, Any]:
    """The REST routes as Chalice would deploy them."""
    routes = [
        {
            "path": path,
            "method": method,
            "authorized": entry.authorizer is not None,
            "cors": entry.cors.get_access_control_headers() if entry.cors else None,
        }
        for path, methods in app.routes.items()
        for method, entry in methods.items()
    ]
    return {"routes": routes, "binary_types": list(app.api.binary_types)}


def answer(functions: dict[str, Function], request: bytes) -> bytes:
    """What goes back to the gateway; an answer that cannot be sent is the function's error too."""
    name, request_id, timeout_s, event = DECODER.decode(request)
    try:
        return framed([True, functions[name](event, Context(name, request_id, timeout_s))])
    except Exception as error:  # noqa: BLE001 - the process boundary: Lambda reports any error likewise
        traceback.print_exc()
        return framed([False, {"errorType": type(error).__name__, "errorMessage": str(error)}])


def read(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def framed(message: Any) -> bytes:
    body = ENCODER.encode(message)
    return LENGTH.pack(len(body)) + body


ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder()


if __name__ == "__main__":
    main()
