"""Child processes of a stack: started with a log and a lifeline, awaited, ended."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from infra.local.lifeline import VARIABLE
from infra.local.settings import REPOSITORY

START_LIMIT_S = 60.0
STOP_LIMIT_S = 8.0
GLANCE_S = 0.05


class DidNotStart(Exception):
    """One sentence for whoever wanted the process."""


class Child:
    def __init__(self, name: str, logs: Path) -> None:
        self.name = name
        self.log = logs / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.lifeline = -1

    def start(
        self, module: str, *arguments: str, environment: Mapping[str, str] | None = None
    ) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        held, self.lifeline = os.pipe()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=REPOSITORY,
                env={**os.environ, **(environment or {}), VARIABLE: str(held)},
                pass_fds=[held],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Its own session, so that Ctrl-C reaches the stack alone, which ends it in order.
                start_new_session=True,
            )
        os.close(held)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    def wait_for(self, address: str) -> None:
        """Until the address answers; raises DidNotStart where the process ends before."""
        ends = time.monotonic() + START_LIMIT_S
        while not answers(address):
            if not self.alive or time.monotonic() > ends:
                raise DidNotStart(f"{self.name} did not start; the reason stands in {self.log}")
            time.sleep(GLANCE_S)

    def stop(self) -> None:
        """Asks it to end; insists where it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.forget()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.forget()

    def forget(self) -> None:
        if self.process is not None:
            self.process.wait()
            self.process = None
            os.close(self.lifeline)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
