"""The end of a stage: its stacks are removed, its data stays. Called by `down`, and by `remove` of
infra.aws.deploy, which ends the functions too."""

from __future__ import annotations

from collections.abc import Callable

from botocore.exceptions import ClientError

from infra.aws import origin, stacks, template
from infra.aws.clients import aws_account, client, code_of, in_words
from infra.aws.deploy import sessions
from infra.aws.deploy.policies import Place
from infra.aws.stage import STACKS, CannotRun, Stage

Say = Callable[[str], None]


def down(
    stage: Stage,
    ask: Callable[[str], str] = input,
    say: Say = print,
    end_functions: Callable[[], None] | None = None,
) -> None:
    """Removes the stacks, the edge first, and before them the functions where told how. Raises
    CannotRun, with nothing changed, while anything protects the stage or still runs in it, and if
    its name is not typed."""
    account = aws_account(stage)
    there = [stack for stack in reversed(STACKS) if stacks.exists(stage, stack)]
    if not there:
        raise CannotRun(f"There is no stack of {stage.name} in the AWS account {account}.")
    for stack in there:
        _refuse_protected(stage, stack)
    if not end_functions:
        _refuse_running(stage)
    also = "the functions and " if end_functions else ""
    named = ", ".join(stage.stack(stack) for stack in there)
    say(f"This removes {also}{named} from the AWS account {account}.")
    say("Tables, buckets, user pool and key stay, with all that they hold.")
    if _answer(ask, stage) != stage.name:
        raise CannotRun("That is not the stage's name. Nothing was changed.")
    if end_functions:
        end_functions()
    for stack in there:
        stacks.remove(stage, stack)
        say(f"{stage.stack(stack)}: removed")
    sessions.revoke(Place(stage.name, stage.region, account), say)
    origin.forget(stage)
    for name in left_behind(stage, account):
        say(f"  still there: {name}")


def left_behind(stage: Stage, account: str) -> list[str]:
    """What the templates keep, by the names that AWS knows."""
    found = []
    for resource in template.read("ground")["Resources"].values():
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
            found.append(f"{resource['Type']} {_name(stage, account, resource['Properties'])}")
    return found


def _name(stage: Stage, account: str, properties: dict[str, object]) -> str:
    for key in ("TableName", "BucketName", "UserPoolName", "Description"):
        if key in properties:
            given = properties[key]
            text = given["Fn::Sub"] if isinstance(given, dict) else given
            named = str(text).replace("${Stage}", stage.name)
            return named.replace("${AWS::AccountId}", account)
    return ""


def _refuse_protected(stage: Stage, stack: str) -> None:
    found = stacks.description(stage, stack)
    given = {one["ParameterKey"]: one["ParameterValue"] for one in found.get("Parameters", [])}
    guarded = found.get("EnableTerminationProtection") or given.get("DeletionProtection") == "true"
    if guarded:
        raise CannotRun(
            f"{stage.stack(stack)} is protected against deletion. If {stage.name} is really to go,"
            f' set "protected" to false and DeletionProtection to "false" in {stage.file.name},'
            f" run `make infra STAGE={stage.name}`, and try again. Nothing was changed."
        )


def _refuse_running(stage: Stage) -> None:
    with in_words():
        try:
            client("lambda", stage.region).get_function(FunctionName=f"parley-{stage.name}")
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            return
    raise CannotRun(
        f"The functions of {stage.name} are still deployed: run"
        f" `make remove STAGE={stage.name}`, which ends them too. Nothing was changed."
    )


def _answer(ask: Callable[[str], str], stage: Stage) -> str:
    try:
        return ask(f"Type the stage's name ({stage.name}) to go on: ").strip()
    except EOFError:
        return ""
