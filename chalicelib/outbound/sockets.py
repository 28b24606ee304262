"""Frames to browsers, over API Gateway's connection management. Called by the boundary."""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.settings import settings
from chalicelib.store.tables import connection


def send(socket: str, body: bytes) -> bool:
    """Send a frame; False if the socket is gone. Sent is not delivered: the browser's own ack is.

    Raises ClientError or a connection error if it could not be sent for another reason.
    """
    try:
        _client().post_to_connection(ConnectionId=socket, Data=body)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 410:
            return False
        raise
    return True


def hang_up(socket: str) -> None:
    """Close a socket; one that is gone already is closed."""
    try:
        _client().delete_connection(ConnectionId=socket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 410:
            raise


@cache
def _client() -> Any:
    # From PynamoDB's own session: a session of its own would read botocore's data a second time.
    return connection().session.create_client(
        "apigatewaymanagementapi",
        region_name=settings().region,
        endpoint_url=settings().socket_endpoint,
        config=Config(
            connect_timeout=1,
            read_timeout=3,
            parameter_validation=False,
            retries={"total_max_attempts": 2, "mode": "standard"},
        ),
    )
