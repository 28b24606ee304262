"""Kinds of attributes: what is put in comes out again."""

import pytest

from chalicelib.store.attributes import NumberMap, ScalarMap, StringMap


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (StringMap(), {"a": "x", "b": ""}),
        (NumberMap(), {"a": 1, "b": -2}),
        (ScalarMap(), {"a": "x", "b": 1.5, "c": True, "d": False}),
    ],
)
def test_a_map_comes_back_as_it_was(kind: StringMap | NumberMap | ScalarMap, value: object) -> None:
    assert kind.deserialize(kind.serialize(value)) == value  # type: ignore[arg-type]


def test_a_number_nearer_to_nothing_than_the_database_takes_is_nothing() -> None:
    assert ScalarMap().serialize({"a": 1e-200}) == {"a": {"N": "0"}}
