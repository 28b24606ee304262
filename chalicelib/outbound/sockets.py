"""Frames to browsers, over API Gateway's connection management. Called by the boundary.

Signed by botocore and sent on a kept connection of the standard library's: every line is pushed at
least once, and botocore's own client spends several times the CPU on it (`make bench-message`).
"""

import threading
import time
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from chalicelib.settings import settings
from chalicelib.store.tables import connection

TIMEOUT_S = 3
# A connection unused for so long may have been dropped on the way without a word.
IDLE_S = 30
_kept = threading.local()


class SendFailed(Exception):
    """The platform did not take a frame, for another reason than that the socket is gone."""


def send(socket: str, body: bytes) -> bool:
    """Send a frame; False if the socket is gone. Sent is not delivered: the browser's own ack is.

    Raises SendFailed if the platform refuses the frame or cannot be reached.
    """
    url = f"{settings().socket_endpoint}/@connections/{quote(socket, safe='')}"
    request = AWSRequest("POST", url, data=body, headers={"Content-Length": str(len(body))})
    _signer().add_auth(request)
    status = _status(urlsplit(url), body, dict(request.headers.items()))
    if status >= 300 and status != 410:
        raise SendFailed(f"The socket's endpoint answered {status}")
    return status != 410


def forget_connections() -> None:
    """Close the kept connection, so that the next frame opens one anew."""
    kept: HTTPConnection | None = getattr(_kept, "connection", None)
    if kept is not None:
        kept.close()
        del _kept.connection


def _status(url: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    used = hasattr(_kept, "connection")
    try:
        return _exchange(url, body, headers)
    except TimeoutError as error:
        forget_connections()
        raise SendFailed("The socket's endpoint did not answer in time") from error
    except (HTTPException, OSError) as error:
        forget_connections()
        if not used:
            raise SendFailed("The socket's endpoint cannot be reached") from error
    # The other end had closed the connection since its last use: once more, on a new one.
    return _status(url, body, headers)


def _exchange(url: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    if time.monotonic() - getattr(_kept, "used", 0) > IDLE_S:
        forget_connections()
    if not hasattr(_kept, "connection"):
        _kept.connection = _connect(url)
    _kept.used = time.monotonic()
    kept: HTTPConnection = _kept.connection
    kept.request("POST", url.path, body, headers)
    answer = kept.getresponse()
    answer.read()
    return answer.status


def _connect(url: SplitResult) -> HTTPConnection:
    if url.scheme == "https":
        return HTTPSConnection(url.netloc, timeout=TIMEOUT_S, context=_trust())
    return HTTPConnection(url.netloc, timeout=TIMEOUT_S)


@cache
def _trust() -> Any:
    import ssl

    return ssl.create_default_context()


def _signer() -> Any:
    # Frozen anew each time: a function's credentials are renewed while it lives.
    credentials = connection().session.get_credentials()
    if credentials is None:
        raise SendFailed("There are no AWS credentials to sign a frame with")
    frozen = credentials.get_frozen_credentials()
    return SigV4Auth(frozen, "execute-api", settings().region)
