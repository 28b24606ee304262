"""HTTP on connections that are kept open from call to call. For store and outbound.

A line is one call to DynamoDB and one frame at least. botocore's own client takes several times the
CPU of the standard library's for each (`make bench-message`).
"""

import time
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

CONNECT_S, READ_S = 1, 3
# A connection unused for so long may have been dropped on the way without a word.
IDLE_S = 30
_MOST_HEADERS, _LONGEST_LINE = 100, 65_536


class Answer(NamedTuple):
    """What the other end said; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Unreachable(Exception):
    """The other end did not answer: it is not there, or went away. `__cause__` says how."""


class TooSlow(Unreachable):
    """The other end did not answer in time. It may have done what was asked."""


def exchange(method: str, url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Ask and wait for the whole answer.

    What is asked must bear to be asked twice: where the other end had closed the connection since
    its last use, it is asked again on another. Raises Unreachable, TooSlow.
    """
    parts = urlsplit(url)
    packet = _packet(method, parts, body, headers)
    connection = _take(parts)
    try:
        answer = _exchange(connection, method, packet)
    except TimeoutError as error:
        connection.close()
        raise TooSlow(f"{parts.netloc} did not answer in time") from error
    except (HTTPException, OSError) as error:
        connection.close()
        if not connection.used:
            raise Unreachable(f"{parts.netloc} cannot be reached") from error
        return exchange(method, url, body, headers)
    connection.used = time.monotonic()
    _idle[parts.scheme, parts.netloc].append(connection)
    return answer


def forget() -> None:
    """Close the connections, so that the next calls open new ones."""
    for kept in _idle.values():
        while kept:
            kept.pop().close()


class _Kept(HTTPConnection):
    """The standard library's, for what it knows of opening and closing."""

    used = 0.0

    def connect(self) -> None:
        """Short for a host that is not there, longer for one that works on its answer."""
        super().connect()
        self.sock.settimeout(READ_S)


class _KeptTls(_Kept, HTTPSConnection):
    """The same, encrypted."""


class _Response(HTTPResponse):
    """The standard library's, but for the head: it reads that with the parser for e-mail, a twelfth
    of a line's CPU."""

    def begin(self) -> None:
        """Read the head; `headers` are a plain dict, names in lower case."""
        version, self.status, self.reason = self._read_status()  # type: ignore[attr-defined]
        self.code, self.version = self.status, 10 if version == "HTTP/1.0" else 11
        headers = _headers(self.fp)
        self.headers: Any = headers
        self.chunked = headers.get("transfer-encoding", "").lower() == "chunked"
        self.chunk_left = None
        self.length = _length(self.status, None if self.chunked else headers.get("content-length"))
        self.will_close = self._check_close() or (  # type: ignore[attr-defined]
            self.length is None and not self.chunked
        )


# Taken and put back in one step each, so that threads need no lock.
_idle: dict[tuple[str, str], list[_Kept]] = {}


def _take(url: SplitResult) -> _Kept:
    kept = _idle.setdefault((url.scheme, url.netloc), [])
    while True:
        try:
            connection = kept.pop()
        except IndexError:
            return _connection(url)
        if time.monotonic() - connection.used <= IDLE_S:
            return connection
        connection.close()


def _exchange(connection: _Kept, method: str, packet: bytes) -> Answer:
    if connection.sock is None:
        connection.connect()
    connection.sock.sendall(packet)
    with _Response(connection.sock, method=method) as response:
        response.begin()
        answer = Answer(response.status, response.headers, response.read())
        if response.will_close:
            connection.close()
        return answer


def _packet(method: str, url: SplitResult, body: bytes, headers: dict[str, str]) -> bytes:
    """Head and body in one: by itself the standard library sends two packets."""
    path = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    told = {"Host": url.netloc, "Content-Length": str(len(body)), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    head = "\r\n".join(lines)
    if head.count("\n") != len(told) or head.count("\r") != len(told):
        raise ValueError("A header of the request holds a line break")
    return f"{head}\r\n\r\n".encode("latin-1") + body


def _headers(file: Any) -> dict[str, str]:
    """The lines up to the empty one. Raises HTTPException if they do not end."""
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = file.readline(_LONGEST_LINE)
        if line in (b"\r\n", b"\n"):
            return headers
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon or not line.endswith(b"\n"):
            break
        headers[name.lower()] = value.strip()
    raise HTTPException("The head of the answer is no head")


def _length(status: int, told: str | None) -> int | None:
    if status in (204, 304):
        return 0
    return int(told) if told and told.isdecimal() else None


def _connection(url: SplitResult) -> _Kept:
    if url.scheme == "https":
        return _KeptTls(url.netloc, timeout=CONNECT_S, context=_trust())
    return _Kept(url.netloc, timeout=CONNECT_S)


@cache
def _trust() -> Any:
    import ssl

    return ssl.create_default_context()
