"""An account's data keys at hand: opened by KMS, kept for five minutes at most. Called by
services/sealed.py, visitor_keys.py and by those who change settings."""

from typing import Any, NamedTuple

from chalicelib.domain.account import Account
from chalicelib.domain.audit import Act
from chalicelib.domain.data_key import Ring, Wrapped
from chalicelib.domain.error import Conflict, NotReadable, Unavailable
from chalicelib.services import audit
from chalicelib.store import data_keys as key_store

# A key that was switched off works no longer than this.
KEPT_MS = 300_000
# As long as other settings; a new key seals from then on.
_RING_MS = 4_000
_MOST = 500
_ATTEMPTS = 5


class _Opened(NamedTuple):
    until: int
    plain: bytes


_opened: dict[tuple[str, int], _Opened] = {}
_rings: dict[str, tuple[int, Ring]] = {}


def newest(account: str, now: int) -> tuple[int, bytes]:
    """The key that seals, by its version. Raises Unavailable, KeyDisabled, NotReadable."""
    found = _ring(account, now).newest
    if found is None:
        raise Unavailable("This account has no data key yet. Save its masking settings again.")
    return found.version, _plain(found, now)


def of_version(account: str, version: int, now: int) -> bytes:
    """A key that once sealed. Raises Unavailable, KeyDisabled, NotReadable."""
    found = _ring(account, now).find(version) or key_store.ring(account).find(version)
    if found is None:
        raise NotReadable("What was kept is sealed with a key that this account does not have.")
    return _plain(found, now)


def prepare(account: Account) -> None:
    """Whoever is about to keep something has a key to seal it with.

    Raises Unavailable, KeyDisabled: then nothing was changed.
    """
    if account.keep_cards or account.keep_patterns:
        ensure(account.id)


def ensure(account: str) -> None:
    """The account has a data key. Raises Unavailable, KeyDisabled, Conflict."""
    if not key_store.ring(account).blobs:
        _add(account, only_first=True)


def renew(act: Act) -> int:
    """A new key seals from now on, what others sealed stays readable; its version.

    Raises Unavailable, KeyDisabled, Conflict.
    """
    version = _add(act.speaker.account, only_first=False)
    audit.note(act, "data-key.renew", f"{act.speaker.account} {version}")
    return version


def forget() -> None:
    """Nothing is kept any more, as in a new process."""
    _opened.clear()
    _rings.clear()


def _add(account: str, *, only_first: bool) -> int:
    for _ in range(_ATTEMPTS):
        before = key_store.ring(account)
        if before.newest and only_first:
            return before.newest.version
        after = before.and_new(key_store.make(account))
        if key_store.add(before, after):
            _rings.pop(account, None)
            return max(map(int, after.blobs))
    raise Conflict("Others make keys for this account too. Try again.")


def _ring(account: str, now: int) -> Ring:
    read_at, known = _rings.get(account, (0, None))
    if known is not None and known.blobs and 0 <= now - read_at < _RING_MS:
        return known
    found = key_store.ring(account)
    _make_room(_rings)
    _rings[account] = (now, found)
    return found


def _plain(wrapped: Wrapped, now: int) -> bytes:
    named = (wrapped.account, wrapped.version)
    kept = _opened.get(named)
    if kept and now < kept.until:
        return kept.plain
    _opened.pop(named, None)
    plain = key_store.unwrap(wrapped)
    _make_room(_opened)
    _opened[named] = _Opened(now + KEPT_MS, plain)
    return plain


def _make_room(kept: dict[Any, Any]) -> None:
    if len(kept) >= _MOST:
        kept.clear()
