"""Clients of AWS for the commands, and AWS's refusals as one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from infra.aws.stage import CannotRun, Stage

SIGN_IN = (
    "Sign in to AWS first: `aws sso login` and AWS_PROFILE, or AWS_ACCESS_KEY_ID and"
    " AWS_SECRET_ACCESS_KEY."
)
EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}
UNKNOWN = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"}
REFUSED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


@cache
def client(service: str, region: str) -> Any:
    """One client for each service and region of this process."""
    config = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard"})
    made: Any = _session().create_client(service, region_name=region, config=config)
    return made


def aws_account(stage: Stage) -> str:
    """The AWS account that we are signed in to. Raises CannotRun if the stage names another."""
    with in_words():
        found = str(client("sts", stage.region).get_caller_identity()["Account"])
    if stage.aws_account not in ("", found):
        raise CannotRun(
            f"{stage.file.name} is for the AWS account {stage.aws_account}, and this is {found}:"
            " sign in to the other one. Nothing was changed."
        )
    return found


@contextmanager
def in_words() -> Iterator[None]:
    """Turns what AWS or the way to it refuses into a CannotRun."""
    try:
        yield
    except (NoCredentialsError, PartialCredentialsError, ProfileNotFound) as error:
        raise CannotRun(f"There are no credentials for AWS ({error}). {SIGN_IN}") from error
    except EndpointConnectionError as error:
        raise CannotRun(
            f"AWS cannot be reached ({error}): is there a network, and is the region's name right?"
        ) from error
    except ClientError as error:
        raise CannotRun(_refusal(error)) from error
    except BotoCoreError as error:
        raise CannotRun(f"AWS could not be asked: {error}") from error


def _refusal(error: ClientError) -> str:
    code, said = code_of(error), error.response["Error"].get("Message", "")
    if code in EXPIRED:
        return f"The credentials for AWS have expired. {SIGN_IN}"
    if code in UNKNOWN:
        return f"AWS does not know these credentials ({code}). {SIGN_IN}"
    if code in REFUSED:
        return f"These credentials may not do {error.operation_name}: {said}. Ask for the right."
    return f"AWS refused {error.operation_name}: {said or code}"


def code_of(error: ClientError) -> str:
    return str(error.response["Error"].get("Code", ""))


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()
