"""`python -m infra.local` as a whole: it starts, keeps what was said, and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.publishing import integrity
from infra.local.processes import free_port, is_free
from infra.local.settings import REPOSITORY
from tests.infra.conftest import until

pytestmark = pytest.mark.slow


@contextmanager
def running(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    ready = folder / "ready.json"
    ready.unlink(missing_ok=True)
    command = [sys.executable, "-m", "infra.local", "--no-browser", "--ready-file", str(ready)]
    with subprocess.Popen(
        [*command, "--data", str(folder / "data"), *options],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as stack:
        until(lambda: ready.exists() or stack.poll() is not None, 60)
        assert ready.exists(), stack.stdout and stack.stdout.read()
        try:
            yield stack, json.loads(ready.read_text())
        finally:
            stack.send_signal(signal.SIGTERM)
            stack.wait(20)


def sign_in(found: dict[str, Any]) -> str:
    """Ada's subject at Cognito."""
    ada = found["agents"][0]
    asked = {
        "AuthFlow": "USER_PASSWORD_AUTH",
        "ClientId": found["client"],
        "AuthParameters": {"USERNAME": ada["email"], "PASSWORD": ada["password"]},
    }
    request = urllib.request.Request(
        f"{found['origin']}/cognito",
        json.dumps(asked).encode(),
        {"X-Amz-Target": "AWSCognitoIdentityProviderService.InitiateAuth"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        token: str = json.load(answer)["AuthenticationResult"]["IdToken"]
    return token


def agent(found: dict[str, Any]) -> dict[str, Any]:
    return api(found, "GET", "/v1/agent")


def api(found: dict[str, Any], method: str, path: str, body: Any = None, etag: int = 0) -> Any:
    """As Ada asks it."""
    headers = {"Authorization": f"Bearer {sign_in(found)}", "Content-Type": "application/json"}
    headers |= {"If-Match": f'"{etag}"'} if etag else {}
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{found['origin']}{path}", sent, headers, method=method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_shop_console_tag_and_sign_in_are_there_and_survive_a_restart(tmp_path):
    with running(tmp_path, "--free-ports") as (_, found):
        assert f"{found['origin']}/tag/demo/parley.js" in page(found["shop"])
        assert "<title>" in page(found["console"])
        assert found["origin"] in page(f"{found['origin']}/tag/demo/parley.js")
        assert agent(found)["name"] == "Ada"
        before = found
    with running(tmp_path, "--free-ports") as (_, found):
        assert (found["pool"], found["client"]) == (before["pool"], before["client"])
        assert agent(found)["name"] == "Ada"


def test_a_saved_rule_is_in_the_evergreen_tag_in_less_than_five_seconds(tmp_path):
    with running(tmp_path, "--free-ports") as (_, found):
        *_, last = api(found, "GET", "/v1/rules")["items"]
        tag = f"{found['origin']}/tag/demo/parley.js"
        # A cache that has just looked keeps what it saw for as long as it may.
        assert '"version":3' in page(tag)
        began = time.monotonic()
        changed = api(found, "PATCH", f"/v1/rules/{last['id']}", {"enabled": False}, 3)
        until(lambda: '"version":4' in page(tag), 5)
        took = time.monotonic() - began
        newest, *_ = api(found, "GET", "/v1/tag/versions")["items"]
        copy = page(f"{found['origin']}{newest['src']}").encode()
    with running(tmp_path, "--free-ports") as (_, found):
        *_, kept = api(found, "GET", "/v1/rules")["items"]

    assert took < 5
    assert (changed["version"], newest["version"], kept) == (4, 4, changed)
    assert newest["integrity"] == integrity(copy)


def test_what_was_written_survives_even_a_kill_of_everything(tmp_path):
    with running(tmp_path, "--free-ports", "--save-every", "0.2") as (stack, before):
        until(lambda: (tmp_path / "data" / "state" / "dynamodb.json").exists())
        stack.kill()
        stack.wait()
        until(lambda: not any(alive(pid) for pid in before["pids"].values()))
    with running(tmp_path, "--free-ports") as (_, found):
        assert found["pool"] == before["pool"]


def test_a_killed_gateway_comes_back(tmp_path):
    with running(tmp_path, "--free-ports") as (_, found):
        os.kill(found["pids"]["gateway"], signal.SIGKILL)
        until(lambda: not is_free("127.0.0.1", int(found["origin"].rpartition(":")[2])))
        assert until(lambda: answered(found))["name"] == "Ada"


def answered(found: dict[str, Any]) -> dict[str, Any]:
    try:
        return agent(found)
    except OSError:
        return {}


def test_a_dead_embedded_aws_ends_it_with_a_sentence(tmp_path):
    with running(tmp_path, "--free-ports") as (stack, found):
        os.kill(found["pids"]["aws"], signal.SIGKILL)
        assert stack.wait(20) == 1
        assert "embedded AWS ended by itself" in stack.stdout.read()
        assert not any(alive(pid) for pid in found["pids"].values())


def test_the_end_leaves_no_process(tmp_path):
    with running(tmp_path, "--free-ports") as (stack, found):
        stack.send_signal(signal.SIGINT)
        assert stack.wait(20) == 0
        assert not any(alive(pid) for pid in found["pids"].values())


def test_a_taken_port_is_named_with_the_setting_that_changes_it(tmp_path):
    with running(tmp_path, "--free-ports") as (_, found):
        taken = found["origin"].rpartition(":")[2]
        second = subprocess.run(
            [sys.executable, "-m", "infra.local", "--port", taken, "--data", str(tmp_path / "b")],
            cwd=REPOSITORY,
            env={**os.environ, "PARLEY_SHOP_PORT": str(free_port())},
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 1
    assert f"Port {taken} is taken" in second.stdout
    assert "PARLEY_PORT" in second.stdout
