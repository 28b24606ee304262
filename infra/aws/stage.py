"""A stage as its file in infra/aws/stages/ describes it. Read by all that works on AWS."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
STAGES = ("dev", "staging", "prod")
STACKS = ("ground", "wall", "edge")
# A CDN's firewall can be made in this region alone.
WALL_REGION = "us-east-1"
KEYS = {"region", "aws_account", "protected", "tables", "all", *STACKS}


class CannotRun(Exception):
    """One sentence that says what is wrong and what to do; nothing was changed."""


@dataclass(frozen=True)
class Stage:
    """Where a stage lives and the parameters of its stacks; `all` are for each that has them."""

    name: str
    region: str
    aws_account: str
    protected: bool
    # The prefix of the tables in use: another than the stage's own after a restore.
    tables: str
    parameters: dict[str, dict[str, str]]
    file: Path

    def stack(self, stack: str) -> str:
        """The name of one of its stacks: `parley-prod`, `parley-prod-edge`."""
        prefix = f"parley-{self.name}"
        return prefix if stack == "ground" else f"{prefix}-{stack}"

    def region_of(self, stack: str) -> str:
        return WALL_REGION if stack == "wall" else self.region


def read_stage(name: str, folder: Path | None = None) -> Stage:
    """A stage by its name. PARLEY_STAGES may name a folder with files of one's own."""
    folder = folder or Path(os.environ.get("PARLEY_STAGES") or FOLDER / "stages")
    if name not in STAGES:
        said = f"There is no stage {name!r}" if name else "No stage was named"
        raise CannotRun(f"{said}: give one of {', '.join(STAGES)}, as in STAGE=dev.")
    file = folder / f"{name}.json"
    return _stage(name, file, _read(file))


def _read(file: Path) -> dict[str, Any]:
    try:
        found = json.loads(file.read_text())
    except OSError as error:
        raise CannotRun(f"{file} cannot be read ({error.strerror}): write it first.") from error
    except ValueError as error:
        raise CannotRun(f"{file} is not JSON ({error}): mend it first.") from error
    if not isinstance(found, dict):
        raise CannotRun(f"{file} has to hold one JSON object.")
    return found


def _stage(name: str, file: Path, found: dict[str, Any]) -> Stage:
    unknown = sorted(set(found) - KEYS)
    if unknown:
        raise CannotRun(f"{file} holds {unknown[0]!r}, which nothing reads: remove or rename it.")
    if not found.get("region"):
        raise CannotRun(f'{file} names no region: set "region", for example to eu-central-1.')
    return Stage(
        name=name,
        region=str(found["region"]),
        aws_account=str(found.get("aws_account", "")),
        protected=bool(found.get("protected", True)),
        tables=str(found.get("tables") or f"parley-{name}-"),
        parameters={
            stack: _parameters(file, stack, found.get(stack, {})) for stack in ("all", *STACKS)
        },
        file=file,
    )


def _parameters(file: Path, stack: str, given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(v, str) for v in given.values()):
        raise CannotRun(f"{file}: {stack!r} has to hold parameters, each of them a text.")
    return dict(given)
