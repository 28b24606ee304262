"""What a stage sets for its functions, from what its stacks and its deployment tell. Called by
rollout.py; docs/operations.md says what each variable is for."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from botocore.exceptions import ClientError

from infra.aws import clients, stacks
from infra.aws.clients import client, code_of, in_words
from infra.aws.deploy.deployed import Deployed
from infra.aws.deploy.policies import Place
from infra.aws.stage import Stage

ENDPOINT = "https://{api}.execute-api.{region}.amazonaws.com/api"


def place_of(stage: Stage, deployed: Deployed) -> Place:
    """Where a stage is; asks AWS which account this is."""
    account = clients.aws_account(stage)
    return Place(stage.name, stage.region, account, deployed.socket_api or "*")


def environment(
    place: Place, ground: Mapping[str, str], edge: Mapping[str, str], deployed: Deployed
) -> dict[str, str]:
    """The variables of all functions of a stage. What is not known yet is left out: the addresses
    of the sockets are there after the first deployment, the domain after the edge."""
    pool = ground["UserPoolId"]
    issuer = f"https://cognito-idp.{place.region}.amazonaws.com/{pool}"
    found = {
        "PARLEY_TABLES": f"parley-{place.stage}-",
        "PARLEY_CDN_BUCKET": ground["CdnBucket"],
        "PARLEY_REMINDERS_URL": ground["RemindersUrl"],
        "PARLEY_USER_POOL": pool,
        "PARLEY_TOKEN_ISSUER": issuer,
        "PARLEY_TOKEN_KEYS": f"{issuer}/.well-known/jwks.json",
        "PARLEY_TOKEN_CLIENT": ground["UserPoolClient"],
        "PARLEY_KEY": ground["KeyArn"],
    }
    if deployed.socket_api:
        endpoint = ENDPOINT.format(api=deployed.socket_api, region=place.region)
        found["PARLEY_SOCKET_ENDPOINT"] = endpoint
        found["PARLEY_SOCKET_URL"] = endpoint.replace("https://", "wss://", 1)
    if edge.get("Domain"):
        found["PARLEY_SOCKET_URL"] = f"wss://{edge['Domain']}/socket"
        # Only now everything comes by way of the CDN, and may be asked to prove it.
        found["PARLEY_ORIGIN_SECRETS"] = ",".join(origin_secrets(place))
    return found


def edge_outputs(stage: Stage) -> dict[str, str]:
    """What the edge tells; nothing as long as there is none."""
    return stacks.outputs(stage, "edge") if stacks.exists(stage, "edge") else {}


def origin_secrets(place: Place) -> list[str]:
    """What the CDN proves itself with, newest first; made where there is none yet."""
    with in_words():
        parameters = client("ssm", place.region)
        try:
            found = parameters.get_parameter(Name=secret_name(place), WithDecryption=True)
        except ClientError as error:
            if code_of(error) != "ParameterNotFound":
                raise
            return _keep(place, [secrets.token_urlsafe(32)])
    return str(found["Parameter"]["Value"]).split(",")


def rotate(place: Place) -> list[str]:
    """A new secret first; the one before it is still taken, an older one no more."""
    return _keep(place, [secrets.token_urlsafe(32), *origin_secrets(place)[:1]])


def secret_name(place: Place) -> str:
    """Where the secrets are kept between deployments."""
    return f"/parley-{place.stage}/origin-secrets"


def _keep(place: Place, chosen: list[str]) -> list[str]:
    with in_words():
        client("ssm", place.region).put_parameter(
            Name=secret_name(place), Value=",".join(chosen), Type="SecureString", Overwrite=True
        )
    return chosen
