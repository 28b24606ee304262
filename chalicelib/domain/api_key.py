"""An API key: what a machine shows instead of signing in. Only hashes of its secret are kept."""

import hashlib
import secrets
from typing import NamedTuple

PREFIX = "pk_"
HINT_LENGTH = 4


class ApiKey(NamedTuple):
    """A key. `secret` and `old` are hashes; `old` works until `old_until`, all until `expires`.

    `expires` 0 is never; `hint` is the end of the secret, to tell keys apart.
    """

    account: str
    id: str
    name: str
    permissions: frozenset[str]
    created: int
    expires: int
    hint: str
    secret: str
    old: str = ""
    old_until: int = 0
    version: int = 1

    def takes(self, digest: str, now: int) -> bool:
        """Whether a secret of this hash opens the key now."""
        if self.expires and self.expires <= now:
            return False
        return digest == self.secret or (bool(self.old) and digest == self.old_at(now))

    def old_at(self, now: int) -> str:
        """The hash of the secret before the last rotation while it still works."""
        return self.old if self.old_until > now else ""


def new_secret() -> str:
    """A secret that nobody guesses: 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret. It is random, so a plain hash does not give it away."""
    return hashlib.sha256(secret.encode()).hexdigest()
