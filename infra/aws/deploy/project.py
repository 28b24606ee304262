"""A folder as Chalice wants it, `.parley/aws/STAGE`: what ships, the stage's configuration and its
policies. Made anew by each deploy, which points Chalice to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from infra.aws.deploy import package, policies
from infra.aws.deploy.policies import Place
from infra.aws.stage import CannotRun

REPOSITORY = Path(__file__).resolve().parents[3]
CONFIG = REPOSITORY / ".chalice" / "config.json"
# What the functions must be told before they are of any use.
NEEDED = (
    "PARLEY_TABLES",
    "PARLEY_CDN_BUCKET",
    "PARLEY_ARCHIVE_BUCKET",
    "PARLEY_REMINDERS_URL",
    "PARLEY_TOKEN_ISSUER",
    "PARLEY_TOKEN_KEYS",
    "PARLEY_TOKEN_CLIENT",
)


def folder(stage: str, root: Path = REPOSITORY) -> Path:
    """Where a stage's project is made."""
    return root / ".parley" / "aws" / stage


def make(place: Place, environment: Mapping[str, str], into: Path, build: package.Build) -> Path:
    """Make the project of a stage; the state that Chalice keeps there stays."""
    check(place.stage, environment)
    for name in ("chalicelib", "vendor"):
        shutil.rmtree(into / name, ignore_errors=True)
    copy_sources(into)
    package.fill(into, build)
    configure(place, environment, into, build.architecture)
    return into


def configure(
    place: Place, environment: Mapping[str, str], into: Path, architecture: str = ""
) -> None:
    """Write configuration and policies alone."""
    check(place.stage, environment)
    chalice = into / ".chalice"
    chalice.mkdir(parents=True, exist_ok=True)
    config = configuration(place.stage, environment, architecture)
    (chalice / "config.json").write_text(_json(config))
    for function in policies.FUNCTIONS:
        written = policies.policy(function, place)
        (chalice / policy_file(function)).write_text(_json(written))
        written = policies.account_policy(function, place)
        (chalice / account_policy_file(function)).write_text(_json(written))


def narrow(place: Place, into: Path) -> None:
    """The first release was made before its socket API was; it knows it by now."""
    for function in policies.FUNCTIONS:
        file = into / ".chalice" / policy_file(function)
        if file.exists():
            file.write_text(_json(policies.narrowed(json.loads(file.read_text()), place)))


def check(stage: str, environment: Mapping[str, str]) -> None:
    """Raises CannotRun where something is missing."""
    if stage not in _committed()["stages"]:
        known = ", ".join(_committed()["stages"])
        raise CannotRun(f"There is no stage `{stage}` in .chalice/config.json; there are {known}.")
    missing = [name for name in NEEDED if not environment.get(name)]
    if missing:
        raise CannotRun(
            f"Nothing is known for {', '.join(missing)}: run `make infra STAGE={stage}` first."
        )


def configuration(
    stage: str, environment: Mapping[str, str], architecture: str = ""
) -> dict[str, Any]:
    """The committed configuration of one stage, with what is this installation's own."""
    config = _committed()
    chosen = config["stages"][stage]
    functions = chosen.setdefault("lambda_functions", {})
    for name in policies.FUNCTIONS:
        functions.setdefault(name, {})["iam_policy_file"] = policy_file(name)
    chosen["environment_variables"] = dict(sorted(environment.items()))
    config["stages"] = {stage: chosen}
    if architecture:
        config["lambda_architecture"] = architecture
    return config


def reserved(stage: str) -> int:
    """How much of the account's concurrency the functions of a stage keep to themselves."""
    functions = _committed()["stages"][stage].get("lambda_functions", {})
    return sum(function.get("reserved_concurrency", 0) for function in functions.values())


def architecture() -> str:
    """The processors that the functions run on. Raises CannotRun if Lambda has no such."""
    found = str(_committed().get("lambda_architecture", ""))
    if found not in package.MACHINES:
        raise CannotRun(
            f"lambda_architecture in .chalice/config.json is {found!r}: write"
            f" {' or '.join(package.MACHINES)}. Nothing was changed."
        )
    return found


def policy_file(function: str) -> str:
    return f"policy-{function}.json"


def account_policy_file(function: str) -> str:
    return f"account-policy-{function}.json"


def copy_sources(into: Path) -> None:
    """The Python that ships: nothing else of the repository comes along."""
    for source in _sources():
        target = into / source.relative_to(REPOSITORY)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    # Chalice would install these; they stand in vendor/ already, compiled.
    (into / "requirements.txt").write_text("")


def _sources() -> Iterable[Path]:
    yield REPOSITORY / "app.py"
    yield from sorted((REPOSITORY / "chalicelib").rglob("*.py"))


def _committed() -> dict[str, Any]:
    config: dict[str, Any] = json.loads(CONFIG.read_text())
    return config


def _json(value: object) -> str:
    return json.dumps(value, indent=2) + "\n"
