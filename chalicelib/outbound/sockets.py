"""Frames to browsers, over API Gateway's connection management. Called by the boundary.

Signed by botocore, sent by urllib3 rather than through botocore's client: every line is pushed at
least once, and the client spends twice the CPU on it (`make bench-message`).
"""

from functools import cache
from typing import Any
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout

from chalicelib.settings import settings
from chalicelib.store.tables import connection


class SendFailed(Exception):
    """The platform did not take a frame, for another reason than that the socket is gone."""


def send(socket: str, body: bytes) -> bool:
    """Send a frame; False if the socket is gone. Sent is not delivered: the browser's own ack is.

    Raises SendFailed, or urllib3's HTTPError if the platform cannot be reached.
    """
    return _ask("POST", socket, body)


def hang_up(socket: str) -> None:
    """Close a socket; one that is gone already is closed. Raises as `send` does."""
    _ask("DELETE", socket, b"")


def _ask(method: str, socket: str, body: bytes) -> bool:
    url = f"{settings().socket_endpoint}/@connections/{quote(socket, safe='')}"
    request = AWSRequest(method, url, data=body, headers={"Content-Length": str(len(body))})
    _signer().add_auth(request)
    answer: BaseHTTPResponse = _pool().request(
        method, url, body=body, headers=dict(request.headers.items()), redirect=False
    )
    if answer.status >= 300 and answer.status != 410:
        raise SendFailed(f"The socket's endpoint answered {answer.status}")
    return answer.status != 410


def _signer() -> Any:
    # Frozen anew each time: a function's credentials are renewed while it lives.
    credentials = connection().session.get_credentials()
    if credentials is None:
        raise SendFailed("There are no AWS credentials to sign a frame with")
    frozen = credentials.get_frozen_credentials()
    return SigV4Auth(frozen, "execute-api", settings().region)


@cache
def _pool() -> PoolManager:
    # A POST that got no answer is not repeated: a frame is a hint, and the line is stored.
    return PoolManager(
        maxsize=8, retries=Retry(connect=1, read=0), timeout=Timeout(connect=1, read=3)
    )
