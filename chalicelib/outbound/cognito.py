"""Sign-ins at Cognito: made, invited again, switched off and on. Called by handlers and the
boundary; services get it as an argument where they need its answer."""

from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.settings import settings
from chalicelib.store.table import connection


def sign_up(email: str) -> str:
    """The subject of an e-mail address; one that is new is mailed a one-time password."""
    try:
        made = _client().admin_create_user(
            **_whom(email),
            DesiredDeliveryMediums=["EMAIL"],
            UserAttributes=[
                {"Name": "email", "Value": email},
                {"Name": "email_verified", "Value": "true"},
            ],
        )
    except ClientError as error:
        if _code(error) != "UsernameExistsException":
            raise
        return _value(_client().admin_get_user(**_whom(email))["UserAttributes"], "sub")
    return _value(made["User"]["Attributes"], "sub")


def invite(email: str) -> None:
    """Mail a new one-time password; who has chosen a password already is mailed a code to choose
    another."""
    try:
        _client().admin_create_user(
            **_whom(email), MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"]
        )
    except ClientError as error:
        if _code(error) != "UnsupportedUserStateException":
            raise
        expire_password(email)


def expire_password(email: str) -> None:
    """Have a new password chosen at the next sign-in, with a code that is mailed."""
    _client().admin_reset_user_password(**_whom(email))


def has_factor(email: str) -> bool:
    """Whether a second factor is asked for at sign-in."""
    return bool(_client().admin_get_user(**_whom(email)).get("UserMFASettingList"))


def switch(email: str, *, on: bool) -> None:
    """Let somebody sign in, or not any more; then all their sign-ins end."""
    if on:
        _client().admin_enable_user(**_whom(email))
    else:
        _client().admin_disable_user(**_whom(email))
        _client().admin_user_global_sign_out(**_whom(email))


@cache
def _client() -> Any:
    return connection().session.create_client("cognito-idp", region_name=settings().region)


def _whom(email: str) -> dict[str, str]:
    return {"UserPoolId": settings().user_pool, "Username": email}


def _value(attributes: list[dict[str, str]], name: str) -> str:
    return next(item["Value"] for item in attributes if item["Name"] == name)


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
