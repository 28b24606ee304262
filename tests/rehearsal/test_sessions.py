"""What a session reaches, as IAM decides it: the deployed role's policy, narrowed by the one that
functions send along."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import boto3
import pytest
from botocore.exceptions import ClientError

from chalicelib.store import sessions
from infra.aws.deploy.policies import account_role
from infra.aws.deploy.sessions import POLICY, trust
from tests.rehearsal.rehearsal import Rehearsal

pytestmark = pytest.mark.slow
ROLE = account_role("dev", "websocket_message")
CHATS, AGENTS, CONNECTIONS = "parley-dev-chats", "parley-dev-agents", "parley-dev-connections"
TWIN = "twin-of-a-role"
Call = Callable[[Any, str], Any]
Lend = Callable[[dict[str, Any]], Any]


@pytest.fixture(scope="module")
def policy(stage: Rehearsal) -> Iterator[dict[str, Any]]:
    """What a function of this stage sends along for the account `demo`."""
    name = f"arn:aws:iam::{stage.place.aws_account}:role/{ROLE}"
    known = mock.Mock(account_role=name, tables="parley-dev-", region=stage.place.region)
    with mock.patch.object(sessions, "settings", return_value=known):
        yield json.loads(sessions.policy("demo"))


@pytest.fixture(scope="module")
def lend(stage: Rehearsal) -> Iterator[Lend]:
    """Clients of DynamoDB in sessions of a twin of the deployed role, which trusts this test."""
    iam, sts = boto3.client("iam"), boto3.client("sts")
    granted = iam.get_role_policy(RoleName=ROLE, PolicyName=POLICY)["PolicyDocument"]
    trusted = trust(stage.place, "websocket_message")
    trusted["Statement"][0].pop("Condition")
    iam.create_role(RoleName=TWIN, AssumeRolePolicyDocument=json.dumps(trusted))
    iam.put_role_policy(RoleName=TWIN, PolicyName=POLICY, PolicyDocument=json.dumps(granted))

    def lent(policy: dict[str, Any]) -> Any:
        given = sts.assume_role(
            RoleArn=f"arn:aws:iam::{stage.place.aws_account}:role/{TWIN}",
            RoleSessionName="account-demo",
            Policy=json.dumps(policy),
        )["Credentials"]
        return boto3.client(
            "dynamodb",
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )

    yield lent
    iam.delete_role_policy(RoleName=TWIN, PolicyName=POLICY)
    iam.delete_role(RoleName=TWIN)


def get(client: Any, account: str) -> Any:
    return client.get_item(TableName=CHATS, Key=chat(account))


def get_many(client: Any, account: str) -> Any:
    keys = [chat("demo"), chat(account)]
    return client.batch_get_item(RequestItems={CHATS: {"Keys": keys}})


def query(client: Any, account: str) -> Any:
    return client.query(
        TableName=AGENTS,
        KeyConditionExpression="#a = :a",
        ExpressionAttributeNames={"#a": "account"},
        ExpressionAttributeValues={":a": {"S": account}},
    )


def update(client: Any, account: str) -> Any:
    return client.update_item(
        TableName=CHATS,
        Key=chat(account),
        UpdateExpression="SET ur = :u",
        ExpressionAttributeValues={":u": {"S": "x"}},
    )


def transact(client: Any, account: str) -> Any:
    """Of three parts one is the account's in question; one has no account in its key."""
    puts = [(CHATS, chat("demo")), (CHATS, chat(account))]
    writes = [{"Put": {"TableName": table, "Item": item}} for table, item in puts]
    return client.transact_write_items(TransactItems=writes)


def chat(account: str) -> dict[str, dict[str, str]]:
    return {"key": {"S": f"{account}#ch_{account}_{'q' * 26}"}, "part": {"S": f"x{account}"}}


CALLS: list[Call] = [get, get_many, query, update, transact]


def refused(call: Call, client: Any, account: str) -> bool:
    """Whether IAM refuses it; whatever else comes of it is not the question."""
    try:
        call(client, account)
    except ClientError as error:
        return "AccessDenied" in json.dumps(error.response, default=str)
    return False


@pytest.mark.parametrize("call", CALLS)
def test_a_session_reaches_its_account_and_no_other(
    lend: Lend, policy: dict[str, Any], call: Call
) -> None:
    client = lend(policy)

    assert not refused(call, client, "demo")
    for other in ("acme", "demo2", "dem", "DEMO"):
        assert refused(call, client, other)


def test_a_session_scans_nothing_and_reads_what_has_no_account_in_its_key(
    lend: Lend, policy: dict[str, Any]
) -> None:
    client = lend(policy)
    key = {"id": {"S": "anybody="}}

    assert refused(lambda client, _: client.scan(TableName=CHATS), client, "")
    assert not refused(lambda c, _: c.get_item(TableName=CONNECTIONS, Key=key), client, "")


@pytest.mark.parametrize("call", CALLS)
def test_without_the_condition_it_would_reach_all(
    lend: Lend, policy: dict[str, Any], call: Call
) -> None:
    """So it is the condition that the tests above see."""
    first, *others = policy["Statement"]
    open_to_all = {**policy, "Statement": [{**first, "Condition": {}}, *others]}

    assert not refused(call, lend(open_to_all), "acme")


def test_nobody_else_may_take_the_role_on(stage: Rehearsal) -> None:
    """Not even who runs the stage: what functions may do is theirs."""
    with pytest.raises(ClientError, match="AccessDenied"):
        boto3.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{stage.place.aws_account}:role/{account_role('dev', 'sweep')}",
            RoleSessionName="account-demo",
        )
