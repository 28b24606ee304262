"""CPU time of running processes, children included, from /proc. Used by benchmarks/chat.py."""

from __future__ import annotations

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


class Meter:
    """CPU seconds since it was made, by name."""

    def __init__(self, processes: dict[str, int]) -> None:
        self.processes = processes
        self.begun = self.read()

    def read(self) -> dict[str, float]:
        read: dict[str, float] = {}
        for name, pid in self.processes.items():
            read[name] = own(pid)
            children = [child for child in pids() if parent(child) == pid]
            if children or ended_children(pid):
                read[f"{name}'s workers"] = sum(map(own, children)) + ended_children(pid)
        return read

    def seconds(self) -> dict[str, float]:
        return {name: now - self.begun.get(name, 0.0) for name, now in self.read().items()}


def pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def own(pid: int) -> float:
    user, system = fields(pid)[11:13]
    return (int(user) + int(system)) / TICK


def ended_children(pid: int) -> float:
    user, system = fields(pid)[13:15]
    return (int(user) + int(system)) / TICK


def parent(pid: int) -> int:
    return int(fields(pid)[1])


def fields(pid: int) -> list[str]:
    """What follows the name in /proc/PID/stat; zeros where the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 20
