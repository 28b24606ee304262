"""The one strict decoder: each refusal names what was wrong."""

import json
import math
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.error import BadFrame, BadJson, ParleyError, TooLarge, UnknownAction
from chalicelib.handlers.decoding import MOST_BYTES, Loose, decode, loose
from chalicelib.handlers.frames import Post, Typing, decoder
from chalicelib.handlers.visitor import _beacon
from tests.handlers.cast import VIEW

CHAT = "ch_demo_" + "c" * 26
POST = {"action": "post", "chat": CHAT, "client": "veraaaaa", "n": 1, "text": "Hi"}
TYPING = {"action": "typing", "chat": CHAT, "client": "veraaaaa", "on": True}


def refused(body: bytes | str | dict[str, object]) -> tuple[type, str]:
    """How a frame is refused, and in which words."""
    if isinstance(body, dict):
        body = json.dumps(body)
    with pytest.raises(ParleyError) as error:
        decode(body if isinstance(body, bytes) else body.encode(), decoder)
    return type(error.value), str(error.value)


def test_a_good_frame_is_typed_and_its_defaults_filled_in() -> None:
    assert decode(json.dumps(POST).encode(), decoder) == Post(CHAT, "veraaaaa", 1, "Hi")
    assert decode(json.dumps(TYPING).encode(), decoder) == Typing(CHAT, "veraaaaa", True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chat", {"$ne": 1}),
        ("chat", [12]),
        ("chat", 12),
        ("chat", None),
        ("chat", CHAT + "\n"),
        ("chat", CHAT.upper()),
        ("client", "veraaaa"),
        ("client", "vera aaa"),
        ("n", 0),
        ("n", "1"),
        ("n", 1.5),
        ("n", True),
        ("n", 10**30),
        ("text", ""),
        ("text", "x" * 4_001),
        ("text", ["x"]),
        ("delivered", -1),
        ("read", 10**9),
        ("ref", "r" * 37),
        ("ref", 5),
    ],
)
def test_a_field_of_another_form_is_named(field: str, value: object) -> None:
    kind, message = refused({**POST, field: value})

    assert kind is BadFrame
    assert f"`$.{field}`" in message


def test_a_key_nobody_knows_or_one_that_lacks_is_named() -> None:
    lacking = {key: value for key, value in POST.items() if key != "text"}

    assert refused({**POST, "txet": "Hi"}) == (
        BadFrame,
        "Object contains unknown field `txet`.",
    )
    assert refused(lacking) == (BadFrame, "Object missing required field `text`.")


@pytest.mark.parametrize("action", ["nope", "", "POST", "__class__", "<b>"])
def test_an_unknown_action_is_named(action: str) -> None:
    kind, message = refused({**POST, "action": action})

    assert kind is UnknownAction
    assert action in message


@pytest.mark.parametrize("body", ["[]", "12", '"post"', "null", "true", '{"action": 5}', "{}"])
def test_what_is_no_frame_at_all_is_refused_as_one(body: str) -> None:
    assert refused(body)[0] is BadFrame


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"\x00",
        b"{",
        b"nonsense",
        b"{'action': 'ping'}",
        b'{"action": "ping",}',
        b'{"action": "ping"} {}',
        b'\xef\xbb\xbf{"action": "ping"}',
        '{"action": "ping"}'.encode("utf-16"),
        b'{"action": "ping", "ref": "\xff"}',
        b'{"action": "ping", "ref": "\xed\xa0\x80"}',
        b'{"action": "ping", "ref": "\\ud800"}',
        b'{"action": "ping", "ref": "\\udc00\\ud800"}',
        b'{"action": "ping", "ref": NaN}',
        b'{"action": "ping", "ref": Infinity}',
        b'{"action": "ping", "ref": "a\nb"}',
        b'{"action": "ping", // why\n "ref": ""}',
    ],
)
def test_what_is_not_json_is_said_to_be_none(body: bytes) -> None:
    assert refused(body)[0] is BadJson


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 996,
        b"[" * 8_000,
        b'{"a":' * 3_000,
        b'{"action":"post","chat":' + b"[" * 8_000,
        b'{"action":"ping","ref":' + b'{"a":' * 2_000 + b"1" + b"}" * 2_001,
        b'{"ref":' + b"[" * 6_000 + b"]" * 6_000 + b',"action":"ping"}',
    ],
)
def test_what_is_nested_deep_is_refused_and_still_read_for_its_answer(body: bytes) -> None:
    assert refused(body)[0] in (BadJson, BadFrame)
    assert isinstance(loose(body), Loose)


def test_what_is_large_is_refused_unread() -> None:
    exact = b'{"action":"ping"}'.ljust(MOST_BYTES)

    assert decode(exact, decoder)
    assert refused(exact + b" ")[0] is TooLarge
    assert refused(b"x" * 1_000_000) == (
        TooLarge,
        "At most 16384 bytes are taken; this was 1000000.",
    )


@pytest.mark.parametrize(
    "body",
    [
        '{"action":"ping","action":"ping"}',
        '{"action":"ping","ref":"a","ref":"b"}',
        '{"action":"ping","ref":"a","\\u0072ef":"b"}',
    ],
)
def test_a_key_that_stands_twice_is_refused_however_it_is_spelt(body: str) -> None:
    assert refused(body) == (
        BadJson,
        "This is not JSON we take: a key stands twice in one object.",
    )


def test_a_key_that_stands_twice_further_down_is_refused_too() -> None:
    body = json.dumps(VIEW)[:-1] + ', "variables": {"a": 1, "a": 2}}'

    with pytest.raises(BadJson):
        decode(body.encode(), _beacon)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e101", "9" * 400, "NaN", "-Infinity"])
def test_a_number_no_table_takes_is_refused(number: str) -> None:
    body = json.dumps(VIEW)[:-1] + f', "variables": {{"a": {number}}}}}'

    with pytest.raises((BadFrame, BadJson)):
        decode(body.encode(), _beacon)


def test_any_number_a_page_has_is_taken() -> None:
    numbers = {"a": 0, "b": -1, "c": 0.1, "d": 1e100, "e": -1e100, "f": 1e-300, "g": 2**53}
    body = json.dumps({**VIEW, "variables": numbers})

    taken = decode(body.encode(), _beacon).variables  # type: ignore[union-attr]

    assert taken == numbers
    assert all(math.isfinite(value) for value in taken.values())  # type: ignore[arg-type]


def test_what_an_error_answers_to_is_read_from_a_refused_body() -> None:
    assert loose(b'{"action": 5, "ref": "r", "chat": "c", "n": 7, "x": {}}') == Loose("r", "c", 7)
    large = b'{"ref": "r", "text": "' + b"x" * MOST_BYTES + b'"}'
    assert loose(large) == Loose("r")
    assert loose(b"nonsense") == loose(b"\xff") == loose(b"[]") == Loose()


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(categories=None), max_size=12)
    | st.sampled_from(["post", "ping", "start", CHAT, "veraaaaa", "online"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["action", "chat", "client", "n", "text", "ref", "on", "$ne", "status"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(json_values)
def test_any_json_is_taken_or_refused_by_name(value: object) -> None:
    body = json.dumps(value).encode("utf-8", "surrogatepass")

    taken = attempt(body)

    if isinstance(taken, ParleyError):
        assert taken.code in {"bad_json", "bad_frame", "unknown_action"}
        assert str(taken).endswith(".")
    else:
        assert isinstance(taken, msgspec.Struct)


def attempt(body: bytes) -> object:
    """The frame, or the error by which it is refused; any other error is a defect."""
    try:
        return decode(body, decoder)
    except ParleyError as error:
        return error


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_refused_by_name(body: bytes) -> None:
    with pytest.raises((BadJson, BadFrame, UnknownAction)):
        decode(body, decoder)
    assert isinstance(loose(body), Loose)


class Open(msgspec.Struct):
    """What is checked further in."""

    any: Any = None


@pytest.mark.parametrize("depth", range(900, 1_020, 4))
def test_no_depth_is_a_fault_of_ours(depth: int) -> None:
    for begin, end in (("[", "]"), ('{"a":', "}")):
        body = '{"any":' + begin * depth + "1" + end * depth + "}"
        with suppress(BadJson):
            decode(body.encode(), msgspec.json.Decoder(Open))
