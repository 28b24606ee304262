"""A whole Parley on this machine as one object: for `make run`, journeys and benchmarks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from infra.local.processes import Child, DidNotStart, is_free
from infra.local.settings import REPOSITORY, Settings, function_environment


@dataclass(frozen=True)
class SignIn:
    """One of the demo's agents, as the seed made them."""

    name: str
    email: str
    password: str
    note: str


@dataclass(frozen=True)
class Seeded:
    pool: str
    client: str
    agents: list[SignIn]


class PortTaken(DidNotStart):
    """Another program listens where a part of the stack would."""


class Stack:
    def __init__(self, settings: Settings, say: Callable[[str], None] = lambda text: None) -> None:
        self.settings, self.say = settings, say
        self.aws = Child("aws", settings.logs)
        self.gateway = Child("gateway", settings.logs)
        self.shop = Child("shop", settings.logs)
        self.seeded = Seeded("", "", [])

    def start(self) -> None:
        self.check_ports()
        (self.settings.data / "tmp").mkdir(parents=True, exist_ok=True)
        try:
            self.say("Starting the embedded AWS")
            self.start_aws()
            self.say("Preparing tables, sign-in and the demo account")
            self.seeded = self.seed()
            self.say("Starting the gateway and the demo shop")
            self.shop.start("infra.local.shop", self.settings.to_json())
            self.start_gateway()
            self.shop.wait_for(self.settings.shop)
        except BaseException:
            self.stop()
            raise

    def check_ports(self) -> None:
        settings = self.settings
        wanted = {
            "PARLEY_PORT": (settings.host, settings.port),
            "PARLEY_SHOP_PORT": (settings.host, settings.shop_port),
            "PARLEY_AWS_PORT": ("127.0.0.1", settings.aws_port),
        }
        for name, (host, port) in wanted.items():
            if not is_free(host, port):
                other = next_free(host, port, {port for _, port in wanted.values()})
                raise PortTaken(
                    f"Port {port} is taken by another program; choose a free one with {name},"
                    f" for example: {name}={other} make run"
                )

    def start_aws(self) -> None:
        self.aws.start("infra.local.embedded", self.settings.to_json())
        self.aws.wait_for(f"{self.settings.aws}/_ministack/health")

    def seed(self) -> Seeded:
        command = [sys.executable, "-m", "infra.local.seed", self.settings.to_json()]
        with (self.settings.logs / "seed.log").open("ab") as log:
            done = subprocess.run(
                command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=log, check=False
            )
        if done.returncode:
            raise DidNotStart(
                f"The demo account could not be prepared; the reason stands in {log.name}"
            )
        found = json.loads(done.stdout.splitlines()[-1])
        return Seeded(
            found["pool"], found["client"], [SignIn(**agent) for agent in found["agents"]]
        )

    def start_gateway(self) -> None:
        environment = function_environment(self.settings, self.seeded.pool, self.seeded.client)
        self.gateway.start("infra.local.gateway", self.settings.to_json(), environment=environment)
        self.gateway.wait_for(f"http://127.0.0.1:{self.settings.port}/_local/health")

    def stop_gateway(self) -> None:
        self.gateway.stop()

    def kill_gateway(self) -> None:
        """As a power cut would: no closing frames, no `$disconnect`."""
        self.gateway.kill()

    def stop(self) -> None:
        for child in (self.gateway, self.shop, self.aws):
            child.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def addresses(self) -> dict[str, Any]:
        """What a test or a script needs to know, as plain values."""
        settings = self.settings
        return {
            "origin": settings.origin,
            "console": f"{settings.origin}/console/",
            "socket": f"ws://localhost:{settings.port}/socket",
            "shop": settings.shop,
            "aws": settings.aws,
            "pids": {child.name: child.pid for child in (self.aws, self.gateway, self.shop)},
            "agents": [asdict(agent) for agent in self.seeded.agents],
            "pool": self.seeded.pool,
            "client": self.seeded.client,
            "pid": os.getpid(),
        }


def next_free(host: str, port: int, wanted: set[int]) -> int:
    return next(n for n in range(port + 1, 65_536) if n not in wanted and is_free(host, n))


def write_ready(stack: Stack, file: Path) -> None:
    """Written whole or not at all: whoever waits for it reads it the moment it is there."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(stack.addresses(), indent=2))
    part.replace(file)
