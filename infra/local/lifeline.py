"""A pipe between a stack and its processes: where the one ends, in whatever way, so do they."""

from __future__ import annotations

import os
import signal
import threading

VARIABLE = "PARLEY_LIFELINE"


def hold() -> None:
    """In a child: ends this process once whoever started it is gone."""
    end = os.environ.pop(VARIABLE, "")
    if end:
        threading.Thread(target=watch, args=(int(end),), daemon=True).start()


def watch(end: int) -> None:
    os.set_inheritable(end, False)
    os.read(end, 1)
    os.kill(os.getpid(), signal.SIGTERM)
