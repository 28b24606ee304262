"""A request that comes twice is done once. Called by handlers/operation.py.

As in the IETF's draft "The Idempotency-Key HTTP Header Field": the key belongs to who sends it.
"""

import hashlib

from chalicelib.domain.error import Conflict, KeyReused
from chalicelib.domain.idempotency import Kept
from chalicelib.domain.speaker import Speaker
from chalicelib.store import idempotency as idempotency_store


def begin(speaker: Speaker, key: str, digest: str, now: int) -> Kept | None:
    """None if the request is to be done; the answer it got if it was done before.

    Raises KeyReused for another request under the same key, Conflict while the first still runs.
    """
    kept = idempotency_store.begin(_key(speaker, key), Kept(digest, now))
    if kept is None:
        return None
    if kept.digest != digest:
        raise KeyReused("This Idempotency-Key came with another request. Take a new one.")
    if not kept.status:
        raise Conflict("The same request is being worked on. Ask again in a moment.")
    return kept


def finish(speaker: Speaker, key: str, kept: Kept) -> None:
    """Keep the answer for a day."""
    idempotency_store.finish(_key(speaker, key), kept)


def forget(speaker: Speaker, key: str) -> None:
    """The request was refused: the key is free again."""
    idempotency_store.forget(_key(speaker, key))


def digest(method: str, path: str, body: bytes) -> str:
    """What makes two requests the same."""
    return hashlib.sha256(f"{method} {path}\n".encode() + body).hexdigest()


def seed(speaker: Speaker, key: str) -> str:
    """A text of which new ids are made, the same for the same key."""
    return hashlib.sha256(f"id#{_key(speaker, key)}".encode()).hexdigest()


def _key(speaker: Speaker, key: str) -> str:
    return f"{speaker.account}#{speaker.kind}#{speaker.id}#{key}"
