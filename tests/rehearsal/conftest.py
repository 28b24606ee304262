"""The stage that all rehearsals share: brought up once, with Ada in it."""

import os
import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest

from infra.aws.deploy.project import REPOSITORY
from tests.rehearsal.people import EMAIL
from tests.rehearsal.rehearsal import Rehearsal, rehearsal
from tests.rehearsal.story import PASSWORD, Story


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """A stage that serves."""
    with rehearsal(tmp_path_factory.mktemp("rehearsal")) as made:
        invite(made)
        yield made


@pytest.fixture(scope="session")
def story(stage: Rehearsal) -> Story:
    """What one may say to it."""
    address = f"{stage.address}/_aws/execute-api/{stage.made.rest_api}/api"
    return Story(address, stage.ground["UserPoolClient"])


def invite(stage: Rehearsal) -> None:
    """Ada, who has chosen a password of her own."""
    subprocess.run(
        [sys.executable, "-m", "tests.rehearsal.people"],
        cwd=REPOSITORY,
        env={**os.environ, **stage.told()},
        check=True,
    )
    boto3.client("cognito-idp").admin_set_user_password(
        UserPoolId=stage.pool, Username=EMAIL, Password=PASSWORD, Permanent=True
    )
