"""The place where journeys happen: one running stack, its switches, and how it is tidied between
two of them."""

from __future__ import annotations

import json
import os
import signal
import threading
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3

from infra.local.client import Switches
from infra.local.processes import free_port
from infra.local.seed import AGENTS
from infra.local.settings import REGION, TABLES, Settings
from infra.local.stack import SignIn, Stack
from tests.journeys.logs import Logs

LIMIT_S = 30
# What a journey leaves behind; accounts, agents and sign-ins stay.
LEFT_BEHIND = (
    "chats",
    "connections",
    "days",
    "deadlines",
    "engagements",
    "messages",
    "queue",
    "visitors",
    "visits",
)


class Place:
    """A stack of its own on free ports, with its data in a folder of its own."""

    def __init__(self, data: Path) -> None:
        settings = Settings(
            data=data,
            port=free_port(),
            shop_port=free_port(),
            aws_port=free_port(),
            more_agents=1,
        )
        self.stack = Stack(settings)
        self.settings = settings
        # Whether a journey changed the account.
        self.changed = False
        self.shop = settings.shop
        self.console = f"{settings.origin}/console/"
        self.logs = Logs(settings.logs)
        self.switches = Switches(f"http://127.0.0.1:{settings.port}")

    def sign_in_of(self, name: str) -> SignIn:
        return next(agent for agent in self.stack.seeded.agents if agent.name == name)

    def service(self, name: str) -> Any:
        """A client of the embedded AWS."""
        return boto3.client(
            name,  # type: ignore[call-overload]
            endpoint_url=self.settings.aws,
            region_name=REGION,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )

    def until_somebody_is_there(self) -> None:
        until(lambda: self.availability() != "offline")

    def until_nobody_is_there(self) -> None:
        until(lambda: self.availability() == "offline")

    def availability(self) -> str:
        return str(self.told()["state"])

    def told(self) -> dict[str, Any]:
        """The button's file."""
        address = f"{self.settings.origin}/tag/demo/availability.json"
        with urllib.request.urlopen(address, timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def allow_chats(self, agent_id: str, most: int) -> None:
        """Before the agent signs in; a console would not hear of it."""
        self.change_agent(agent_id, "SET max_chats = :most", {":most": {"N": str(most)}})

    def set_up(self, **settings: str | int) -> None:
        """How chats come to agents, in the account's stored form; taken back by `tidy`."""
        told = {
            name: {"S": value} if isinstance(value, str) else {"N": str(value)}
            for name, value in settings.items()
        }
        self.change_account("SET settings = :told", {":told": {"M": told}})
        self.settle()

    def settle(self) -> None:
        """All processes begin anew: those that run keep an account's settings for 4 s."""
        old = set(self.switches.health()["workers"])
        for worker in old:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
        until(lambda: old.isdisjoint(self.switches.health()["workers"]))

    def change_account(self, update: str, values: dict[str, Any]) -> None:
        self.changed |= bool(values)
        self.service("dynamodb").update_item(
            TableName=f"{TABLES}accounts",
            Key={"id": {"S": "demo"}},
            UpdateExpression=update,
            **({"ExpressionAttributeValues": values} if values else {}),
        )

    def tidy(self) -> None:
        """As after the seed. To be called when no browser is left."""
        self.switches.clear()
        until(lambda: not self.switches.health()["sockets"])
        self.change_account("REMOVE settings, hours, pace", {})
        if self.changed:
            # The next journey must not meet these settings.
            self.settle()
        self.changed = False
        for agent in AGENTS:
            self.change_agent(
                agent["id"],
                "SET #status = :away, lease = :none, watch = :none, last_received = :none,"
                " max_chats = :most"
                " REMOVE chats, sockets, wraps, offers, asked",
                {
                    ":away": {"S": "away"},
                    ":none": {"N": "0"},
                    ":most": {"N": str(agent["max_chats"])},
                },
            )
        for table in LEFT_BEHIND:
            self.empty(TABLES + table)

    def change_agent(self, agent_id: str, update: str, values: dict[str, Any]) -> None:
        names = {f"#{name}": name for name in ("name", "status") if f"#{name}" in update}
        self.service("dynamodb").update_item(
            TableName=f"{TABLES}agents",
            Key={"account": {"S": "demo"}, "id": {"S": agent_id}},
            UpdateExpression=update,
            ExpressionAttributeValues=values,
            **({"ExpressionAttributeNames": names} if names else {}),
        )

    def empty(self, table: str) -> None:
        dynamodb = self.service("dynamodb")
        schema = dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
        names = [part["AttributeName"] for part in schema]
        for item in dynamodb.scan(TableName=table)["Items"]:
            dynamodb.delete_item(TableName=table, Key={name: item[name] for name in names})


def until(true: Callable[[], Any], limit_s: float = LIMIT_S) -> Any:
    """Waits for a condition outside of the browser; the journey fails where it stays untrue."""
    ticking = threading.Event()
    for _ in range(round(limit_s * 20)):
        if found := true():
            return found
        ticking.wait(0.05)
    raise AssertionError("it did not come true")
