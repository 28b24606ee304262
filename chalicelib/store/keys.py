"""Building keys: the account's id comes first, and hot keys are spread."""

import hashlib
from datetime import UTC, datetime

CHAT = "chat"
SHARDS = 8
DEFAULT_QUEUE = "default"


def below(account: str, thing: str) -> str:
    """The key of something that belongs to an account."""
    return f"{account}#{thing}"


def block(first: int) -> str:
    """The part of a chat that holds its older lines from seq `first` on."""
    return f"lines#{first:08d}"


def decision(fence: int | None) -> str:
    """The part of a chat that says why it came to whom; None: what all such begin with."""
    return "decision#" + ("" if fence is None else f"{fence:06d}")


def front(since: int, chat: str) -> str:
    """A place before all that were not yet served once, in order of arrival among its like."""
    return f"0#{since:013d}#{chat}"


def back(since: int, chat: str) -> str:
    """A place in order of arrival."""
    return f"1#{since:013d}#{chat}"


def month(account: str, at: int) -> str:
    """The month of an account's ended chats: `demo#2026-11`."""
    return f"{account}#{datetime.fromtimestamp(at / 1000, UTC):%Y-%m}"


def moment(at: int, thing: str) -> str:
    """Something at a time, in an order that sorts."""
    return f"{at:013d}#{thing}"


def shard(thing: str) -> str:
    """The deadline shard of a subject."""
    return f"due#{hashlib.blake2b(thing.encode(), digest_size=2).digest()[0] % SHARDS}"
