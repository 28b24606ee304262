"""API keys: made, rotated, revoked, and opened by their secrets. Called by handlers/keys.py and
handlers/auth.py.

Nobody makes or rotates a key that may more than they may themselves.
"""

from chalicelib.domain.api_key import HINT_LENGTH, ApiKey, digest, new_secret
from chalicelib.domain.audit import Act
from chalicelib.domain.error import Conflict, Unauthenticated
from chalicelib.domain.ids import seeded
from chalicelib.domain.record import Record
from chalicelib.services import access
from chalicelib.services.changes import Page, insist, page
from chalicelib.store import api_keys as key_store
from chalicelib.store import audit as audit_store

MOST_OVERLAP_S = 604_800


def opened_by(secret: str) -> tuple[str, str]:
    """The account, and `KEY#HASH` for `access.speaker`. Raises Unauthenticated."""
    hashed = digest(secret)
    owner = key_store.owner(hashed)
    if owner is None:
        raise Unauthenticated("This API key is revoked, expired or replaced. Ask for a new one.")
    account, key = owner
    return account, f"{key}#{hashed}"


def listed(account: str, after: str, limit: int) -> Page[ApiKey]:
    """The account's keys."""
    return page(key_store.of_account(account), lambda key: key.id, after, limit)


def create(act: Act, name: str, permissions: frozenset[str], expires: int) -> tuple[ApiKey, str]:
    """A new key and its secret, which is told this once. Raises NotAllowed, Conflict."""
    act.speaker.need_all(permissions, "This key")
    secret = new_secret()
    key = ApiKey(
        act.speaker.account,
        seeded("ke", act.seed),
        name,
        permissions,
        act.at,
        expires,
        secret[-HINT_LENGTH:],
        digest(secret),
    )
    try:
        key_store.create(key, act.entry("key.create", key.id, after=told(key)))
    except Conflict:
        if not _stored_as(key):
            raise Conflict("This key was made already. Rotate it to get a secret.") from None
    return key, secret


def rotate(act: Act, key_id: str, overlap_s: int) -> tuple[ApiKey, str]:
    """A new secret; the one before works for so long. Raises NoSuchKey, NotAllowed."""
    secret = new_secret()

    def attempt() -> ApiKey:
        before = access.api_key(act.speaker.account, key_id)
        if before.secret == digest(secret):
            return before
        act.speaker.need_all(before.permissions, "This key")
        after = before._replace(
            secret=digest(secret),
            hint=secret[-HINT_LENGTH:],
            old=before.secret,
            old_until=act.at + overlap_s * 1_000,
            version=before.version + 1,
        )
        entry = act.entry("key.rotate", key_id, after={"overlap_s": overlap_s, **told(after)})
        key_store.rotate(before, after, entry)
        return after

    return insist(attempt), secret


def revoke(act: Act, key_id: str) -> None:
    """End a key at once. Raises NoSuchKey."""

    def attempt() -> None:
        if audit_store.stands(act.entry("key.revoke", key_id)):
            return
        key = access.api_key(act.speaker.account, key_id)
        key_store.remove(key, act.entry("key.revoke", key_id, told(key)))

    insist(attempt)


def told(key: ApiKey) -> Record:
    """A key as the audit trail tells it: without anything that opens it."""
    return {
        "name": key.name,
        "permissions": sorted(key.permissions),
        "expires": key.expires,
        "hint": key.hint,
    }


def _stored_as(key: ApiKey) -> bool:
    stored = key_store.get(key.account, key.id)
    return stored is not None and stored.secret == key.secret
