"""The DynamoDB client beneath PynamoDB: few settings of botocore's, and requests over wire.py. Made
by tables.py."""

from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from pynamodb.connection import Connection

from chalicelib import wire
from chalicelib.settings import settings
from chalicelib.store import wall


class LeanConnection(Connection):
    """PynamoDB's connection with a client of our own making.

    It waits far less than API Gateway's 29 s, and names itself briefly: botocore composes its usual
    name anew for each call, which is a twentieth of a line's CPU.
    """

    _own: Any = None

    def dispatch(self, operation_name: str, operation_kwargs: dict[str, Any]) -> dict[str, Any]:
        """One call, if the wall between accounts lets it through."""
        wall.check(self, operation_name, operation_kwargs)
        answer: dict[str, Any] = super().dispatch(operation_name, operation_kwargs)
        return answer

    @property
    def client(self) -> Any:
        """The one botocore client, made at the first call."""
        if self._own is None:
            config = Config(
                user_agent="parley",
                parameter_validation=False,
                retries={"total_max_attempts": 4, "mode": "standard"},
            )
            self._own = self.session.create_client("dynamodb", self.region, config=config)
            self._own._endpoint.http_session = _HttpSession()
            if settings().account_role:
                _lend(self._own)
        return self._own


def _lend(client: Any) -> None:
    """From now on each request is signed for the account that it is confined to."""
    from chalicelib.store.sessions import Credentials

    signer = client._request_signer
    signer._credentials = Credentials(signer._credentials)


class _HttpSession:
    """What botocore sends with: its own takes a seventh of a line's CPU more."""

    def send(self, request: Any) -> AWSResponse:
        """Raises the errors after which botocore tries again."""
        headers = {name: _text(value) for name, value in request.headers.items()}
        try:
            answer = wire.exchange(request.method, request.url, request.body, headers)
        except wire.TooSlow as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except wire.Unreachable as error:
            raise EndpointConnectionError(endpoint_url=request.url, error=error) from error
        told: Any = answer.headers  # AWSResponse makes of it what botocore wants
        return AWSResponse(request.url, answer.status, told, _Raw(answer.body))

    def close(self) -> None:
        """botocore closes a client's session with the client."""
        wire.forget()


class _Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self) -> Iterator[bytes]:
        """The body, in one piece."""
        yield self.body


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
