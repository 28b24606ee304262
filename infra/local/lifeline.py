"""A pipe between a stack and its processes: where the one ends, in whatever way, so do they."""

from __future__ import annotations

import gc
import os
import signal
import threading

VARIABLE = "PARLEY_LIFELINE"


def hold() -> None:
    """In a child: ends this process once whoever started it is gone."""
    end = os.environ.pop(VARIABLE, "")
    if end:
        threading.Thread(target=watch, args=(int(end),), daemon=True).start()


def calm_collector() -> None:
    """For a process that lives long: what it has imported is never garbage, so never looked at."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def watch(end: int) -> None:
    os.set_inheritable(end, False)
    os.read(end, 1)
    os.kill(os.getpid(), signal.SIGTERM)
