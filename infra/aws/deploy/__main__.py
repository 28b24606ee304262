"""`python -m infra.aws.deploy COMMAND --stage S`: what the Makefile's targets run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from infra.aws.deploy import rollout
from infra.aws.stage import CannotRun, Stage, read_stage


def main(arguments: list[str] | None = None) -> int:
    made = argparse.ArgumentParser(prog="python -m infra.aws.deploy", description=__doc__)
    made.add_argument("command", choices=sorted(COMMANDS))
    made.add_argument("--stage", default="", help="dev, staging or prod")
    options = made.parse_args(arguments)
    try:
        COMMANDS[options.command](read_stage(options.stage))
    except CannotRun as reason:
        print(f"infra.aws.deploy {options.command}: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def configure(stage: Stage) -> None:
    folder = rollout.configure(stage)
    print(f"{folder} is what `chalice deploy --stage {stage.name}` would deploy.")


def releases(stage: Stage) -> None:
    shelf = rollout.open_shelf(stage)
    with shelf.locked():
        for release in shelf.releases():
            mark = "*" if release.number == shelf.state["release"] else " "
            print(f"{mark} {release.number:4}  {release.at}  {release.commit}")


def unlock(stage: Stage) -> None:
    rollout.open_shelf(stage).unlock()
    print(f"{stage.name} is free.")


COMMANDS: dict[str, Callable[[Stage], object]] = {
    "all": rollout.deploy,
    "configure": configure,
    "edge": rollout.raise_edge,
    "functions": rollout.deploy_functions,
    "releases": releases,
    "remove": rollout.remove,
    "rollback": rollout.rollback,
    "settle": rollout.settle_stage,
    "unlock": unlock,
}

if __name__ == "__main__":
    sys.exit(main())
