"""The one strict decoder, for frames and bodies alike: typed, bounded, and clear about what was
wrong."""

import json
from typing import Any, TypeVar

import msgspec

from chalicelib.domain.error import BadFrame, BadJson, TooLarge, UnknownAction

MOST_BYTES = 16 * 1024
Typed = TypeVar("Typed")


class Loose(msgspec.Struct):
    """What an error answers to, read leniently from a body that was refused."""

    ref: Any = None
    chat: Any = None
    n: Any = None


def decode(body: bytes, decoder: msgspec.json.Decoder[Typed], most: int = MOST_BYTES) -> Typed:
    """The body as its type. Raises TooLarge, BadJson, BadFrame (names the field), UnknownAction.

    The type bounds the depth: a body nested deeper than it is refused before it is read on.
    """
    if len(body) > most:
        raise TooLarge(f"At most {most} bytes are taken; this was {len(body)}.")
    try:
        typed = decoder.decode(body)
        _refuse_duplicates(body)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadJson(f"This is not JSON: {error}.") from None
    return typed


def loose(body: bytes) -> Loose:
    """What can be read of a refused body, to answer to the right request."""
    try:
        return msgspec.json.decode(body, type=Loose)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Loose()


def _refusal(message: str) -> BadFrame | UnknownAction:
    if message.startswith("Invalid value") and message.endswith("`$.action`"):
        return UnknownAction(f"{message}. The actions are listed in docs/protocol.md.")
    return BadFrame(f"{message}.")


def _refuse_duplicates(body: bytes) -> None:
    # msgspec silently takes the last of two equal keys; the typed decode before has bounded the
    # depth.
    json.loads(body, object_pairs_hook=_unique)


def _unique(pairs: list[tuple[str, Any]]) -> None:
    keys = {key for key, _ in pairs}
    if len(keys) < len(pairs):
        raise BadJson("This is not JSON we take: a key stands twice in one object.")
