"""Frames to browsers, over API Gateway's connection management. Called by the boundary.

Signed by botocore and sent over wire.py: every line is pushed at least once, and botocore's own
client spends several times the CPU on it (`make bench-message`).
"""

from typing import Any
from urllib.parse import quote

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from chalicelib import wire
from chalicelib.settings import settings
from chalicelib.store.tables import connection


class SendFailed(Exception):
    """The platform did not take a frame, for another reason than that the socket is gone."""


def send(socket: str, body: bytes) -> bool:
    """Send a frame; False if the socket is gone. Sent is not delivered: the browser's own ack is.

    Raises SendFailed if the platform refuses the frame or cannot be reached.
    """
    url = f"{settings().socket_endpoint}/@connections/{quote(socket, safe='')}"
    request = AWSRequest("POST", url, data=body, headers={"Content-Length": str(len(body))})
    _signer().add_auth(request)
    try:
        status = wire.exchange("POST", url, body, dict(request.headers.items())).status
    except wire.Unreachable as error:
        raise SendFailed(str(error)) from error
    if status >= 300 and status != 410:
        raise SendFailed(f"The socket's endpoint answered {status}")
    return status != 410


def _signer() -> Any:
    # Frozen anew each time: a function's credentials are renewed while it lives.
    credentials = connection().session.get_credentials()
    if credentials is None:
        raise SendFailed("There are no AWS credentials to sign a frame with")
    frozen = credentials.get_frozen_credentials()
    return SigV4Auth(frozen, "execute-api", settings().region)
