"""Visitors' keys: one each, until it is destroyed."""

from chalicelib.store import visitor_keys
from chalicelib.store.visitor_keys import Sealed
from tests.stage import Stage


def test_the_first_key_stays_until_it_is_destroyed(stage: Stage) -> None:
    one, two = Sealed("vk_1", 1, b"\x00one"), Sealed("vk_2", 1, b"two")

    assert visitor_keys.get("demo", "vr_a") is None
    assert visitor_keys.add("demo", "vr_a", one)
    assert not visitor_keys.add("demo", "vr_a", two)
    assert visitor_keys.get("demo", "vr_a") == one
    visitor_keys.remove("demo", "vr_a")
    assert visitor_keys.get("demo", "vr_a") is None
