"""docs/operations.md names what there is, and all of it."""

from __future__ import annotations

import json
import re
from typing import Any

from infra import accounts
from infra.aws import __main__ as aws
from infra.aws import template
from infra.aws.deploy import __main__ as deploy
from infra.aws.stage import KEYS, STACKS
from infra.local.settings import REPOSITORY

PAGE = (REPOSITORY / "docs" / "operations.md").read_text()
COMMANDS = {"infra.aws": aws.COMMANDS, "infra.aws.deploy": deploy.COMMANDS}


def found(pattern: str, text: str = PAGE) -> set[str]:
    return set(re.findall(pattern, text))


def commands(of: Any) -> set[str]:
    """The commands that a parser of the command line takes."""
    return set(next(action.choices for action in of._actions if action.dest == "command"))


def test_every_target_it_names_is_there() -> None:
    targets = found(r"(?m)^([a-z-]+):", (REPOSITORY / "Makefile").read_text())

    named = found(r"make ([a-z-]+)(?:`| STAGE|$|\s+#)")
    assert {"infra", "deploy", "publish", "rollback"} <= named <= targets


def test_every_command_it_names_is_there() -> None:
    for module, known in COMMANDS.items():
        named = found(rf"{re.escape(module)} ([a-z]+)")
        assert named
        assert named <= set(known), module
    assert found(r"infra\.accounts ([a-z]+(?:-[a-z]+)*)") <= commands(accounts.parser())


def test_every_option_of_a_new_account_is_one() -> None:
    line = PAGE[PAGE.index("infra.accounts create") :].split("```")[0]

    options = {option for action in accounts.parser()._actions for option in action.option_strings}
    assert found(r"(--[a-z-]+)", line) <= options


def test_it_tells_what_a_stages_file_may_hold() -> None:
    table = PAGE[PAGE.index("| field | what |") : PAGE.index("Any further parameter")]
    told = {name.partition(".")[0] for name in found(r"`([a-z_]+(?:\.\w+)?)`", table)}

    assert told & KEYS == KEYS - {"ground"}
    for file in (REPOSITORY / "infra" / "aws" / "stages").glob("*.json"):
        assert set(json.loads(file.read_text())) <= KEYS


def test_every_parameter_it_names_is_one() -> None:
    for stack in STACKS:
        named = found(rf"`{stack}\.([A-Z]\w+)`")
        assert named <= set(template.parameters(stack)), stack


def test_it_tells_every_variable_of_the_functions() -> None:
    read = found(r'_read\("(\w+)"\)', (REPOSITORY / "chalicelib" / "settings.py").read_text())

    assert {f"PARLEY_{name}" for name in read} <= found(r"\| `(PARLEY_\w+)` \|")
