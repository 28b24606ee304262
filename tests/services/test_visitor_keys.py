"""What is sealed by a visitor's key: read by it alone, and by any program that knows JWE."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import OctKey

from chalicelib.domain.error import NotReadable
from chalicelib.services import data_keys, visitor_keys
from chalicelib.services.visitor_keys import VisitorKey
from chalicelib.store import visitor_keys as key_store
from tests.stage import START, Stage
from tests.vault import Vault

KEY = VisitorKey("vk_a", bytes(range(32)))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=5_000))
def test_what_was_sealed_opens_again_and_is_a_jwe(content: bytes) -> None:
    sealed = visitor_keys.seal(KEY, content)

    assert visitor_keys.open_(KEY, sealed) == content
    found = jwe.decrypt_compact(
        sealed, OctKey.import_key(KEY.plain), algorithms=["dir", "A256GCM", "DEF"]
    )
    assert found.plaintext == content
    assert found.protected["kid"] == "vk_a"


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_single_other_byte_opens_to_nothing(data: st.DataObject) -> None:
    sealed = visitor_keys.seal(KEY, b"<transcript/>")
    at = data.draw(st.integers(0, len(sealed) - 1))
    other = bytes([sealed[at] ^ data.draw(st.integers(1, 255))])
    changed = sealed[:at] + other + sealed[at + 1 :]

    try:
        assert visitor_keys.open_(KEY, changed) == b"<transcript/>"
    except NotReadable:
        return
    # The last character of a part has bits that say nothing.
    assert sealed[at + 1 : at + 2] in (b".", b"")


def test_a_visitor_has_one_key_sealed_by_the_accounts_own(stage: Stage) -> None:
    Vault()
    first = visitor_keys.of("demo", "vr_a", START)
    data_keys.forget()

    assert visitor_keys.of("demo", "vr_a", START) == first
    assert visitor_keys.known("demo", "vr_a", START) == first
    assert visitor_keys.known("demo", "vr_b", START) is None
    assert visitor_keys.of("demo", "vr_b", START).plain != first.plain
    kept = key_store.get("demo", "vr_a")
    assert kept is not None
    assert first.plain not in kept.sealed


def test_a_key_does_not_open_for_another_visitor(stage: Stage) -> None:
    Vault()
    visitor_keys.of("demo", "vr_a", START)
    kept = key_store.get("demo", "vr_a")
    assert kept is not None
    key_store.add("demo", "vr_b", kept)

    with pytest.raises(NotReadable):
        visitor_keys.of("demo", "vr_b", START)


def test_what_is_no_jwe_is_refused() -> None:
    for text in (b"", b"a.b", json.dumps({}).encode(), b"....", b"a.b.c.d.e"):
        with pytest.raises(NotReadable):
            visitor_keys.open_(KEY, text)
