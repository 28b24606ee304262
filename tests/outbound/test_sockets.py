"""Frames to browsers: what the platform is asked, and what its answers mean."""

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock
from urllib.parse import quote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import settings as settings_module
from chalicelib import wire
from chalicelib.outbound import sockets
from chalicelib.outbound.sockets import SendFailed


@dataclass
class Platform:
    """Connection management as API Gateway has it: notes what it is asked, answers as told."""

    status: int = 200
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platform]:
    """The platform, at an address of its own."""
    told = Platform()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def note(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.asked.append((self.command, self.path, body))
            told.signatures.append(self.headers.get("Authorization", ""))
            self.send_response(told.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_POST(self) -> None:
            self.note()

        def do_DELETE(self) -> None:
            self.note()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/api"
    monkeypatch.setenv("PARLEY_SOCKET_ENDPOINT", address)
    settings_module.settings.cache_clear()
    wire.forget()
    yield told
    wire.forget()
    server.shutdown()
    server.server_close()
    monkeypatch.undo()
    settings_module.settings.cache_clear()


def test_a_frame_goes_to_its_socket_signed(platform: Platform) -> None:
    assert sockets.send("L0SM9cOFvHcCIhw=", b'{"event":"pong"}') is True

    assert platform.asked == [("POST", "/api/@connections/L0SM9cOFvHcCIhw%3D", b'{"event":"pong"}')]
    assert platform.signatures[0].startswith("AWS4-HMAC-SHA256 Credential=")
    assert "/us-east-1/execute-api/aws4_request" in platform.signatures[0]


@given(
    socket_id=st.binary(min_size=11, max_size=12).map(lambda given: b64encode(given).decode()),
    body=st.binary(max_size=60),
    token=st.sampled_from(["", "session/token=="]),
    address=st.sampled_from(["https://a.test", "https://a.test/api", "http://127.0.0.1:8080/a~b"]),
)
def test_the_signature_is_botocores(socket_id: str, body: bytes, token: str, address: str) -> None:
    signer = SigV4Auth(Credentials("key", "secret", token), "execute-api", "eu-west-1")
    url = f"{address}/@connections/{quote(socket_id, safe='')}"
    with mock.patch.object(sockets, "_signer", return_value=signer):
        ours = sockets._signed("POST", url, body)

    stamped = datetime.strptime(ours["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    request = AWSRequest("POST", url, data=body)
    with mock.patch("botocore.auth.get_current_datetime", return_value=stamped):
        signer.add_auth(request)
    assert ours == dict(request.headers.items())


def test_a_socket_that_is_gone_is_told_as_gone(platform: Platform) -> None:
    platform.status = 410

    assert sockets.send("gone=", b"{}") is False


@pytest.mark.parametrize("status", [302, 400, 403, 413, 429, 500, 504])
def test_any_other_answer_is_a_failure_not_a_socket_gone(platform: Platform, status: int) -> None:
    platform.status = status

    with pytest.raises(SendFailed, match=str(status)):
        sockets.send("here=", b"{}")
    assert len(platform.asked) == 1


def test_an_id_cannot_lead_elsewhere(platform: Platform) -> None:
    sockets.send("../x?y=/#", b"{}")

    assert platform.asked[0][1] == "/api/@connections/..%2Fx%3Fy%3D%2F%23"


def test_a_connection_that_the_platform_closed_is_opened_anew(platform: Platform) -> None:
    sockets.send("here=", b"1")
    (connection,) = [connection for kept in wire._idle.values() for connection in kept]
    connection.sock.shutdown(2)

    assert sockets.send("here=", b"2") is True
    assert [body for _, _, body in platform.asked] == [b"1", b"2"]


def test_a_platform_that_is_not_there_is_a_failure(platform: Platform) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{unused.getsockname()[1]}"
    settings_module.settings.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PARLEY_SOCKET_ENDPOINT", nobody)
        with pytest.raises(SendFailed, match="cannot be reached"):
            sockets.send("here=", b"{}")


def test_a_platform_that_hangs_is_given_up_in_time(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READ_S", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("PARLEY_SOCKET_ENDPOINT", address)
        settings_module.settings.cache_clear()
        with pytest.raises(SendFailed, match="in time"):
            sockets.send("here=", b"{}")


def test_a_socket_is_closed_signed_even_if_it_is_gone(platform: Platform) -> None:
    sockets.close("L0SM9cOFvHcCIhw=")
    platform.status = 410
    sockets.close("gone=")

    assert [(method, path) for method, path, _ in platform.asked] == [
        ("DELETE", "/api/@connections/L0SM9cOFvHcCIhw%3D"),
        ("DELETE", "/api/@connections/gone%3D"),
    ]
    platform.status = 500
    with pytest.raises(SendFailed):
        sockets.close("here=")
