"""What may be set for one machine, by environment or flags; every process of it reads this."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
REGION = "us-east-1"
ACCOUNT_ID = "000000000000"
BUCKET = "parley-local-cdn"
ARCHIVE = "parley-local-archive"
QUEUE = "parley-local-reminders"
POOL = "parley-local"
TABLES = "parley-local-"
KEY = "alias/parley-local"


@dataclass(frozen=True)
class Settings:
    """Addresses, folders and quotas of one stack."""

    data: Path = REPOSITORY / ".parley"
    root: Path = REPOSITORY
    host: str = "127.0.0.1"
    port: int = 8080
    shop_port: int = 8090
    aws_port: int = 4566
    workers: int = 4
    most_workers: int = 8
    # Country, region and city as CloudFront would tell them; empty: no place is known.
    place: tuple[str, ...] = ("NL", "North Holland", "Amsterdam")
    # Agents beside the demo's own, each with room for 40 chats: for journeys and benchmarks.
    more_agents: int = 0
    save_s: float = 15.0
    sweep_s: float = 60.0
    expire_s: float = 3600.0
    timeout_s: float = 29.0
    idle_s: float = 600.0
    life_s: float = 7200.0

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def shop(self) -> str:
        return f"http://localhost:{self.shop_port}"

    @property
    def aws(self) -> str:
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def queue_url(self) -> str:
        return f"{self.aws}/{ACCOUNT_ID}/{QUEUE}"

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), default=str)

    @staticmethod
    def from_json(text: str) -> Settings:
        fields = json.loads(text)
        for name in ("data", "root"):
            fields[name] = Path(fields[name])
        return Settings(**{**fields, "place": tuple(fields["place"])})


def from_environment() -> Settings:
    """The settings of `make run`: each may be given as PARLEY_NAME."""
    given = {name: os.environ.get(f"PARLEY_{name.upper()}", "") for name in FROM_ENVIRONMENT}
    fields = {name: FROM_ENVIRONMENT[name](text) for name, text in given.items() if text}
    if "PARLEY_PLACE" in os.environ:
        fields["place"] = tuple(filter(None, os.environ["PARLEY_PLACE"].split("|")))
    return dataclasses.replace(Settings(), **fields)


FROM_ENVIRONMENT: dict[str, Callable[[str], Any]] = {
    "data": lambda text: Path(text).resolve(),
    "root": lambda text: Path(text).resolve(),
    "port": int,
    "shop_port": int,
    "aws_port": int,
    "workers": int,
    "most_workers": int,
}


def aws_environment(settings: Settings) -> dict[str, str]:
    """What any AWS client needs in order to find the embedded AWS and nothing else."""
    return {
        "AWS_ENDPOINT_URL": settings.aws,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "local",
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def function_environment(settings: Settings, pool: str, client: str) -> dict[str, str]:
    """What the functions read; `pool` and `client` name Cognito's user pool and app client."""
    return aws_environment(settings) | {
        "PARLEY_TABLES": TABLES,
        "PARLEY_SOCKET_URL": f"ws://localhost:{settings.port}/socket",
        "PARLEY_SOCKET_ENDPOINT": f"http://127.0.0.1:{settings.port}",
        "PARLEY_CDN_BUCKET": BUCKET,
        "PARLEY_ARCHIVE_BUCKET": ARCHIVE,
        "PARLEY_REMINDERS_URL": settings.queue_url,
        "PARLEY_TOKEN_ISSUER": f"https://cognito-idp.{REGION}.amazonaws.com/{pool}",
        "PARLEY_TOKEN_KEYS": f"{settings.aws}/{pool}/.well-known/jwks.json",
        "PARLEY_TOKEN_CLIENT": client,
        "PARLEY_USER_POOL": pool,
        "PARLEY_STAGE": "local",
        "PARLEY_KEY": KEY,
    }
