"""`python -m infra.local`: serves Parley on this machine until it is told to end."""

from __future__ import annotations

import argparse
import dataclasses
import os
import signal
import sys
import time
import webbrowser
from pathlib import Path
from types import FrameType

from infra.local.processes import DidNotStart, free_port
from infra.local.settings import Settings, from_environment
from infra.local.stack import Stack, write_ready

GLANCE_S = 0.3
RESTARTS = 5


class Ended(Exception):
    """Someone asked the stack to end."""


def main() -> int:
    options = arguments().parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    stack = Stack(settings_of(options), say)
    try:
        with stack:
            announce(stack, options)
            watch(stack)
    except DidNotStart as reason:
        say(str(reason))
        return 1
    except Ended:
        say("Stopped; everything said is kept for the next start.")
    return 0


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.local", description=__doc__)
    parser.add_argument("--port", type=int, help="of the gateway (PARLEY_PORT)")
    parser.add_argument("--shop-port", type=int, help="of the demo shop (PARLEY_SHOP_PORT)")
    parser.add_argument("--aws-port", type=int, help="of the embedded AWS (PARLEY_AWS_PORT)")
    parser.add_argument("--free-ports", action="store_true", help="take any free ports")
    parser.add_argument("--data", type=Path, help="the folder that keeps all data (PARLEY_DATA)")
    parser.add_argument("--workers", type=int, help="worker processes (PARLEY_WORKERS)")
    parser.add_argument("--ready-file", type=Path, help="write addresses and pids here, as JSON")
    parser.add_argument("--save-every", type=float, dest="save_s", help="seconds between saves")
    parser.add_argument("--more-agents", type=int, help="agents beside the demo's own")
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    return parser


def settings_of(options: argparse.Namespace) -> Settings:
    settings = from_environment()
    if options.free_ports:
        settings = dataclasses.replace(
            settings, port=free_port(), shop_port=free_port(), aws_port=free_port()
        )
    names = ("port", "shop_port", "aws_port", "workers", "save_s", "more_agents")
    given = {name: getattr(options, name) for name in names if getattr(options, name) is not None}
    if options.data:
        given["data"] = options.data.resolve()
    return dataclasses.replace(settings, **given)


def end(number: int, frame: FrameType | None) -> None:
    # Once is enough: the stack is on its way down, and a second Ctrl-C would leave parts of it.
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    raise Ended


def announce(stack: Stack, options: argparse.Namespace) -> None:
    found = stack.addresses()
    say("")
    say(f"  Demo shop   {found['shop']}/")
    say(f"  Console     {found['console']}")
    say("")
    for agent in stack.seeded.agents:
        say(f"  {agent.email:<20} {agent.password}   {agent.name}, {agent.note}")
    say("")
    say("Sign in at the console, go online, then open the shop and ask something. Ctrl-C ends it.")
    if options.ready_file:
        write_ready(stack, options.ready_file)
    if not options.no_browser and has_display():
        webbrowser.open(f"{found['shop']}/")
        webbrowser.open(found["console"])


def has_display() -> bool:
    shown = sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return shown and "CI" not in os.environ


def watch(stack: Stack) -> None:
    """Until the end: a dead gateway is started again, a dead embedded AWS ends everything."""
    restarts = 0
    while True:
        time.sleep(GLANCE_S)
        if not stack.aws.alive:
            raise DidNotStart(
                f"The embedded AWS ended by itself; the reason stands in {stack.aws.log}"
            )
        if not stack.gateway.alive:
            restarts += 1
            if restarts > RESTARTS:
                raise DidNotStart(
                    f"The gateway keeps ending; the reason stands in {stack.gateway.log}"
                )
            say("The gateway ended; starting it again")
            stack.gateway.forget()
            stack.start_gateway()


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
