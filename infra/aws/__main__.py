"""`python -m infra.aws up|diff|publish|down|...`: the commands of a stage on AWS."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from infra.aws import origin, publish, removal, restore, stacks, tables
from infra.aws.stage import STACKS, CannotRun, Stage, read_stage

# What stands without the functions; the edge needs them.
FIRST = ("ground", "wall")


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options)
    except CannotRun as reason:
        print(f"infra.aws {options.command}: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m infra.aws", description=__doc__)
    made.add_argument("command", choices=sorted(COMMANDS))
    made.add_argument("--stage", default="", help="dev, staging or prod")
    made.add_argument("--stack", choices=STACKS, help="one stack alone")
    made.add_argument("--origin", default="", help="publish: the address, where there is no edge")
    made.add_argument("--at", default="", help="restore: the moment, as 2026-11-23T10:15:00Z")
    return made


def up(options: argparse.Namespace) -> int:
    stage = read_stage(options.stage)
    stacks.check(stage, chosen(options, FIRST))
    changed = [stacks.bring_up(stage, stack) for stack in chosen(options, FIRST)]
    for stack in STACKS:
        if stacks.exists(stage, stack):
            stacks.protect(stage, stack)
    if not any(changed):
        print("Nothing to change.")
    return 0


def diff(options: argparse.Namespace) -> int:
    stage = read_stage(options.stage)
    for stack in chosen(options, known(stage)):
        print(f"{stage.stack(stack)}:")
        for line in stacks.diff(stage, stack) or ["nothing to change"]:
            print(f"  {line}")
    return 0


def outputs(options: argparse.Namespace) -> int:
    stage = read_stage(options.stage)
    there = tuple(stack for stack in STACKS if stacks.exists(stage, stack)) or FIRST
    for stack in chosen(options, there):
        for name, value in stacks.outputs(stage, stack).items():
            print(f"{name}: {value}")
    return 0


def publish_files(options: argparse.Namespace) -> int:
    publish.publish(read_stage(options.stage), options.origin)
    return 0


def restore_tables(options: argparse.Namespace) -> int:
    stage = read_stage(options.stage)
    prefix = restore.restore(stage, options.at)
    print(f'To use them, set "tables" to "{prefix}" in {stage.file}')
    print(f"and run `make deploy STAGE={stage.name}`.")
    return 0


def rotate(options: argparse.Namespace) -> int:
    stage = read_stage(options.stage)
    origin.rotate(stage)
    print("A new secret is made; the former one holds until the next rotation.")
    print(
        f"Run `make deploy STAGE={stage.name}`: functions learn it first, then the edge sends it."
    )
    return 0


def down(options: argparse.Namespace) -> int:
    removal.down(read_stage(options.stage))
    return 0


def discard(options: argparse.Namespace) -> int:
    if not options.stack:
        raise CannotRun("say which stack: --stack ground, wall or edge.")
    stage = read_stage(options.stage)
    stacks.discard(stage, options.stack)
    print(f"{stage.stack(options.stack)} is removed; it held nothing.")
    return 0


def write_tables(options: argparse.Namespace) -> int:
    print("ground.yaml is written anew." if tables.write() else "ground.yaml is up to date.")
    return 0


def chosen(options: argparse.Namespace, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    return (options.stack,) if options.stack else otherwise


def known(stage: Stage) -> tuple[str, ...]:
    """The edge too, once it is there."""
    return STACKS if stacks.exists(stage, "edge") else FIRST


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "up": up,
    "diff": diff,
    "discard": discard,
    "down": down,
    "outputs": outputs,
    "publish": publish_files,
    "restore": restore_tables,
    "rotate": rotate,
    "tables": write_tables,
}

if __name__ == "__main__":
    sys.exit(main())
