"""The templates of the stacks: their text, and what stands in it. Read by stacks and tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

FOLDER = Path(__file__).parent / "templates"
# CloudFormation takes no longer text in a request.
LONGEST = 51_200


@cache
def text(stack: str) -> str:
    return (FOLDER / f"{stack}.yaml").read_text()


@cache
def read(stack: str) -> dict[str, Any]:
    """A template as values; `!Sub x` is {"Fn::Sub": "x"}."""
    found: dict[str, Any] = yaml.load(text(stack), Loader=_Loader)
    return found


def parameters(stack: str) -> dict[str, str | None]:
    """The parameters with their defaults; nothing for those that have to be given."""
    declared = read(stack)["Parameters"]
    return {
        name: str(said["Default"]) if "Default" in said else None for name, said in declared.items()
    }


class _Loader(yaml.SafeLoader):  # type: ignore[misc]
    """YAML with CloudFormation's short forms."""


def _short_form(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _short_form)
