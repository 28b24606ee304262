"""`make check` and `make test`: runs each tool, tells how long it took, shows what failed.

`python -m infra.local.check [--all]`; with --all the slow tests and journeys run too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.install import newest_node
from infra.local.settings import REPOSITORY

BIN = Path(sys.executable).parent
TYPED = ["chalicelib", "infra", "benchmarks", "app.py"]


@dataclass(frozen=True)
class Tool:
    name: str
    command: list[str]
    folder: Path = field(default=REPOSITORY)


PYTHON = [
    Tool("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    Tool("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
    Tool("types", [str(BIN / "mypy"), "--strict", *TYPED]),
    Tool("layers", [str(BIN / "lint-imports")]),
]
WEB = [
    Tool("web: format, lint, types", ["npm", "run", "--silent", "check"], REPOSITORY / "web"),
    Tool("web: tests", ["npm", "test", "--silent"], REPOSITORY / "web"),
]
PYTEST = [sys.executable, "-m", "pytest", "-q"]
# Two at a time; the tests of a file stay together, since they share what is slow to make.
FAST = Tool("fast tests", [*PYTEST, "-m", "not slow", "-n", "2", "--dist", "loadfile"])
# Random stories of the fault machine, where there is time for more than a few.
EXAMPLES = ("PARLEY_EXAMPLES", "20")
# Browsers and emulated services mostly wait for each other, so both run at once.
SLOW = Tool("slow tests", [*PYTEST, "-m", "slow", "--ignore=tests/journeys"])
JOURNEYS = Tool("journeys", [*PYTEST, "tests/journeys", "--ignore-glob=**/test_tag_*.py"])
# The tag on pages of its own needs no stack, and levels the two lanes.
TAG_PAGES = sorted(str(file) for file in (REPOSITORY / "tests/journeys").glob("test_tag_*.py"))
TAG = Tool("tag in a browser", [*PYTEST, *TAG_PAGES])


def main() -> int:
    whole = "--all" in sys.argv[1:]
    # Two lanes, for the two cores of a small machine; the long tests have it to themselves.
    lanes = [PYTHON if whole else [*PYTHON, FAST], WEB]
    failed = run_lanes(lanes)
    if whole:
        os.environ.setdefault(*EXAMPLES)
        failed += run_lane([FAST])
        failed += run_lanes([[JOURNEYS], [SLOW, TAG]])
    say(f"Failed: {', '.join(failed)}" if failed else "All is well.")
    return 1 if failed else 0


def run_lanes(lanes: list[list[Tool]]) -> list[str]:
    """Runs the lanes at once; the names of what failed."""
    with ThreadPoolExecutor(len(lanes)) as pool:
        return [name for names in pool.map(run_lane, lanes) for name in names]


def run_lane(tools: list[Tool]) -> list[str]:
    """Runs one after the other; the names of those that failed."""
    return [tool.name for tool in tools if not run(tool)]


def run(tool: Tool) -> bool:
    """Whether the tool is content; its words are shown if it is not, or if it takes minutes."""
    begun = time.monotonic()
    shown = tool is JOURNEYS
    done = subprocess.run(
        tool.command,
        cwd=tool.folder,
        env={**os.environ, "PATH": path()},
        check=False,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
    )
    fine = done.returncode == 0
    say(f"{'ok    ' if fine else 'FAILED'} {time.monotonic() - begun:5.1f} s  {tool.name}")
    if not fine and done.stdout:
        say(done.stdout.decode(errors="replace"))
    return fine


def path() -> str:
    """npm may be the system's or the one beside Node in .venv."""
    given = os.environ.get("PATH", "")
    if shutil.which("npm"):
        return given
    return os.pathsep.join([str(Path(newest_node()).parent), given])


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
