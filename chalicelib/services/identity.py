"""The secret with which a site signs who its visitors are: made, renewed, ended. Called by
handlers/identity.py."""

import secrets

from chalicelib.domain.account import Account
from chalicelib.domain.audit import Act
from chalicelib.domain.error import Conflict
from chalicelib.domain.identity import PREFIX
from chalicelib.services import access, accounts
from chalicelib.store import accounts as account_store

MOST_OVERLAP_S = 604_800
HINT_LENGTH = 4


def renew(act: Act, overlap_s: int) -> str:
    """A new secret, told this once; the one before works for so long. Raises Conflict."""
    before = accounts.get(act.speaker.account)
    secret = PREFIX + secrets.token_hex(32)
    until = act.at + overlap_s * 1_000
    kept = [(old, until) for old, ends in before.identity_secrets if not ends and overlap_s]
    told = {"hint": secret[-HINT_LENGTH:], "overlap_s": overlap_s}
    _set(act, before, [(secret, 0), *kept], "identity.renew", told)
    return secret


def end(act: Act) -> None:
    """From now on nobody is verified. Raises Conflict."""
    before = accounts.get(act.speaker.account)
    if before.identity_secrets:
        _set(act, before, [], "identity.end", {})


def hints(account: str) -> list[tuple[str, int]]:
    """The ends of the secrets that hold, and until when (0: for ever)."""
    found = accounts.get(account).identity_secrets
    return sorted(((secret[-HINT_LENGTH:], until) for secret, until in found), key=lambda x: x[1])


def _set(
    act: Act, before: Account, held: list[tuple[str, int]], action: str, told: dict[str, object]
) -> None:
    try:
        account_store.set_identity_secrets(before, held, act.entry(action, before.id, after=told))
    except Conflict:
        # Also after a lost answer: the secret that nobody was told is replaced by the next one.
        raise Conflict("Somebody changed the secret just now. Look, then try again.") from None
    access.renew_account(before.id, act.at)
