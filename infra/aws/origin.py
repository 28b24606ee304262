"""What CloudFront tells the APIs so that they answer it alone: two secrets, so that one can be
replaced while requests run. Called by infra.aws.deploy and by `rotate`."""

from __future__ import annotations

import secrets as random
from typing import Any

from botocore.exceptions import ClientError

from infra.aws import stacks
from infra.aws.clients import client, code_of, in_words
from infra.aws.stage import CannotRun, Stage

BYTES = 32
# The newest is sent; functions take the one before it too.
KEPT = 2


def secrets(stage: Stage) -> list[str]:
    """Newest first; made where there is none."""
    with in_words():
        return _read(stage) or _make(stage)


def rotate(stage: Stage) -> list[str]:
    """Puts a new one in front. It is sent after the next deploy, which teaches it to the
    functions first. Raises CannotRun until the one before has been deployed."""
    with in_words():
        _refuse_if_waiting(stage)
        kept = [random.token_urlsafe(BYTES), *_read(stage)][:KEPT]
        _write(stage, kept, over=True)
    return kept


def forget(stage: Stage) -> None:
    """When the stage ends. Whoever makes it anew gets new ones."""
    with in_words():
        # Of names that do not exist this says so, and does not fail.
        _store(stage).delete_parameters(Names=[_name(stage)])


def _make(stage: Stage) -> list[str]:
    made = [random.token_urlsafe(BYTES)]
    try:
        _write(stage, made, over=False)
    except ClientError as error:
        # Somebody else made one at this moment: theirs holds.
        if code_of(error) != "ParameterAlreadyExists":
            raise
        return _read(stage)
    return made


def _refuse_if_waiting(stage: Stage) -> None:
    """Two rotations without a deploy between would drop the secret that is in use."""
    edge = stacks.description(stage, "edge")
    deployed = edge.get("LastUpdatedTime") or edge.get("CreationTime")
    try:
        made = _store(stage).get_parameter(Name=_name(stage))["Parameter"]["LastModifiedDate"]
    except ClientError as error:
        if code_of(error) != "ParameterNotFound":
            raise
        return
    if deployed and made > deployed:
        raise CannotRun(
            f"The newest secret is not in use yet: run `make deploy STAGE={stage.name}` first."
            " Nothing was changed."
        )


def _read(stage: Stage) -> list[str]:
    try:
        found = _store(stage).get_parameter(Name=_name(stage), WithDecryption=True)
    except ClientError as error:
        if code_of(error) != "ParameterNotFound":
            raise
        return []
    return str(found["Parameter"]["Value"]).split(",")


def _write(stage: Stage, values: list[str], over: bool) -> None:
    _store(stage).put_parameter(
        Name=_name(stage), Value=",".join(values), Type="SecureString", Overwrite=over
    )


def _name(stage: Stage) -> str:
    return f"/parley/{stage.name}/origin"


def _store(stage: Stage) -> Any:
    return client("ssm", stage.region)
