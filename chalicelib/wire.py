"""HTTP on connections that are kept open from call to call. For store and outbound.

A line is one call to DynamoDB and one frame at least. botocore's own client takes several times the
CPU of the standard library's for each (`make bench-message`).
"""

import time
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

CONNECT_S, READ_S = 1, 3
# A connection unused for so long may have been dropped on the way without a word.
IDLE_S = 30


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
    connection = _take(parts)
    try:
        answer = _exchange(connection, method, parts, body, headers)
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


class _Whole(HTTPConnection):
    """Head and body leave in one packet: by itself the standard library sends two."""

    held = b""
    used = 0.0

    def connect(self) -> None:
        """Short for a host that is not there, longer for one that works on its answer."""
        super().connect()
        self.sock.settimeout(READ_S)

    def request(self, *args: Any, **named: Any) -> None:
        """As the standard library's."""
        super().request(*args, **named)
        held, self.held = self.held, b""
        super().send(held)

    def send(self, data: Any) -> None:
        """Held until the request is whole."""
        self.held += data


class _WholeTls(_Whole, HTTPSConnection):
    """The same, encrypted."""


# Taken and put back in one step each, so that threads need no lock.
_idle: dict[tuple[str, str], list[_Whole]] = {}


def _take(url: SplitResult) -> _Whole:
    kept = _idle.setdefault((url.scheme, url.netloc), [])
    while True:
        try:
            connection = kept.pop()
        except IndexError:
            return _connection(url)
        if time.monotonic() - connection.used <= IDLE_S:
            return connection
        connection.close()


def _exchange(
    connection: _Whole, method: str, url: SplitResult, body: bytes, headers: dict[str, str]
) -> Answer:
    path = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    told = {name.lower(): value for name, value in answer.getheaders()}
    return Answer(answer.status, told, answer.read())


def _connection(url: SplitResult) -> _Whole:
    if url.scheme == "https":
        return _WholeTls(url.netloc, timeout=CONNECT_S, context=_trust())
    return _Whole(url.netloc, timeout=CONNECT_S)


@cache
def _trust() -> Any:
    import ssl

    return ssl.create_default_context()
