"""Accounts by command, on a running stack: from nothing to an admin, agents, keys, and the end."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from infra import accounts
from infra.aws.stage import CannotRun
from infra.local.processes import free_port
from infra.local.settings import REPOSITORY
from tests.infra.test_stack import running

SITE = "https://www.acme.example"
PASSWORD = "Acme-long-enough-2026"
LIVE_S = 5.0


class Stack:
    """The running stack as a browser, a machine and a command line see it."""

    def __init__(self, found: dict[str, Any], ports: dict[str, int]) -> None:
        self.origin, self.client = found["origin"], found["client"]
        self.environment = {f"PARLEY_{name.upper()}": str(port) for name, port in ports.items()}

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python -m infra.accounts`."""
        return subprocess.run(
            [sys.executable, "-m", "infra.accounts", *arguments, "--stage", "local"],
            cwd=REPOSITORY,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def cognito(self, call: str, **asked: Any) -> Any:
        """Ask Cognito as a browser does."""
        target = f"AWSCognitoIdentityProviderService.{call}"
        body = json.dumps({"ClientId": self.client, **asked}).encode()
        address = f"{self.origin}/cognito"
        with urllib.request.urlopen(
            urllib.request.Request(address, body, {"X-Amz-Target": target}), timeout=10
        ) as answer:
            return json.load(answer)

    def sign_in(self, email: str, one_time: str) -> str:
        """The token of somebody who replaces their one-time password."""
        names = {"USERNAME": email, "PASSWORD": one_time}
        asked = self.cognito("InitiateAuth", AuthFlow="USER_PASSWORD_AUTH", AuthParameters=names)
        assert asked["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        answers = {"USERNAME": email, "NEW_PASSWORD": PASSWORD}
        done = self.cognito(
            "RespondToAuthChallenge",
            ChallengeName="NEW_PASSWORD_REQUIRED",
            Session=asked["Session"],
            ChallengeResponses=answers,
        )
        token: str = done["AuthenticationResult"]["IdToken"]
        return token

    def ask(self, bearer: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the REST API."""
        headers = {"Authorization": f"Bearer {bearer}", "Origin": self.origin}
        data = None if body is None else json.dumps(body).encode()
        headers |= {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(self.origin + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read() or b"null")

    def console(self, token: str) -> ClientConnection:
        """A console's socket that said hello."""
        status, ticket = self.ask(token, "POST", "/v1/agent/sockets")
        assert status == 201
        socket = connect(
            ticket["url"],
            subprotocols=["parley", f"ticket.{ticket['ticket']}"],  # type: ignore[list-item]
            additional_headers={"Origin": self.origin},
            legacy=True,
        )
        socket.send('{"action":"hello"}')
        assert json.loads(socket.recv(10))["event"] == "welcome"
        return socket

    def letter(self, email: str, aws: str) -> str:
        """The one-time password that was mailed."""
        with urllib.request.urlopen(f"{aws}/_ministack/ses/messages", timeout=10) as answer:
            letters = next(iter(json.load(answer)["messages"].values()))
        text = next(one["BodyText"] for one in reversed(letters) if email in one["To"])
        return one_time(text)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of its own, with the demo's account."""
    ports = {name: free_port() for name in ("port", "shop_port", "aws_port")}
    flags = [
        text for name, port in ports.items() for text in (f"--{name.replace('_', '-')}", str(port))
    ]
    with running(tmp_path_factory.mktemp("accounts"), *flags) as (_, found):
        yield Stack(found, ports)


def one_time(text: str) -> str:
    """The password in a letter: what stands behind `password is`, without the full stop."""
    found = re.search(r"password is (\S+)", text)
    assert found
    return found[1].removesuffix(".")


def closes_within(socket: ClientConnection, seconds: float) -> float:
    """How long a socket stays open."""
    begun = time.monotonic()
    try:
        while True:
            socket.recv(max(0.01, seconds - (time.monotonic() - begun)))
    except ConnectionClosed:
        return time.monotonic() - begun


@pytest.mark.slow
def test_an_account_lives_from_one_command_to_another(stack: Stack) -> None:
    made = stack.command(
        "create", "--account", "acme", "--name", "Acme", "--site", SITE,
        "--admin-email", "ada@acme.example",
    )  # fmt: skip
    again = stack.command(
        "create", "--account", "acme", "--name", "Acme", "--site", SITE,
        "--admin-email", "ada@acme.example",
    )  # fmt: skip
    assert (made.returncode, again.returncode) == (0, 1), made.stderr
    assert f"{stack.origin}/console/" in made.stdout
    assert "with an admin already" in again.stderr

    ada = stack.sign_in("ada@acme.example", one_time(made.stdout))
    _, me = stack.ask(ada, "GET", "/v1/agent")
    assert (me["account"], me["role"], "keys.write" in me["permissions"]) == ("acme", "admin", True)
    _, snippet = stack.ask(ada, "GET", "/v1/account/snippet")
    assert snippet["src"].startswith(stack.origin)

    ben = _agent_comes_and_goes(stack, ada)
    _key_comes_and_goes(stack, ada)

    console = stack.console(ada)
    assert stack.command("suspend", "--account", "acme").returncode == 0
    assert closes_within(console, LIVE_S) < LIVE_S
    assert _soon(lambda: stack.ask(ada, "GET", "/v1/agent"), (403, "suspended"))
    assert "suspended" in stack.command("list").stdout
    assert stack.command("resume", "--account", "acme").returncode == 0
    assert _soon(lambda: stack.ask(ada, "GET", "/v1/agent"), (200, None))
    assert stack.ask(ben, "GET", "/v1/agent")[0] == 401


def _agent_comes_and_goes(stack: Stack, ada: str) -> str:
    body = {"name": "Ben", "email": "ben@acme.example", "role": "agent"}
    status, agent = stack.ask(ada, "POST", "/v1/agents", body)
    assert status == 201
    aws = f"http://127.0.0.1:{stack.environment['PARLEY_AWS_PORT']}"
    ben = stack.sign_in("ben@acme.example", stack.letter("ben@acme.example", aws))
    console = stack.console(ben)

    status, gone = stack.ask(ada, "POST", f"/v1/agents/{agent['id']}/deactivation")

    assert (status, gone["active"]) == (200, False)
    assert closes_within(console, LIVE_S) < LIVE_S
    assert stack.ask(ben, "GET", "/v1/agent")[0] == 401
    with pytest.raises(urllib.error.HTTPError):
        stack.sign_in("ben@acme.example", PASSWORD)
    return ben


def _key_comes_and_goes(stack: Stack, ada: str) -> None:
    body = {"name": "CRM", "permissions": ["people.read"]}
    _, key = stack.ask(ada, "POST", "/v1/keys", body)
    secret = key["secret"]
    assert stack.ask(secret, "GET", "/v1/agents")[0] == 200
    assert stack.ask(secret, "GET", "/v1/keys")[0] == 403
    _, rotated = stack.ask(ada, "POST", f"/v1/keys/{key['id']}/rotation", {"overlap_s": 600})
    assert [stack.ask(one, "GET", "/v1/agents")[0] for one in (secret, rotated["secret"])] == [
        200
    ] * 2
    assert stack.ask(ada, "DELETE", f"/v1/keys/{key['id']}")[0] == 204
    # The authorizer's answers are remembered for minutes; the key is read anew each time.
    assert [stack.ask(one, "GET", "/v1/agents")[0] for one in (secret, rotated["secret"])] == [
        401
    ] * 2


def _soon(ask: Any, wanted: tuple[int, str | None]) -> bool:
    until = time.monotonic() + LIVE_S
    while time.monotonic() < until:
        status, body = ask()
        if (status, body.get("code")) == wanted:
            return True
    return False


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["create", "--account", "Acme!"], "--account"),
        (["create", "--account", "acme"], "--name"),
        (["create", "--account", "acme", "--name", "Acme"], "--admin-email"),
        (["create", "--account", "acme", "--name", "A", "--admin-email", "x"], "--admin-email"),
        (["create", "--account", "acme", "--name", "A", "--admin-email", "a@b.example"], "--site"),
        (
            ["create", "--account", "acme", "--name", "A", "--admin-email", "a@b.example",
             "--site", "acme"],
            "https://www.example.com",
        ),
        (["suspend", "--account", ""], "--account"),
    ],
)  # fmt: skip
def test_a_command_that_lacks_something_says_what_and_makes_nothing(
    arguments: list[str], says: str
) -> None:
    options = accounts.parser().parse_args(arguments)

    with pytest.raises(CannotRun, match=says):
        accounts.run(accounts.Place({}, "", print, str), options)


def test_where_nothing_runs_the_command_says_how_to_begin(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setenv("PARLEY_AWS_PORT", str(free_port()))
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    assert accounts.main(["list", "--stage", "local"]) == 1
    assert accounts.main(["list", "--stage", "moon"]) == 1
    told = capsys.readouterr().err
    assert "`make run` first" in told
    assert "dev, staging, prod" in told
