"""`chalice deploy --stage S`, typed in this repository: the stage's functions are deployed from the
project made for it, with its state, policies and environment. Called by app.py, which Chalice
loads before it does anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from infra.aws.deploy import rollout
from infra.aws.stage import CannotRun, read_stage

TAKEN = {"stage", "profile"}


def take_over() -> None:
    """Deploys, and ends the process; other commands of Chalice are let go on."""
    context = click.get_current_context(silent=True)
    if context is None or context.info_name != "deploy":
        return
    try:
        _deploy(context.params)
    except CannotRun as reason:
        print(f"chalice deploy: {reason}", file=sys.stderr)
        sys.exit(1)
    sys.exit(0)


def _deploy(options: Mapping[str, Any]) -> None:
    others = sorted(name for name in set(options) - TAKEN if options[name] is not None)
    if others:
        raise CannotRun(
            f"--{others[0].replace('_', '-')} is not for Parley, whose settings stand in"
            " .chalice/config.json: leave it out. Nothing was changed."
        )
    if options["profile"]:
        os.environ["AWS_PROFILE"] = options["profile"]
    stage = read_stage(options["stage"])
    rollout.deploy_functions(stage)
    print(f"Next: make publish STAGE={stage.name}")
