"""Kept connections: when one is used again, opened anew or given up."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib import wire

FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Told: Yes\r\n\r\nok"


@dataclass
class Host:
    """A server that answers each packet it gets with the next of its answers."""

    answers: list[bytes] = field(default_factory=list)
    packets: list[bytes] = field(default_factory=list)
    connections: int = 0
    trusted: ssl.SSLContext | None = None
    listening: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        """Where it is."""
        scheme = "https" if self.trusted else "http"
        return f"{scheme}://127.0.0.1:{self.listening.getsockname()[1]}"

    def serve(self) -> None:
        """Until it is closed."""
        with suppress(OSError):
            while True:
                accepted, _ = self.listening.accept()
                threading.Thread(target=self.talk, args=[accepted], daemon=True).start()

    def talk(self, accepted: socket.socket) -> None:
        """With one client; an empty answer ends it."""
        if self.trusted:
            accepted = self.trusted.wrap_socket(
                accepted, server_side=True, do_handshake_on_connect=False
            )
        with suppress(OSError), closing(accepted):
            self.connections += 1
            while packet := accepted.recv(65_536):
                self.packets.append(packet)
                answer = self.answers.pop(0) if self.answers else FINE
                if not answer:
                    return
                accepted.sendall(answer)


@pytest.fixture
def host() -> Iterator[Host]:
    """A host that answers."""
    yield from running(Host())


def running(host: Host) -> Iterator[Host]:
    """While the test runs."""
    threading.Thread(target=host.serve, daemon=True).start()
    wire.forget()
    yield host
    wire.forget()
    host.listening.shutdown(socket.SHUT_RDWR)
    host.listening.close()


def ask(host: Host, body: bytes = b"{}") -> wire.Answer:
    """One exchange."""
    return wire.exchange("POST", f"{host.url}/a%2Fb?c=d", body, {"X-Asked": "yes"})


def test_a_request_is_one_packet_and_its_answer_comes_whole(host: Host) -> None:
    answer = ask(host, b"line")

    assert answer == (200, {"content-length": "2", "x-told": "Yes"}, b"ok")
    (packet,) = host.packets
    assert packet.startswith(b"POST /a%2Fb?c=d HTTP/1.1\r\n")
    assert packet.endswith(b"\r\n\r\nline")


def test_a_connection_is_used_again(host: Host) -> None:
    for _ in range(3):
        ask(host)

    assert (host.connections, len(host.packets)) == (1, 3)


def test_a_connection_that_was_idle_for_long_is_not_used_again(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(host)
    monkeypatch.setattr(wire, "IDLE_S", -1)
    ask(host)

    assert host.connections == 2


def test_threads_have_connections_of_their_own(host: Host) -> None:
    threads = [threading.Thread(target=ask, args=[host]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(host.packets) == 8
    assert all(packet.count(b"POST") == 1 for packet in host.packets)


def test_where_the_host_closed_a_kept_connection_it_is_asked_again(host: Host) -> None:
    ask(host)
    host.answers = [b"", FINE]

    assert ask(host, b"again").status == 200
    assert [packet[-5:] for packet in host.packets[1:]] == [b"again", b"again"]
    assert host.connections == 2


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n"])
def test_a_host_that_breaks_off_is_unreachable(host: Host, answer: bytes) -> None:
    host.answers = [answer]

    with pytest.raises(wire.Unreachable):
        ask(host)


def test_a_host_that_is_not_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = unused.getsockname()[1]

    with pytest.raises(wire.Unreachable, match="cannot be reached"):
        wire.exchange("GET", f"http://127.0.0.1:{address}", b"", {})


def test_a_host_that_works_for_too_long_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "READ_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(wire.TooSlow, match="in time"):
            wire.exchange("POST", f"http://127.0.0.1:{silent.getsockname()[1]}", b"", {})
        accepted, _ = silent.accept()
        with closing(accepted):
            assert accepted.recv(65_536).startswith(b"POST / HTTP/1.1\r\n")
            assert accepted.recv(65_536) == b""


def test_a_host_is_known_by_its_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trusted.load_cert_chain(certificate(tmp_path))
    with contextmanager(running)(Host(trusted=trusted)) as host:
        with pytest.raises(wire.Unreachable) as failure:
            ask(host)
        assert "CERTIFICATE_VERIFY_FAILED" in str(failure.value.__cause__)

        ours = ssl.create_default_context(cafile=str(tmp_path / "host.pem"))
        monkeypatch.setattr(wire, "_trust", lambda: ours)
        assert [ask(host).status for _ in range(2)] == [200, 200]
        assert len(host.packets) == 2


def certificate(folder: Path) -> Path:
    """Key and certificate of 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "host.pem"
    file.write_bytes(plain + built.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", (204, {}, b"")),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            (200, {"transfer-encoding": "chunked"}, b"ok"),
        ),
        (
            b"HTTP/1.1 410 Gone\nX-Told:  so \nContent-Length: 0\n\n",
            (410, {"x-told": "so", "content-length": "0"}, b""),
        ),
    ],
)
def test_every_form_of_answer_is_read_whole_and_the_connection_kept(
    host: Host, said: bytes, understood: tuple[int, dict[str, str], bytes]
) -> None:
    host.answers = [said]

    assert ask(host) == understood
    assert ask(host).body == b"ok"
    assert host.connections == 1


def test_a_host_that_will_close_is_asked_on_another_connection(host: Host) -> None:
    host.answers = [FINE.replace(b"X-Told: Yes", b"Connection: close")]
    ask(host)
    ask(host)

    assert host.connections == 2


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-More: yes\r\n" * 101 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 70_000 + b"\r\n\r\n",
    ],
)
def test_an_answer_whose_head_is_none_is_refused(host: Host, said: bytes) -> None:
    host.answers = [said]

    with pytest.raises(wire.Unreachable):
        ask(host)


@pytest.mark.parametrize("evil", ["a\r\nX-Evil: yes", "a\nX-Evil: yes", "a\rX-Evil: yes"])
def test_a_header_never_becomes_two(host: Host, evil: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        wire.exchange("POST", host.url, b"", {"X-Asked": evil})

    assert host.packets == []
