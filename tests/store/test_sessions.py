"""Credentials of one account: what STS is asked, what is kept, and what if it is silent."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import pytest
from botocore.credentials import Credentials as Own

from chalicelib import wire
from chalicelib.domain.error import NotAllowed, Unavailable
from chalicelib.settings import settings
from chalicelib.store import client as client_module
from chalicelib.store import sessions, wall
from chalicelib.store.client import LeanConnection

ROLE = "arn:aws:iam::123456789012:role/{function}-account"
NOW = 1_800_000_000
OWN = Own("OWN", "secret", "token")
GIVEN = """<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
<Credentials><AccessKeyId>ASIA{n}</AccessKeyId><SecretAccessKey>s/+{n}</SecretAccessKey>
<SessionToken>t//{n}==</SessionToken><Expiration>2027-01-15T09:00:00Z</Expiration></Credentials>
</AssumeRoleResult></AssumeRoleResponse>"""
ENDS = NOW + 3_600


class Sts:
    """STS: notes what it is asked, answers as told."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.headers: list[str] = []
        self.status, self.answer = 200, GIVEN

    def lend(self, body: str, authorization: str) -> str:
        """An answer with other credentials each time."""
        self.asked.append({name: values[0] for name, values in parse_qs(body).items()})
        self.headers.append(authorization)
        return self.answer.replace("{n}", str(len(self.asked)))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The time as sessions see it."""
    told = SimpleNamespace(now=float(NOW))
    monkeypatch.setattr(sessions, "time", SimpleNamespace(time=lambda: told.now))
    return told


@pytest.fixture
def sts(monkeypatch: pytest.MonkeyPatch, clock: SimpleNamespace) -> Iterator[Sts]:
    """STS at an address of its own, and a function that is told to ask it."""
    told = Sts()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = told.lend(body, self.headers["Authorization"]).encode()
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", f"http://127.0.0.1:{server.server_port}")
    with in_a_function(monkeypatch):
        yield told
    wire.forget()
    server.shutdown()
    server.server_close()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A function that has a role for accounts."""
    with in_a_function(monkeypatch):
        yield


class in_a_function:  # noqa: N801 - reads as what it is
    """The environment of `parley-dev-sweep`, and nothing kept before or after."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PARLEY_ACCOUNT_ROLE", ROLE)
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "parley-dev-sweep")

    def __enter__(self) -> None:
        self.forget()

    def __exit__(self, *_: object) -> None:
        self.forget()
        wall.confine("")

    def forget(self) -> None:
        """As in a new process."""
        settings.cache_clear()
        sessions.forget()


def key(account: str) -> str:
    """Whose credentials a request of an account is signed with."""
    wall.confine(account)
    return str(sessions.Credentials(OWN).get_frozen_credentials().access_key)


def conditions(policy: str) -> list[Any]:
    return [one.get("Condition") for one in json.loads(policy)["Statement"]]


def test_nobodys_requests_are_the_functions_own(sts: Sts) -> None:
    assert key("") == "OWN"
    assert sts.asked == []


def test_an_accounts_requests_are_signed_with_what_sts_lends_for_it(sts: Sts) -> None:
    assert (key("demo"), key("demo"), key("acme"), key("demo")) == (
        "ASIA1", "ASIA1", "ASIA2", "ASIA1",
    )  # fmt: skip
    first = sts.asked[0]
    assert first["Action"] == "AssumeRole"
    assert first["RoleArn"] == "arn:aws:iam::123456789012:role/parley-dev-sweep-account"
    assert first["RoleSessionName"] == "account-demo"
    assert first["DurationSeconds"] == "3600"
    assert conditions(first["Policy"])[0]["ForAllValues:StringLike"] == {
        "dynamodb:LeadingKeys": ["demo", "demo#*"]
    }
    assert "Credential=OWN/" in sts.headers[0]
    assert "/us-east-1/sts/aws4_request" in sts.headers[0]
    wall.confine("demo")
    lent = sessions.Credentials(OWN).get_frozen_credentials()
    assert (lent.secret_key, lent.token) == ("s/+1", "t//1==")


def test_a_session_is_renewed_five_minutes_before_its_end(sts: Sts, clock: SimpleNamespace) -> None:
    assert key("demo") == "ASIA1"
    clock.now = ENDS - 301
    assert key("demo") == "ASIA1"
    clock.now = ENDS - 299
    assert key("demo") == "ASIA2"


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"),
        (400, "<Error><Code>Throttling</Code></Error>"),
        (500, ""),
        (200, "<html>"),
        (200, GIVEN.replace("SessionToken", "Token")),
    ],
)
def test_refused_it_says_so_calmly_and_uses_no_other_rights(
    sts: Sts, status: int, answer: str
) -> None:
    sts.status, sts.answer = status, answer
    with pytest.raises(Unavailable, match="Try again"):
        key("demo")
    sts.status, sts.answer = 200, GIVEN
    assert key("demo").startswith("ASIA")


def test_silent_sts_ends_no_running_session(sts: Sts, clock: SimpleNamespace) -> None:
    assert key("demo") == "ASIA1"
    sts.status = 503
    clock.now = ENDS - 200
    assert key("demo") == "ASIA1"
    asked = len(sts.asked)
    clock.now += sessions.AGAIN_S - 1
    # Nobody waits for it with every request.
    assert (key("demo"), len(sts.asked)) == ("ASIA1", asked)
    clock.now = ENDS + 1
    with pytest.raises(Unavailable):
        key("demo")


def test_unreachable_sts_is_said_calmly(
    told: None, clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    with pytest.raises(Unavailable):
        key("demo")


def test_few_sessions_are_kept(sts: Sts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "MOST", 3)
    for account in ("a", "b", "c", "d"):
        key(account)

    assert list(sessions._kept) == ["b", "c", "d"]


@pytest.mark.parametrize(
    "account",
    ["*", "de*", "dem?", "", "demo#x", 'a"],"x":["', "${aws:userid}", "demo\n", "DEMO", "a" * 33],
)
def test_no_name_widens_a_session(told: None, account: str) -> None:
    with pytest.raises(NotAllowed):
        sessions.policy(account)


def test_a_policy_fits_whatever_the_names(told: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_TABLES", "parley-staging-r20261123101500-")
    settings.cache_clear()

    # More is refused by STS.
    assert len(sessions.policy("a" * 32)) < 2_048


def test_calls_without_keys_are_in_no_session(told: None) -> None:
    own, shared, through = conditions(sessions.policy("demo"))

    assert own["Null"] == {"dynamodb:LeadingKeys": "false"}
    assert shared is None
    assert through == {"StringLike": {"kms:ViaService": "dynamodb.*"}}


def test_requests_are_signed_so_where_a_role_is_named_and_nowhere_else(
    told: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    lending = LeanConnection(region="us-east-1").client
    assert isinstance(lending._request_signer._credentials, sessions.Credentials)
    # A command is no function; on one machine there is no role.
    for name in ("AWS_LAMBDA_FUNCTION_NAME", "PARLEY_ACCOUNT_ROLE"):
        monkeypatch.delenv(name)
        settings.cache_clear()
        plain = client_module.LeanConnection(region="us-east-1").client
        assert not isinstance(plain._request_signer._credentials, sessions.Credentials)
