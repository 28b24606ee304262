"""The roles that functions take on for one account at a time. Chalice knows a function's own role
only, so these are made before it deploys (rollout.py) and removed with the stage (removal.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.aws.clients import client, code_of, in_words
from infra.aws.deploy.gateways import Say
from infra.aws.deploy.policies import FUNCTIONS, Place, account_role, role
from infra.aws.deploy.project import account_policy_file

POLICY = "tables"


def grant(place: Place, folder: Path, say: Say = print) -> list[str]:
    """Make the roles as a release names their policies; the changes made. Safe to repeat.

    A release from before there were any names none: its functions need none, and they stay.
    Raises CannotRun if AWS refuses.
    """
    changes = []
    with in_words():
        for function in FUNCTIONS:
            file = folder / ".chalice" / account_policy_file(function)
            if file.exists() and _granted(place, function, json.loads(file.read_text())):
                changes.append(account_role(place.stage, function))
                say(f"  role {changes[-1]}")
    return changes


def revoke(place: Place, say: Say = print) -> None:
    """Remove the roles; those that are gone stay so."""
    iam = client("iam", place.region)
    with in_words():
        for function in FUNCTIONS:
            name = account_role(place.stage, function)
            if _role(iam, name) is None:
                continue
            if _policy(iam, name) is not None:
                iam.delete_role_policy(RoleName=name, PolicyName=POLICY)
            iam.delete_role(RoleName=name)
            say(f"role {name}: removed")


def trust(place: Place, function: str) -> dict[str, Any]:
    """Only the function's own role may take the role on.

    Named by condition: as principal it would have to be there already, and a role made anew under
    its name would be another one.
    """
    account = f"arn:{place.partition}:iam::{place.aws_account}"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"{account}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "ArnEquals": {"aws:PrincipalArn": f"{account}:role/{role(place.stage, function)}"}
        },
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def _granted(place: Place, function: str, policy: dict[str, Any]) -> bool:
    """Whether anything had to change."""
    iam, name = client("iam", place.region), account_role(place.stage, function)
    trusted, found = trust(place, function), _role(iam, name)
    changed = found is None or found["AssumeRolePolicyDocument"] != trusted
    if found is None:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trusted))
    elif changed:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(trusted))
    if _policy(iam, name) != policy:
        iam.put_role_policy(RoleName=name, PolicyName=POLICY, PolicyDocument=json.dumps(policy))
        changed = True
    return changed


def _role(iam: Any, name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = iam.get_role(RoleName=name)["Role"]
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return None
    return found


def _policy(iam: Any, name: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = iam.get_role_policy(RoleName=name, PolicyName=POLICY)
    except ClientError as error:
        if code_of(error) != "NoSuchEntity":
            raise
        return None
    document: dict[str, Any] = found["PolicyDocument"]
    return document
