"""The DynamoDB client beneath PynamoDB: few settings of botocore's, requests over wire.py, answers
read in one go. Made by table.py."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from botocore.parsers import JSONParser, ResponseParserFactory
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
            self._own._endpoint._response_parser_factory = _Parsers()
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


class _Parsers(ResponseParserFactory):
    def create_parser(self, protocol_name: str) -> Any:
        """Ours, if DynamoDB speaks as it does today."""
        return _Parser() if protocol_name == "json" else super().create_parser(protocol_name)


class _Parser(JSONParser):
    """botocore's, but for items: it walks through each value asking what it might be, which for an
    account's agents is half of a look at them. In JSON they are what they should be, but bytes."""

    def _handle_structure(self, shape: Any, value: Any) -> Any:
        if shape.name == "AttributeValue":
            return _value(value)
        return super()._handle_structure(shape, value)  # type: ignore[misc]

    def _handle_map(self, shape: Any, value: Any) -> Any:
        if shape.value.name == "AttributeValue":
            return {name: _value(held) for name, held in value.items()}
        return super()._handle_map(shape, value)  # type: ignore[misc]


def _value(wire: dict[str, Any]) -> dict[str, Any]:
    """A value in DynamoDB's own form, bytes as bytes."""
    for kind, held in wire.items():
        if kind == "M":
            return {kind: {name: _value(value) for name, value in held.items()}}
        if kind == "L":
            return {kind: [_value(value) for value in held]}
        if kind == "B":
            return {kind: b64decode(held)}
        if kind == "BS":
            return {kind: [b64decode(one) for one in held]}
    return wire


class _Raw:
    def __init__(self, body: bytes) -> None:
        self.body = body

    def stream(self) -> Iterator[bytes]:
        """The body, in one piece."""
        yield self.body


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
