"""Building keys: the account's id comes first, and hot keys are spread."""

import hashlib
from datetime import UTC, datetime

CHAT = "chat"
SHARDS = 8
LIVE_SHARDS = 16
DEFAULT_QUEUE = "default"
SLOT = "*"
FRONT, BACK = "0", "1"


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
    return f"{FRONT}#{since:013d}#{chat}"


def back(since: int, chat: str) -> str:
    """A place in order of arrival."""
    return f"{BACK}#{since:013d}#{chat}"


def of_place(place: str) -> tuple[bool, int]:
    """Whether a place is before all that were not yet served, and its time."""
    rank, since, _ = place.split("#")
    return rank == FRONT, int(since)


def slots(chat: str, weight: int) -> set[str]:
    """The slots that a chat takes."""
    return {chat, *(f"{chat}{SLOT}{number}" for number in range(2, weight + 1))}


def wrap(chat: str, until: int) -> str:
    """An ended chat whose slot is held until then, or a chat that is offered until then."""
    return f"{chat}@{until}"


def of_wrap(kept: str) -> tuple[str, int]:
    """Which chat that is, and until when."""
    chat, _, until = kept.partition("@")
    return chat, int(until)


def note(id_: str | None) -> str:
    """The part of a chat that holds a note; None: what all such begin with."""
    return "note#" + (id_ or "")


def left(chat: str) -> str:
    """The part of a day at which a chat is counted that left."""
    return f"left#{_spread(chat)}"


def month(account: str, at: int) -> str:
    """The month of an account's ended chats: `demo#2026-11`."""
    return f"{account}#{datetime.fromtimestamp(at / 1000, UTC):%Y-%m}"


def day(account: str, at: int) -> str:
    """The day of an account's visits: `demo#2026-11-24`."""
    return f"{account}#{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}"


def live(account: str, visit: str) -> str:
    """The shard in which a visit is found while it lasts: the writes of 20,000 are spread."""
    return live_shard(account, visit_shard(visit))


def live_shard(account: str, shard: int) -> str:
    """Where the visits of a shard are."""
    return f"{account}#live#{shard}"


def visit_shard(visit: str) -> int:
    """Each visit's, evenly: one shard is a fair sample of all."""
    return hashlib.blake2b(visit.encode(), digest_size=2).digest()[0] % LIVE_SHARDS


def moment(at: int, thing: str) -> str:
    """Something at a time, in an order that sorts."""
    return f"{at:013d}#{thing}"


def shard(thing: str) -> str:
    """The deadline shard of a subject."""
    return f"due#{_spread(thing)}"


def _spread(thing: str) -> int:
    """Which of the shards."""
    return hashlib.blake2b(thing.encode(), digest_size=2).digest()[0] % SHARDS
