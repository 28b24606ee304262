"""The stacks of a stage: brought up, compared, read; for the commands and infra.aws.deploy."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from infra.aws import leftovers, template
from infra.aws.clients import aws_account, client, in_words
from infra.aws.stage import STACKS, CannotRun, Stage

Say = Callable[[str], None]
GLANCE_S = 2
GLANCES = 1_200
TAG = "parley:stage"
AT_REST = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}
# What to do about a stack that is neither there nor not there.
HALF_MADE = {
    "REVIEW_IN_PROGRESS": "a change set was prepared for it and never carried out: remove the empty"
    " stack with `python -m infra.aws discard --stage {stage} --stack {stack}`, then try again",
    "ROLLBACK_COMPLETE": "its first creation failed and was undone: read why in its events, remove"
    " the empty stack with `python -m infra.aws discard --stage {stage} --stack {stack}`, then try"
    " again",
    "ROLLBACK_FAILED": "its first creation failed and could not be undone: delete it in the"
    " CloudFormation console, then try again",
    "CREATE_FAILED": "its first creation failed: delete it in the CloudFormation console, then try"
    " again",
    "DELETE_FAILED": "its deletion failed: read why in its events and delete it again in the"
    " CloudFormation console",
    "UPDATE_ROLLBACK_FAILED": "an update could not be undone: choose 'Continue update rollback' in"
    " the CloudFormation console, then try again",
}
NEVER_WAS = {"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE"}
NO_CHANGES = ("didn't contain changes", "No updates are to be performed")


def bring_up(
    stage: Stage, stack: str, given: Mapping[str, str] | None = None, say: Say = print
) -> bool:
    """Makes a stack what its template says; whether there was anything to change.

    `given` are parameters beside those of the stage's file. Raises CannotRun, with nothing
    changed, if one is missing, AWS refuses, or the stack is half-made."""
    with in_words():
        change = _prepared(stage, stack, given or {}, say)
        if change:
            for line in described(change["Changes"]):
                say(f"  {line}")
            _carry_out(stage, stack, change, say)
    protect(stage, stack)
    return bool(change)


def check(stage: Stage, which: Iterable[str]) -> None:
    """Raises CannotRun, before anything is changed, if one of several stacks is half-made or lacks
    what the stage's file has to give."""
    aws_account(stage)
    with in_words():
        for stack in which:
            status(stage, stack)
            if stack != "edge":
                parameters(stage, stack, {})


def diff(stage: Stage, stack: str, given: Mapping[str, str] | None = None) -> list[str]:
    """What `bring_up` would change, one line each; changes nothing."""
    with in_words():
        aws_account(stage)
        if status(stage, stack) is None:
            parameters(stage, stack, given or {})
            _may_begin(stage, stack)
            return [f"+ {stage.stack(stack)}, the whole stack: it does not exist yet"]
        change = _prepared(stage, stack, given or {}, lambda text: None)
        if not change:
            return []
        _drop(stage, stack, change["ChangeSetId"])
        return described(change["Changes"])


def outputs(stage: Stage, stack: str) -> dict[str, str]:
    """What a stack tells of itself. Raises CannotRun if it is not there, or half-made."""
    with in_words():
        found = _describe(stage, stack)
    if found is None:
        raise CannotRun(
            f"The stack {stage.stack(stack)} is not up yet: run"
            f" `make infra STAGE={stage.name}` first. Nothing was changed."
        )
    if found["StackStatus"] not in AT_REST:
        raise CannotRun(half_made(stage, stack, found["StackStatus"]))
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def exists(stage: Stage, stack: str) -> bool:
    with in_words():
        return _describe(stage, stack) is not None


def status(stage: Stage, stack: str) -> str | None:
    """The stack's status; nothing if there is no such stack. Raises CannotRun if half-made."""
    found = _describe(stage, stack)
    if found is None:
        return None
    now = str(found["StackStatus"])
    if now not in AT_REST:
        raise CannotRun(half_made(stage, stack, now))
    return now


def half_made(stage: Stage, stack: str, now: str) -> str:
    """What to do about a stack in this status."""
    busy = "it is being changed at this moment: wait until that has ended, then try again"
    todo = HALF_MADE.get(now, busy).format(stage=stage.name, stack=stack)
    return f"The stack {stage.stack(stack)} is {now}: {todo}. Nothing was changed."


def parameters(stage: Stage, stack: str, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """Values for all parameters of a template: from the stage's file, the caller, other stacks,
    or as they were. Raises CannotRun that names what is missing or unknown."""
    declared = template.parameters(stack)
    shared = {n: v for n, v in stage.parameters["all"].items() if n in declared}
    ours = {"Stage": stage.name, **shared, **stage.parameters[stack]}
    unknown = sorted((set(ours) | set(given)) - set(declared))
    if unknown:
        raise CannotRun(f"{stage.file}: {stack} has no parameter {unknown[0]!r}: correct its name.")
    known = {**_of_others(stage, stack, declared), **ours, **given}
    before = _parameters_before(stage, stack)
    return [_value(stage, stack, name, declared[name], known, before) for name in declared]


def described(changes: list[dict[str, Any]]) -> list[str]:
    """Changes as people read them: `~ AWS::SQS::Queue Reminders (replaced)`."""
    signs = {"Add": "+", "Remove": "-", "Modify": "~", "Import": "<"}
    return [
        f"{signs.get(c['Action'], '?')} {c['ResourceType']} {c['LogicalResourceId']}{_detail(c)}"
        for c in (change["ResourceChange"] for change in changes)
    ]


def protect(stage: Stage, stack: str) -> None:
    """Guards a stack against deletion, or no longer, as the stage's file says."""
    with in_words():
        _cloud(stage, stack).update_termination_protection(
            StackName=stage.stack(stack), EnableTerminationProtection=stage.protected
        )


def discard(stage: Stage, stack: str) -> None:
    """Removes a stack that never came to be, and only such a one."""
    aws_account(stage)
    if description(stage, stack).get("StackStatus") not in NEVER_WAS:
        raise CannotRun(f"{stage.stack(stack)} is no failed first creation: it stays.")
    remove(stage, stack)


def remove(stage: Stage, stack: str) -> None:
    """Deletes a stack; what its template retains stays."""
    cloud, known = _cloud(stage, stack), description(stage, stack)["StackId"]
    with in_words():
        cloud.update_termination_protection(StackName=known, EnableTerminationProtection=False)
        cloud.delete_stack(StackName=known)
        try:
            _wait(cloud, "stack_delete_complete", StackName=known)
        except WaiterError as error:
            raise CannotRun(
                f"{stage.stack(stack)} could not be removed: {_failure(cloud, known)}"
            ) from error


def description(stage: Stage, stack: str) -> dict[str, Any]:
    """The stack as CloudFormation describes it; empty if there is none."""
    with in_words():
        return _describe(stage, stack) or {}


def _detail(change: dict[str, Any]) -> str:
    if change.get("Replacement") == "True":
        return " (REPLACED: what it holds is lost)"
    names = sorted(
        {
            detail["Target"]["Name"]
            for detail in change.get("Details", [])
            if detail.get("Target", {}).get("Name")
        }
    )
    return f" ({', '.join(names)})" if names else ""


def _prepared(
    stage: Stage, stack: str, given: Mapping[str, str], say: Say
) -> dict[str, Any] | None:
    """A change set that is ready; nothing if there is nothing to change."""
    aws_account(stage)
    exists = status(stage, stack) is not None
    values = parameters(stage, stack, given)
    if not exists:
        _may_begin(stage, stack)
    say(f"{stage.stack(stack)} in {stage.region_of(stack)}: comparing")
    cloud = _cloud(stage, stack)
    made = cloud.create_change_set(
        StackName=stage.stack(stack),
        ChangeSetName=f"parley-{int(time.time() * 1000)}",
        ChangeSetType="UPDATE" if exists else "CREATE",
        TemplateBody=template.text(stack),
        Parameters=values,
        Tags=[{"Key": TAG, "Value": stage.name}],
    )
    try:
        _wait(cloud, "change_set_create_complete", ChangeSetName=made["Id"])
    except WaiterError:
        _refuse_unless_empty(stage, stack, made["Id"])
        return None
    return _change_set(cloud, made["Id"])


def _may_begin(stage: Stage, stack: str) -> None:
    """The ground alone holds what outlives it."""
    if stack == "ground":
        leftovers.refuse(stage)


def _refuse_unless_empty(stage: Stage, stack: str, change: str) -> None:
    reason = str(_cloud(stage, stack).describe_change_set(ChangeSetName=change)["StatusReason"])
    _drop(stage, stack, change)
    if not any(words in reason for words in NO_CHANGES):
        raise CannotRun(f"CloudFormation refuses the template: {reason} Nothing was changed.")


def _change_set(cloud: Any, name: str) -> dict[str, Any]:
    pages = list(cloud.get_paginator("describe_change_set").paginate(ChangeSetName=name))
    changes = [change for page in pages for change in page["Changes"]]
    return {**pages[0], "Changes": changes}


def _carry_out(stage: Stage, stack: str, change: dict[str, Any], say: Say) -> None:
    cloud, name = _cloud(stage, stack), stage.stack(stack)
    new = change.get("ChangeSetType") == "CREATE" or _state(stage, stack) == "REVIEW_IN_PROGRESS"
    say(f"{name}: {'creating' if new else 'updating'}; this can take minutes")
    cloud.execute_change_set(ChangeSetName=change["ChangeSetId"])
    try:
        _wait(cloud, f"stack_{'create' if new else 'update'}_complete", StackName=name)
    except WaiterError as error:
        raise CannotRun(f"{name} did not come up: {_failure(cloud, name)}") from error
    say(f"{name}: done")


def _failure(cloud: Any, name: str) -> str:
    """The first thing that failed, in CloudFormation's words."""
    events = cloud.describe_stack_events(StackName=name)["StackEvents"]
    failed = [e for e in _latest_run(events, name) if e["ResourceStatus"].endswith("FAILED")]
    if not failed:
        return "read its events in the CloudFormation console."
    reason = failed[-1].get("ResourceStatusReason", "no reason given")
    if "DescribeEvents" in reason:
        return _refused_beforehand(cloud, name)
    return f"{failed[-1]['LogicalResourceId']}: {reason}"


def _refused_beforehand(cloud: Any, name: str) -> str:
    """What CloudFormation found before it made anything; it tells that apart."""
    events = cloud.describe_events(StackName=name)["OperationEvents"]
    refused = [event for event in events if event.get("ValidationStatus") == "FAILED"]
    return "; ".join(
        f"{event['LogicalResourceId']}: {event['ValidationStatusReason']}" for event in refused
    )


def _latest_run(events: list[dict[str, Any]], name: str) -> Iterator[dict[str, Any]]:
    """The events of the last run, newest first."""
    for event in events:
        yield event
        begins = event["ResourceStatus"] in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
        if begins and event["LogicalResourceId"] == name:
            return


def _drop(stage: Stage, stack: str, change: str) -> None:
    """Leaves no change set behind, nor the empty stack that one for a new stack makes."""
    cloud = _cloud(stage, stack)
    cloud.delete_change_set(ChangeSetName=change)
    if _state(stage, stack) == "REVIEW_IN_PROGRESS":
        cloud.delete_stack(StackName=stage.stack(stack))


def _value(
    stage: Stage,
    stack: str,
    name: str,
    default: str | None,
    known: Mapping[str, str],
    before: set[str],
) -> dict[str, Any]:
    if known.get(name) or (name in known and default is not None):
        return {"ParameterKey": name, "ParameterValue": known[name]}
    if default is not None:
        return {"ParameterKey": name, "ParameterValue": default}
    if name in before:
        return {"ParameterKey": name, "UsePreviousValue": True}
    raise CannotRun(
        f"{stage.stack(stack)} needs {name}: set it in {stage.file}"
        f"{_brought_by(stack, name)}. Nothing was changed."
    )


def _brought_by(stack: str, name: str) -> str:
    """Of parameters which people do not know but another step does."""
    if stack == "edge":
        return ", or let `make deploy` bring it"
    return ""


def _of_others(stage: Stage, stack: str, declared: Mapping[str, Any]) -> dict[str, str]:
    """Outputs of the stacks before this one that bear the name of a parameter of it."""
    earlier = STACKS[: STACKS.index(stack)] if stack == "edge" else ()
    found: dict[str, str] = {}
    for other in earlier:
        found |= outputs(stage, other)
    return {name: value for name, value in found.items() if name in declared}


def _parameters_before(stage: Stage, stack: str) -> set[str]:
    found = description(stage, stack).get("Parameters", [])
    return {item["ParameterKey"] for item in found}


def _state(stage: Stage, stack: str) -> str:
    return str((_describe(stage, stack) or {}).get("StackStatus", ""))


def _describe(stage: Stage, stack: str) -> dict[str, Any] | None:
    try:
        found = _cloud(stage, stack).describe_stacks(StackName=stage.stack(stack))
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    return dict(found["Stacks"][0])


def _wait(cloud: Any, condition: str, **named: str) -> None:
    cloud.get_waiter(condition).wait(
        **named, WaiterConfig={"Delay": GLANCE_S, "MaxAttempts": GLANCES}
    )


def _cloud(stage: Stage, stack: str) -> Any:
    return client("cloudformation", stage.region_of(stack))
