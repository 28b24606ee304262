"""Sign-ins at Cognito: made once, switched off and on."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.outbound import cognito
from chalicelib.settings import settings
from chalicelib.store.table import connection

ADA = "ada@parley.test"


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A user pool, and a client that looks into it."""
    with mock_aws():
        client = connection().session.create_client("cognito-idp", region_name="us-east-1")
        made = client.create_user_pool(PoolName="parley", UsernameAttributes=["email"])
        here = replace(settings(), user_pool=made["UserPool"]["Id"])
        monkeypatch.setattr(cognito, "settings", lambda: here)
        cognito._client.cache_clear()
        yield client
    cognito._client.cache_clear()


def found(pool: Any) -> Any:
    """Ada as Cognito knows her."""
    return pool.admin_get_user(UserPoolId=cognito.settings().user_pool, Username=ADA)


def test_who_signs_up_twice_is_one_and_the_same(pool: Any) -> None:
    first = cognito.sign_up(ADA)

    assert cognito.sign_up(ADA) == first
    told = {one["Name"]: one["Value"] for one in found(pool)["UserAttributes"]}
    assert (told["sub"], told["email_verified"]) == (first, "true")
    assert found(pool)["UserStatus"] == "FORCE_CHANGE_PASSWORD"


def test_a_sign_in_is_switched_off_and_on(pool: Any) -> None:
    cognito.sign_up(ADA)

    cognito.switch(ADA, on=False)
    off = found(pool)["Enabled"]
    cognito.switch(ADA, on=True)

    assert (off, found(pool)["Enabled"]) == (False, True)


def test_no_second_factor_is_asked_of_who_has_none(pool: Any) -> None:
    cognito.sign_up(ADA)

    assert cognito.has_factor(ADA) is False


def test_what_cognito_refuses_is_not_hidden(pool: Any) -> None:
    with pytest.raises(ClientError):
        cognito.switch("nobody@parley.test", on=False)
