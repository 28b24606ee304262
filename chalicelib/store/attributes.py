"""Kinds of attributes that PynamoDB lacks, or makes dear. Used by tables.py."""

from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.constants import MAP


class StringMap(Attribute[dict[str, str]]):
    """A map of strings, without the cost of PynamoDB's own map objects."""

    attr_type = MAP

    def serialize(self, value: dict[str, str]) -> Any:
        return {key: {"S": text} for key, text in value.items()}

    def deserialize(self, value: Any) -> dict[str, str]:
        return {key: wire["S"] for key, wire in value.items()}


class NumberMap(Attribute[dict[str, int]]):
    """A map of whole numbers."""

    attr_type = MAP

    def serialize(self, value: dict[str, int]) -> Any:
        return {key: {"N": str(number)} for key, number in value.items()}

    def deserialize(self, value: Any) -> dict[str, int]:
        return {key: int(wire["N"]) for key, wire in value.items()}


class ScalarMap(Attribute[dict[str, str | float | bool]]):
    """A map of strings, numbers and booleans: the variables a page passes."""

    attr_type = MAP

    def serialize(self, value: dict[str, str | float | bool]) -> Any:
        return {key: _scalar_to_wire(scalar) for key, scalar in value.items()}

    def deserialize(self, value: Any) -> dict[str, str | float | bool]:
        return {key: _scalar_from_wire(wire) for key, wire in value.items()}


def _scalar_to_wire(value: str | float | bool) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    # DynamoDB refuses what is nearer to nothing than this.
    return {"N": repr(value) if abs(value) > 1e-120 else "0"}


def _scalar_from_wire(wire: dict[str, Any]) -> str | float | bool:
    if "BOOL" in wire:
        return bool(wire["BOOL"])
    return str(wire["S"]) if "S" in wire else float(wire["N"])
