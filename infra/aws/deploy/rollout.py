"""A deployment from begin to end, and the way back. Each step says what it does and may run twice:
whoever is interrupted starts again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from chalice.deploy.packager import DependencyBuilder, LambdaDeploymentPackager
from chalice.utils import UI, OSUtils

from infra.aws import origin, removal, stacks
from infra.aws.clients import client, in_words
from infra.aws.deploy import deployed, package, project, sessions
from infra.aws.deploy.deployed import Deployed
from infra.aws.deploy.environment import edge_outputs, environment, place_of
from infra.aws.deploy.gateways import Say
from infra.aws.deploy.package import Build
from infra.aws.deploy.policies import Place
from infra.aws.deploy.releases import Shelf
from infra.aws.deploy.settle import settle
from infra.aws.stage import STACKS, CannotRun, Stage

CHALICE = Path(sys.executable).parent / "chalice"
# AWS keeps these for functions that reserve none.
UNRESERVED = 100
# What people run that runs a command of Chalice.
AGAIN = {"deploy": "deploy", "delete": "remove"}


def deploy(stage: Stage, say: Say = print) -> None:
    """Everything but the web files: ground, functions, what Chalice leaves out, edge. Raises
    CannotRun, and has made nothing, if the AWS account cannot carry the stage."""
    stacks.check(stage, STACKS)
    check_concurrency(stage)
    say("1. Ground: tables, buckets, queue, sign-in, firewall")
    for stack in ("ground", "wall"):
        stacks.bring_up(stage, stack, say=say)
    deploy_functions(stage, say)
    raise_edge(stage, say)


def deploy_functions(stage: Stage, say: Say = print) -> None:
    """A new release of the functions."""
    folder = project.folder(stage.name)
    shelf = open_shelf(stage)
    with shelf.locked():
        say("2. Package: what Lambda carries, with bytecode")
        shelf.restore(folder)
        before = deployed.read(folder, stage.name)
        place = place_of(stage, before)
        check_concurrency(stage)
        project.make(place, told(stage, place, before), folder, build(folder))
        weigh(folder, say)
        number = shelf.keep_release(folder, commit())
        say(f"3. Functions: chalice deploy, release {number}")
        bring(stage, shelf, folder, say)
        shelf.running(number)


def rollback(stage: Stage, say: Say = print) -> None:
    """The release before the one that runs, with its routes, policies and sizes."""
    folder = project.folder(stage.name)
    shelf = open_shelf(stage)
    with shelf.locked():
        release = shelf.before()
        say(f"Back to release {release.number} of {release.at} ({release.commit})")
        shutil.rmtree(folder, ignore_errors=True)
        shelf.fetch(release, folder)
        shelf.restore(folder)
        before = deployed.read(folder, stage.name)
        place = place_of(stage, before)
        fill_environment(folder, stage.name, told(stage, place, before))
        project.narrow(place, folder)
        bring(stage, shelf, folder, say)
        shelf.running(release.number)
    say(f"Release {release.number} serves. `make deploy` goes forward again.")


def remove(stage: Stage, say: Say = print) -> None:
    """The end of a stage: functions and stacks go, its data stays. Raises CannotRun, with nothing
    changed, while it is protected and if its name is not typed."""
    removal.down(stage, say=say, end_functions=lambda: end_functions(stage, say))


def end_functions(stage: Stage, say: Say = print) -> None:
    """What Chalice made, by what the bucket or AWS itself knows of it."""
    folder = project.folder(stage.name)
    shelf = open_shelf(stage)
    with shelf.locked():
        if not shelf.restore(folder):
            return
        made = deployed.read(folder, stage.name)
        place = place_of(stage, made)
        project.configure(place, told(stage, place, made), folder)
        say("Functions: chalice delete")
        run_chalice(folder, stage, "delete")
        shelf.state["chalice"] = None
        shelf.running(0)


def bring(stage: Stage, shelf: Shelf, folder: Path, say: Say) -> None:
    """Have Chalice deploy a project, keep what it made, settle what it leaves out."""
    sessions.grant(place_of(stage, deployed.of([], stage.name)), folder, say)
    try:
        run_chalice(folder, stage)
    except CannotRun:
        # It notes nothing when it fails, so that what it made would be made a second time.
        shelf.state["chalice"] = None
        shelf.restore(folder)
        shelf.keep_state(folder)
        raise
    shelf.keep_state(folder)
    say("4. Settle: what Chalice cannot set")
    settle_stage(stage, say)


def settle_stage(stage: Stage, say: Say = print) -> list[str]:
    """What Chalice leaves out, and the addresses that are known by now."""
    made = deployed_of(stage)
    place = place_of(stage, made)
    return settle(place, made, told(stage, place, made), say)


def raise_edge(stage: Stage, say: Say = print) -> None:
    """CDN, firewall and alarms before the functions, then tell them their address."""
    made = deployed_of(stage)
    place = place_of(stage, made)
    say("5. Edge: one domain for console, tag, REST and sockets")
    given = {
        "RestApi": made.rest_api,
        "SocketApi": made.socket_api,
        "OriginSecret": origin.secrets(stage)[0],
    }
    stacks.bring_up(stage, "edge", given, say)
    say("6. Settle: the address")
    settle(place, made, told(stage, place, made), say)


def configure(stage: Stage) -> Path:
    """The project that would be deployed, with the state of the stage."""
    folder = project.folder(stage.name)
    shelf = open_shelf(stage)
    with shelf.locked():
        shelf.restore(folder)
    before = deployed.read(folder, stage.name)
    place = place_of(stage, before)
    project.make(place, told(stage, place, before), folder, build(folder))
    # The functions of this project will ask for them, and Chalice does not make them.
    sessions.grant(place, folder)
    return folder


def open_shelf(stage: Stage) -> Shelf:
    """The stage's releases. Raises CannotRun if its ground is not there."""
    bucket = stacks.outputs(stage, "ground")["DeployBucket"]
    return Shelf(place_of(stage, deployed.of([], stage.name)), bucket)


def told(stage: Stage, place: Place, made: Deployed) -> dict[str, str]:
    """What the functions are told, as far as it is known."""
    ground, edge = stacks.outputs(stage, "ground"), edge_outputs(stage)
    return environment(place, ground, edge, made, origin.secrets(stage) if edge else [])


def deployed_of(stage: Stage) -> Deployed:
    """What was deployed, from whatever machine. Raises CannotRun if nothing was."""
    folder, shelf = project.folder(stage.name), open_shelf(stage)
    shelf.read()
    shelf.restore(folder)
    made = deployed.read(folder, stage.name)
    if not (made.rest_api and made.socket_api):
        raise CannotRun(
            f"The functions of {stage.name} are not deployed yet: run"
            f" `make deploy STAGE={stage.name}`. Nothing was changed."
        )
    return made


def build(folder: Path) -> Build:
    return Build(project.architecture(), folder.parent)


def weigh(folder: Path, say: Say) -> None:
    """Make the package and say its size. Raises CannotRun if it is too large for Lambda."""
    ui, files = UI(), OSUtils()
    packager = LambdaDeploymentPackager(files, DependencyBuilder(files), ui)
    # Kept packages of former deployments would only fill the disk.
    shutil.rmtree(folder / ".chalice" / "deployments", ignore_errors=True)
    archive = packager.create_deployment_package(str(folder), f"python{build(folder).python}")
    zipped, unzipped = package.size(Path(archive))
    say(f"  {zipped / 1e6:.1f} MB zipped, {unzipped / 1e6:.1f} MB unzipped")


def check_concurrency(stage: Stage) -> None:
    """Raises CannotRun if the AWS account has less than the stage reserves."""
    reserved = project.reserved(stage.name)
    if not reserved:
        return
    with in_words():
        settings = client("lambda", stage.region).get_account_settings()
    limit = settings["AccountLimit"]["ConcurrentExecutions"]
    if limit - reserved < UNRESERVED:
        raise CannotRun(
            f"{stage.name} reserves {reserved} concurrent executions, and this AWS account has"
            f" {limit}, of which {UNRESERVED} stay free: ask for {reserved + UNRESERVED} or more"
            ' (Service Quotas, Lambda, "Concurrent executions"), or lower reserved_concurrency in'
            " .chalice/config.json. Nothing was changed."
        )


def fill_environment(folder: Path, stage: str, variables: Mapping[str, str]) -> None:
    """Give a kept release the environment of today."""
    file = folder / ".chalice" / "config.json"
    config = json.loads(file.read_text())
    config["stages"][stage]["environment_variables"] = dict(sorted(variables.items()))
    file.write_text(json.dumps(config, indent=2))


def run_chalice(folder: Path, stage: Stage, command: str = "deploy") -> None:
    """Raises CannotRun if Chalice fails; its own words stand above."""
    done = subprocess.run(
        [str(CHALICE), "--project-dir", str(folder), command, "--stage", stage.name],
        env={**os.environ, "AWS_DEFAULT_REGION": stage.region, "AWS_REGION": stage.region},
        check=False,
    )
    if done.returncode:
        raise CannotRun(
            f"chalice {command} failed; its own words stand above. What it had done is noted: mend"
            f" the cause and run `make {AGAIN[command]} STAGE={stage.name}` again."
        )


def commit() -> str:
    """Which state of the sources this is."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=project.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"
