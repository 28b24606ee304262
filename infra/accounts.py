"""`python -m infra.accounts create|suspend|resume|list|erase-again`: an installation's accounts.

Done with the functions' own code and settings, by whoever may do so in AWS (or on this machine)."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from infra.aws import clients
from infra.aws import publish as aws_files
from infra.aws.stage import CannotRun, Stage, read_stage
from infra.local import publish as local_files
from infra.local import settings as local

LOCAL = "local"


class Place(NamedTuple):
    """A stage as these commands need it: the functions' settings, where files go, who is mailed."""

    environment: dict[str, str]
    origin: str
    publish: Callable[[str], None]
    mailed: Callable[[str], str]


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        place = local_place() if options.stage == LOCAL else aws_place(read_stage(options.stage))
        os.environ.update(place.environment)
        with clients.in_words():
            return run(place, options)
    except CannotRun as reason:
        print(f"infra.accounts {options.command}: {reason}", file=sys.stderr)
        return 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m infra.accounts", description=__doc__)
    made.add_argument("command", choices=["create", "suspend", "resume", "list", "erase-again"])
    made.add_argument("--stage", default="", help="local, dev, staging or prod")
    made.add_argument("--account", default="", help="its id: a to z and 0 to 9, at most 32")
    made.add_argument("--name", default="", help="create: what the account is called")
    made.add_argument(
        "--site", action="append", default=[], help="create: https://www.acme.example"
    )
    made.add_argument("--admin-email", default="", help="create: whom to invite as the first admin")
    made.add_argument("--admin-name", default="", help="create: and what they are called")
    return made


def run(place: Place, options: argparse.Namespace) -> int:
    """One command. Raises CannotRun."""
    # Only now the environment is complete, which the functions' code reads when it is imported.
    from chalicelib.domain.error import ParleyError

    try:
        return {
            "create": create,
            "suspend": suspend,
            "resume": resume,
            "list": show,
            "erase-again": erase_again,
        }[options.command](place, options)
    except ParleyError as refused:
        raise CannotRun(str(refused)) from refused


def create(place: Place, options: argparse.Namespace) -> int:
    from chalicelib.domain.error import Conflict
    from chalicelib.outbound import cognito
    from chalicelib.services import accounts, agents

    act = act_of(options, "create")
    sites = checked(options)
    try:
        accounts.create(act, options.name, sites)
        print(f"Made the account {options.account}.")
    except Conflict:
        if any(agent.role == "admin" for agent in agents.listed(options.account, "", 1_000).items):
            raise CannotRun(
                f"There is an account {options.account} with an admin already: that admin invites"
                " others in the console. Nothing was changed."
            ) from None
        print(f"The account {options.account} is there already, without an admin.")
    name = options.admin_name or options.admin_email.partition("@")[0].capitalize()
    email = options.admin_email.lower()
    agents.invite(act, email, agents.Profile(name, "admin"), cognito)
    place.publish(options.account)
    print(f"Invited {name} <{email}> as its admin. {place.mailed(email)}")
    print(
        f"Next: sign in at {place.origin}/console/, choose a password, and follow three steps to"
        " the snippet."
    )
    return 0


def suspend(place: Place, options: argparse.Namespace) -> int:
    from chalicelib.services import accounts

    outcome = accounts.suspend(act_of(options, "suspend"))
    deliver(outcome.events)
    print(
        f"The account {options.account} is suspended: its sockets are closed, its button says"
        f" offline. `resume` lets it run again."
    )
    return 0


def resume(place: Place, options: argparse.Namespace) -> int:
    from chalicelib.services import accounts

    accounts.resume(act_of(options, "resume"))
    print(f"The account {options.account} runs again, within five seconds.")
    return 0


def show(place: Place, options: argparse.Namespace) -> int:
    from chalicelib.services import accounts

    for account in accounts.every():
        state = "suspended" if account.suspended else "runs"
        print(f"{account.id:20} {state:10} {account.name}: {', '.join(sorted(account.origins))}")
    return 0


def erase_again(place: Place, options: argparse.Namespace) -> int:
    from infra import erasures

    s3 = clients.client("s3", place.environment.get("AWS_REGION", local.REGION))
    erasures.again(s3, place.environment["PARLEY_ARCHIVE_BUCKET"])
    return 0


def deliver(events: Iterable[Any]) -> None:
    from chalicelib.handlers import boundary

    boundary.deliver(events, boundary.clock())


def checked(options: argparse.Namespace) -> list[str]:
    """The sites as browsers name them. Raises CannotRun, BadFrame before anything is made."""
    from chalicelib.domain.address import is_address
    from chalicelib.handlers.account import sites

    if not options.name.strip():
        raise CannotRun("What is the account called? Give --name.")
    if not is_address(options.admin_email):
        raise CannotRun("Who is its first admin? Give --admin-email, such as ada@acme.example.")
    if not options.site:
        raise CannotRun("Which site may carry its tag? Give --site, such as https://acme.example.")
    return sites(options.site)


def act_of(options: argparse.Namespace, command: str) -> Any:
    """Who does it, as this machine names them, for the audit trail. Raises CannotRun."""
    from chalicelib.domain import audit, ids

    if not ids.matches(ids.ACCOUNT, options.account):
        raise CannotRun("Give --account: a to z and 0 to 9, at most 32, such as acme.")
    now = time.time_ns() // 1_000_000
    # The same command again makes the same agent, and not another.
    seed = f"{command}#{options.account}#{options.admin_email.lower()}"
    by = getpass.getuser()
    return audit.command(options.account, by, now, seed if command == "create" else f"{seed}#{now}")


def local_place() -> Place:
    """The stack that `make run` serves, as PARLEY_PORT and the like name it."""
    settings = local.from_environment()
    os.environ.update(local.aws_environment(settings))
    from infra.local import seed

    try:
        pool, client = seed.user_pool()
    except (BotoCoreError, ClientError) as error:
        raise CannotRun(
            f"Parley does not run on this machine ({error}): `make run` first."
        ) from error
    return Place(
        local.function_environment(settings, pool, client),
        settings.origin,
        local_files.publish_account,
        lambda email: local_letter(settings, email),
    )


def local_letter(settings: local.Settings, email: str) -> str:
    """What was mailed, since nobody gets mail from this machine."""
    with urllib.request.urlopen(f"{settings.aws}/_ministack/ses/messages", timeout=10) as answer:
        found = json.load(answer)
    letters = [one for held in found["messages"].values() for one in held if email in one["To"]]
    if not letters:
        return "No letter was needed: this address is known."
    return f"The letter says: {letters[-1]['BodyText']}"


def aws_place(stage: Stage) -> Place:
    """A stage on AWS: what its functions are told is told here too."""
    clients.aws_account(stage)
    origin = aws_files.origin_of(stage)
    with clients.in_words():
        found = clients.client("lambda", stage.region).get_function_configuration(
            FunctionName=f"parley-{stage.name}"
        )
    told: dict[str, str] = found.get("Environment", {}).get("Variables", {})
    return Place(
        {**told, "AWS_REGION": stage.region},
        origin,
        lambda account: aws_files.publish_account(stage, account, origin),
        lambda email: f"Cognito mails a one-time password to {email}; it is good for three days.",
    )


if __name__ == "__main__":
    sys.exit(main())
