"""Makes what a fresh stack lacks: user pool, bucket, queue, tables, demo account, web files.

The stack runs it with `python -m infra.local.seed SETTINGS`; it may run any number of times."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.local import publish, rules
from infra.local.settings import (
    ARCHIVE,
    BUCKET,
    KEY,
    POOL,
    QUEUE,
    REGION,
    Settings,
    aws_environment,
    function_environment,
)

ACCOUNT = "demo"
PASSWORD = "Parley-demo-2026"
AGENTS: list[dict[str, Any]] = [
    {"id": "ag_ada", "name": "Ada", "role": "admin", "max_chats": 4, "lasting": True},
    {"id": "ag_ben", "name": "Ben", "role": "agent", "max_chats": 2, "lasting": True},
    {"id": "ag_cleo", "name": "Cleo", "role": "agent", "max_chats": 3, "lasting": False},
]


def main() -> None:
    settings = Settings.from_json(sys.argv[1])
    os.environ.update(aws_environment(settings))
    pool, client = user_pool()
    agents = AGENTS + [another(number + 1) for number in range(settings.more_agents)]
    subjects = {agent["id"]: sign_in(pool, agent) for agent in agents}
    make_buckets()
    make_key()
    boto3.client("sqs").create_queue(QueueName=QUEUE, Attributes={"VisibilityTimeout": "60"})
    os.environ.update(function_environment(settings, pool, client))
    make_tables()
    open_account(settings, agents, subjects)
    rules.make(ACCOUNT)
    publish.publish(settings, ACCOUNT, client)
    found = {"pool": pool, "client": client, "agents": [told(agent) for agent in agents]}
    print(json.dumps(found))


def another(number: int) -> dict[str, Any]:
    return {
        "id": f"ag_more{number}",
        "name": f"More{number}",
        "role": "agent",
        "max_chats": 40,
        "lasting": True,
    }


def user_pool() -> tuple[str, str]:
    cognito = boto3.client("cognito-idp")
    found = [
        p["Id"] for p in cognito.list_user_pools(MaxResults=60)["UserPools"] if p["Name"] == POOL
    ]
    pool = found[0] if found else make_pool(cognito)
    clients = cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]
    return pool, clients[0]["ClientId"] if clients else make_client(cognito, pool)


def make_pool(cognito: Any) -> str:
    made = cognito.create_user_pool(
        PoolName=POOL,
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        AdminCreateUserConfig={"AllowAdminCreateUserOnly": True},
        Policies={"PasswordPolicy": {"MinimumLength": 12}},
    )
    pool: str = made["UserPool"]["Id"]
    cognito.set_user_pool_mfa_config(
        UserPoolId=pool,
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="OPTIONAL",
    )
    return pool


def make_client(cognito: Any, pool: str) -> str:
    made = cognito.create_user_pool_client(
        UserPoolId=pool,
        ClientName="console",
        GenerateSecret=False,
        ExplicitAuthFlows=[
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ],
        PreventUserExistenceErrors="ENABLED",
    )
    client: str = made["UserPoolClient"]["ClientId"]
    return client


def sign_in(pool: str, agent: dict[str, Any]) -> str:
    """The agent's subject at Cognito; the user is made where there is none."""
    cognito = boto3.client("cognito-idp")
    try:
        user = cognito.admin_get_user(UserPoolId=pool, Username=email(agent))
        return subject(user["UserAttributes"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "UserNotFoundException":
            raise
    made = cognito.admin_create_user(
        UserPoolId=pool,
        Username=email(agent),
        TemporaryPassword=PASSWORD,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": email(agent)},
            {"Name": "email_verified", "Value": "true"},
        ],
    )
    if agent["lasting"]:
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=email(agent), Password=PASSWORD, Permanent=True
        )
    return subject(made["User"]["Attributes"])


def subject(attributes: list[dict[str, str]]) -> str:
    return next(item["Value"] for item in attributes if item["Name"] == "sub")


def email(agent: dict[str, Any]) -> str:
    return f"{agent['name'].lower()}@parley.test"


def make_buckets() -> None:
    s3 = boto3.client("s3", region_name=REGION)
    there = [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    for name in (BUCKET, ARCHIVE):
        if name not in there:
            s3.create_bucket(Bucket=name)


def make_key() -> None:
    """The stage's key, by which the data keys of accounts are wrapped."""
    kms = boto3.client("kms")
    if KEY in [alias["AliasName"] for alias in kms.list_aliases()["Aliases"]]:
        return
    key = kms.create_key(Description="Parley local")["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=KEY, TargetKeyId=key)


def make_tables() -> None:
    from chalicelib.store.schema import TABLES  # reads the environment, which is complete only now

    for table in TABLES:
        if not table.exists():
            table.create_table(wait=True, billing_mode="PAY_PER_REQUEST")


def open_account(
    settings: Settings, agents: list[dict[str, Any]], subjects: dict[str, str]
) -> None:
    from chalicelib.services import accounts  # as above

    ports = (settings.shop_port, settings.port)
    origins = [f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in ports]
    accounts.open_account(account=ACCOUNT, name="Demo shop", origins=origins)
    for agent in agents:
        accounts.add_agent(
            account=ACCOUNT,
            agent_id=agent["id"],
            name=agent["name"],
            email=email(agent),
            role=agent["role"],
            max_chats=agent["max_chats"],
            subject=subjects[agent["id"]],
        )


def told(agent: dict[str, Any]) -> dict[str, str]:
    note = agent["role"] if agent["lasting"] else f"{agent['role']}, must set a new password"
    return {"name": agent["name"], "email": email(agent), "password": PASSWORD, "note": note}


if __name__ == "__main__":
    main()
