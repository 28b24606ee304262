"""Counts that all processes share, by minute. Called by services/limits.py."""

import hashlib
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.error import Conflict
from chalicelib.log import note_failure
from chalicelib.store import keys
from chalicelib.store.tables import LimitItem
from chalicelib.store.writes import update

KEPT_MS = 3_600_000


def add(account: str, name: str, subject: str, minute: int, count: int, ends: int) -> int:
    """Add to a count of a minute: how much it is now, or 0 if that cannot be told: nobody is kept
    from their chat because something could not be counted.

    Each subject and minute has a key of its own, so that no flood meets another's.
    """
    hashed = hashlib.blake2b(subject.encode(), digest_size=16).hexdigest()
    key = keys.below(account, f"{name}#{hashed}#{minute}")
    gone = datetime.fromtimestamp((ends + KEPT_MS) / 1000, UTC)
    actions = [LimitItem.count_.add(count), LimitItem.ttl.set(gone)]
    try:
        return int(update(LimitItem, (key, None), actions)["n"]["N"])
    except (BotoCoreError, ClientError, Conflict):
        note_failure("A count was not shared.", limit=name)
        return 0
