"""No grant is missing and none unused: policies against what functions were seen to ask.

Seen were the rehearsed story, where the emulator itself refuses what is not granted, and the fast
tests of handlers and services, whose calls are evaluated here: they reach what a story cannot."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.aws.deploy.policies import (
    FUNCTIONS,
    Statement,
    account_policy,
    account_role,
    policy,
    role,
)
from infra.aws.deploy.project import REPOSITORY
from tests.deploy.calls import Call, as_asked
from tests.rehearsal.calls import Asked, allows
from tests.rehearsal.rehearsal import Rehearsal

pytestmark = pytest.mark.slow
# What Lambda does by a function's role; no emulator asks for it.
LOGS = ("logs:CreateLogStream", "logs:PutLogEvents")
# An old password, or an invite to somebody who has chosen theirs: no emulator knows an age, nor
# refuses the second letter. tests/services/test_sign_ins.py and tests/outbound play them.
RULES = (
    ("authorize", "cognito-idp:AdminGetUser"),
    ("authorize", "cognito-idp:AdminResetUserPassword"),
    ("api_handler", "cognito-idp:AdminResetUserPassword"),
)
# What KMS is always told with a data key: tests/store/test_data_keys.py.
SEALED = {"kms:EncryptionContext:stage": ["dev"], "kms:EncryptionContext:account": ["demo"]}
QUEUE = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> list[Call]:
    """The calls of the fast tests."""
    file = tmp_path_factory.mktemp("calls") / "calls.json"
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "-q",
                "-m",
                "not slow",
                "-p",
                "tests.deploy.recorder",
            ),
            *("-p", "no:cacheprovider", "tests/handlers", "tests/services"),
        ],
        cwd=REPOSITORY,
        env=played_in(file),
        capture_output=True,
        text=True,
        check=False,
    )
    assert file.exists(), done.stdout
    return [Call(*call) for call in json.loads(file.read_text())]


def played_in(file: Path) -> dict[str, str]:
    """Those tests speak to an emulator of their own."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("AWS_")}
    return {**kept, "PARLEY_CALLS": str(file), "PARLEY_EXAMPLES": "2"}


@pytest.fixture(scope="module")
def seen(stage: Rehearsal, played: list[Call]) -> list[Asked]:
    """Everything that was asked, by whom."""
    found = [*stage.asked(), *(as_asked(call, stage.place) for call in played), *unseen(stage)]
    found += gone_sockets(found)
    return [*found, *lent(found, stage)]


def lent(found: list[Asked], stage: Rehearsal) -> list[Asked]:
    """Whoever asked in a session was lent it by STS, which the fast tests do without."""
    roles = {one.role for one in found}
    arn = f"arn:aws:iam::{stage.place.aws_account}:role/"
    return [
        Asked(role("dev", name), "sts:AssumeRole", arn + account_role("dev", name))
        for name in FUNCTIONS
        if account_role("dev", name) in roles
    ]


def gone_sockets(found: list[Asked]) -> list[Asked]:
    """Whoever sends a frame may find the socket gone, and then does what `$disconnect` does: by its
    own role, and in the account's session."""
    sending = {one.role for one in found if "/api/POST/@connections/" in one.resource}
    senders = [name for name in FUNCTIONS if role("dev", name) in sending]
    return [
        one._replace(role=named("dev", sender))
        for named in (role, account_role)
        for sender in senders
        for one in found
        if one.role == named("dev", "websocket_disconnect")
        and not one.action.startswith(("logs:", "sts:"))
    ]


def roles(stage: Rehearsal, function: str) -> dict[str, list[Statement]]:
    """What a function may do by its own role, and by the one that it takes on for an account."""
    return {
        role("dev", function): policy(function, stage.place)["Statement"],
        account_role("dev", function): account_policy(function, stage.place)["Statement"],
    }


def unseen(stage: Rehearsal) -> list[Asked]:
    """What Lambda asks for a function, which writes its log and takes its messages, and what is
    played without a user pool."""
    region = f"{stage.place.region}:{stage.place.aws_account}"
    groups = {name: f"parley-dev-{name}" for name in FUNCTIONS} | {"api_handler": "parley-dev"}
    logs = [
        Asked(role("dev", name), action, f"arn:aws:logs:{region}:log-group:/aws/lambda/{group}:x")
        for name, group in groups.items()
        for action in LOGS
    ]
    queue = f"arn:aws:sqs:{region}:parley-dev-reminders"
    pool = stage.place.arn("cognito-idp", f"userpool/{stage.pool}")
    return [
        *logs,
        *(Asked("parley-dev-remind", action, queue) for action in QUEUE),
        *(Asked(f"parley-dev-{function}", action, pool) for function, action in RULES),
    ]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nothing_that_is_asked_is_missing(
    stage: Rehearsal, seen: list[Asked], function: str
) -> None:
    granted = roles(stage, function)
    missing = {
        asked
        for asked in seen
        if asked.role in granted
        and not allows(granted[asked.role], asked.action, asked.resource, SEALED)
    }

    assert missing == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_whatever_is_taken_away_is_missed(
    stage: Rehearsal, seen: list[Asked], function: str
) -> None:
    """Not only each statement: each single action of it."""
    unused = []
    for name, statements in roles(stage, function).items():
        asked = {(one.action, one.resource) for one in seen if one.role == name}
        for sid, only in (one for statement in statements for one in single(statement)):
            if not any(allows([only], *one, SEALED) for one in asked):
                unused.append((name, sid, only["Action"]))

    assert unused == []


def single(statement: Statement) -> list[tuple[str, Statement]]:
    """A statement for each of its actions."""
    actions = statement["Action"]
    listed = actions if isinstance(actions, list) else [actions]
    return [(statement["Sid"], {**statement, "Action": action}) for action in listed]
