"""Who a visitor is by the site's own word, and whether the site signed it. Pure; called by
domain/visit.py, services/identity.py and handlers/visitor.py."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import NamedTuple

PREFIX = "is_"


class Identity(NamedTuple):
    """Who a visitor is: `verified` if the site's server signed it with the account's secret."""

    id: str
    name: str = ""
    email: str = ""
    verified: bool = False


class Secret(NamedTuple):
    """What signs identities until then; 0: for ever."""

    secret: str
    until: int = 0


def signature(secret: str, account: str, told: Identity, visitor: str = "") -> str:
    """HMAC-SHA256 in hexadecimal digits over account, id, name, e-mail and, where the site knows
    it, visitor, each ended by a line feed: none of them holds one."""
    parts = (account, told.id, told.name, told.email, *([visitor] if visitor else []))
    text = "".join(f"{part}\n" for part in parts)
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def is_signed(
    secrets: Iterable[Secret], account: str, told: Identity, visitor: str, given: str, now: int
) -> bool:
    """Whether a secret that still holds signed it, for this visitor or for whoever shows it."""
    if not given or "\n" in f"{told.id}{told.name}{told.email}":
        return False
    wanted = [
        signature(one.secret, account, told, whom)
        for one in secrets
        if not one.until or one.until > now
        for whom in ("", visitor)
    ]
    # All are compared, each in constant time: how long it takes tells nothing of any.
    given_ = given.lower().encode("utf-8", "replace")
    return any([hmac.compare_digest(given_, one.encode()) for one in wanted])
