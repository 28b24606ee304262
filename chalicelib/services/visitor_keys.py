"""A key for each visitor, by which what is archived of them is sealed: destroyed, nobody reads it
again, wherever copies lie. Called by services/archive.py.

What is sealed is a JWE of RFC 7516, compact: `dir`, A256GCM, deflated. The key itself is kept
sealed by a data key of the account, bound to its visitor.
"""

import json
import os
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.error import NotReadable
from chalicelib.domain.ids import token
from chalicelib.services import data_keys
from chalicelib.store import visitor_keys as key_store
from chalicelib.store.visitor_keys import Sealed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE, _TAG = 12, 16
# What it opens to is no bomb: a chat has 100,000 lines of 4,000 characters at most.
_MOST_BYTES = 1_000_000_000


class VisitorKey(NamedTuple):
    """A key by its id, `vk_` and 26 characters."""

    id: str
    plain: bytes


def of(account: str, visitor: str, now: int) -> VisitorKey:
    """The visitor's key, made if there is none. Raises Unavailable, KeyDisabled, NotReadable."""
    kept = key_store.get(account, visitor)
    if kept is None:
        kept = _made(account, visitor, now)
    return VisitorKey(kept.id, _open(account, visitor, kept, now))


def known(account: str, visitor: str, now: int) -> VisitorKey | None:
    """The visitor's key, or None if there is none, or none any more."""
    kept = key_store.get(account, visitor)
    return VisitorKey(kept.id, _open(account, visitor, kept, now)) if kept else None


def seal(key: VisitorKey, content: bytes) -> bytes:
    """The content as a compact JWE."""
    told = {"alg": "dir", "cty": "application/xml", "enc": "A256GCM", "kid": key.id, "zip": "DEF"}
    head = _encoded(json.dumps(told, separators=(",", ":")).encode())
    nonce = os.urandom(_NONCE)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    sealed = _cipher(key.plain).encrypt(nonce, packed, head)
    parts = (head, b"", _encoded(nonce), _encoded(sealed[:-_TAG]), _encoded(sealed[-_TAG:]))
    return b".".join(parts)


def open_(key: VisitorKey, sealed: bytes) -> bytes:
    """What was sealed. Raises NotReadable if this key did not seal it, or it was changed."""
    from cryptography.exceptions import InvalidTag

    try:
        head, _, nonce, body, tag = sealed.split(b".")
        packed = _cipher(key.plain).decrypt(_decoded(nonce), _decoded(body) + _decoded(tag), head)
        return zlib.decompressobj(-15).decompress(packed, _MOST_BYTES)
    except (InvalidTag, ValueError, zlib.error):
        raise NotReadable("This is not what was sealed for this visitor.") from None


def _made(account: str, visitor: str, now: int) -> Sealed:
    data_keys.ensure(account)
    version, data_key = data_keys.newest(account, now)
    nonce, plain = os.urandom(_NONCE), os.urandom(32)
    bound = f"{account}#{visitor}".encode()
    sealed = nonce + _cipher(data_key).encrypt(nonce, plain, bound)
    new = Sealed(f"vk_{token()}", version, sealed)
    if key_store.add(account, visitor, new):
        return new
    # Somebody else made one at the same moment, or this was done and its answer lost.
    return key_store.get(account, visitor) or _made(account, visitor, now)


def _open(account: str, visitor: str, kept: Sealed, now: int) -> bytes:
    from cryptography.exceptions import InvalidTag

    data_key = data_keys.of_version(account, kept.version, now)
    bound = f"{account}#{visitor}".encode()
    try:
        return _cipher(data_key).decrypt(kept.sealed[:_NONCE], kept.sealed[_NONCE:], bound)
    except InvalidTag:
        raise NotReadable("This visitor's key does not open with the account's.") from None


def _encoded(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))


def _cipher(key: bytes) -> "AESGCM":
    # 9 ms of a start, needed by few.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
