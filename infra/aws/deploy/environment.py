"""What a stage sets for its functions, from what its stacks and its deployment tell. Called by
rollout.py; docs/operations.md says what each variable is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from infra.aws import clients, stacks
from infra.aws.deploy.deployed import Deployed
from infra.aws.deploy.policies import Place
from infra.aws.stage import Stage

ENDPOINT = "https://{api}.execute-api.{region}.amazonaws.com/api"


def place_of(stage: Stage, deployed: Deployed) -> Place:
    """Where a stage is; asks AWS which account this is."""
    account = clients.aws_account(stage)
    ground = stacks.outputs(stage, "ground")
    return Place(
        stage.name,
        stage.region,
        account,
        deployed.socket_api or "*",
        ground["UserPoolId"],
        tables=stage.tables,
        key=ground["KeyArn"].rpartition("/")[2],
    )


def environment(
    place: Place,
    ground: Mapping[str, str],
    edge: Mapping[str, str],
    deployed: Deployed,
    origins: Sequence[str],
) -> dict[str, str]:
    """The variables of all functions of a stage. What is not known yet is left out: the addresses
    of the sockets are there after the first deployment, the domain after the edge."""
    pool = ground["UserPoolId"]
    issuer = f"https://cognito-idp.{place.region}.amazonaws.com/{pool}"
    found = {
        "PARLEY_TABLES": place.prefix,
        "PARLEY_CDN_BUCKET": ground["CdnBucket"],
        "PARLEY_ARCHIVE_BUCKET": ground["ArchiveBucket"],
        "PARLEY_REMINDERS_URL": ground["RemindersUrl"],
        "PARLEY_USER_POOL": pool,
        "PARLEY_TOKEN_ISSUER": issuer,
        "PARLEY_TOKEN_KEYS": f"{issuer}/.well-known/jwks.json",
        "PARLEY_TOKEN_CLIENT": ground["UserPoolClient"],
        "PARLEY_KEY": ground["KeyArn"],
        "PARLEY_STAGE": place.stage,
        # Each function puts its own name there.
        "PARLEY_ACCOUNT_ROLE": f"arn:{place.partition}:iam::{place.aws_account}"
        ":role/{function}-account",
    }
    if deployed.socket_api:
        endpoint = ENDPOINT.format(api=deployed.socket_api, region=place.region)
        found["PARLEY_SOCKET_ENDPOINT"] = endpoint
        found["PARLEY_SOCKET_URL"] = endpoint.replace("https://", "wss://", 1)
    if edge.get("Domain"):
        found["PARLEY_SOCKET_URL"] = f"wss://{edge['Domain']}/socket"
        # Only now everything comes by way of the CDN, and may be asked to prove it.
        found["PARLEY_ORIGIN_SECRETS"] = ",".join(origins)
    return found


def edge_outputs(stage: Stage) -> dict[str, str]:
    """What the edge tells; nothing as long as there is none."""
    return stacks.outputs(stage, "edge") if stacks.exists(stage, "edge") else {}
