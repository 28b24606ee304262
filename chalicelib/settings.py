"""The environment, read once into a frozen dataclass; for store, outbound and handlers."""

import os
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Settings:
    """What a stage sets: docs/operations.md says what each is for."""

    tables: str
    socket_url: str
    socket_endpoint: str
    cdn_bucket: str
    archive_bucket: str
    reminders_url: str
    token_issuer: str
    token_keys: str
    token_client: str
    user_pool: str
    origin_secrets: tuple[str, ...]
    account_role: str
    stage: str
    key: str
    region: str


@cache
def settings() -> Settings:
    """The settings of this process; a missing one is empty until it is needed."""
    return Settings(
        tables=_read("TABLES"),
        socket_url=_read("SOCKET_URL"),
        socket_endpoint=_read("SOCKET_ENDPOINT"),
        cdn_bucket=_read("CDN_BUCKET"),
        archive_bucket=_read("ARCHIVE_BUCKET"),
        reminders_url=_read("REMINDERS_URL"),
        token_issuer=_read("TOKEN_ISSUER"),
        token_keys=_read("TOKEN_KEYS"),
        token_client=_read("TOKEN_CLIENT"),
        user_pool=_read("USER_POOL"),
        origin_secrets=tuple(filter(None, _read("ORIGIN_SECRETS").split(","))),
        account_role=_account_role(),
        stage=_read("STAGE"),
        key=_read("KEY"),
        region=os.environ.get("AWS_REGION", "us-east-1"),
    )


def _read(name: str) -> str:
    return os.environ.get(f"PARLEY_{name}", "")


def _account_role() -> str:
    """Each function has a role of its own: all are told `{function}`. Commands have none, who work
    with the rights of those who run them."""
    function = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
    return _read("ACCOUNT_ROLE").replace("{function}", function) if function else ""
