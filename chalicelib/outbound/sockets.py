"""Frames to browsers, over API Gateway's connection management. Called by the boundary.

Signed by botocore and sent over wire.py: every line is pushed at least once, and botocore's own
client spends several times the CPU on it (`make bench-message`).
"""

import time
from hashlib import sha256
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlsplit

from botocore.auth import SigV4Auth

from chalicelib import wire
from chalicelib.settings import settings
from chalicelib.store.table import connection


class SendFailed(Exception):
    """The platform did not take a frame, for another reason than that the socket is gone."""


def send(socket: str, body: bytes) -> bool:
    """Send a frame; False if the socket is gone. Sent is not delivered: the browser's own ack is.

    Raises SendFailed if the platform refuses the frame or cannot be reached.
    """
    return _ask("POST", socket, body) != 410


def close(socket: str) -> None:
    """Close a socket; nothing if it is gone.

    Raises SendFailed if the platform refuses to or cannot be reached.
    """
    _ask("DELETE", socket, b"")


def _ask(method: str, socket: str, body: bytes) -> int:
    url = f"{settings().socket_endpoint}/@connections/{quote(socket, safe='')}"
    try:
        status = wire.exchange(method, url, body, _signed(method, url, body)).status
    except wire.Unreachable as error:
        raise SendFailed(str(error)) from error
    if status >= 300 and status != 410:
        raise SendFailed(f"The socket's endpoint answered {status}")
    return status


def _signed(method: str, url: str, body: bytes) -> dict[str, str]:
    """The headers that prove who sends. The canonical request is put together here, since it always
    has the same form; botocore does what is secret."""
    signer = _signer()
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    headers = {"X-Amz-Date": stamp}
    if signer.credentials.token:
        headers["X-Amz-Security-Token"] = signer.credentials.token
    parts = urlsplit(url)
    told = {"host": parts.netloc} | {name.lower(): value for name, value in headers.items()}
    lines = "".join(f"{name}:{value}\n" for name, value in told.items())
    names = ";".join(told)
    path, digest = quote(parts.path, safe="/~"), sha256(body).hexdigest()
    asked: Any = SimpleNamespace(context={"timestamp": stamp})
    to_sign = signer.string_to_sign(asked, f"{method}\n{path}\n\n{lines}\n{names}\n{digest}")
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(asked)}, SignedHeaders={names},"
        f" Signature={signer.signature(to_sign, asked)}"
    )
    return headers


def _signer() -> SigV4Auth:
    # Frozen anew each time: a function's credentials are renewed while it lives.
    credentials = connection().session.get_credentials()
    if credentials is None:
        raise SendFailed("There are no AWS credentials to sign a frame with")
    frozen = credentials.get_frozen_credentials()
    return SigV4Auth(frozen, "execute-api", settings().region)
