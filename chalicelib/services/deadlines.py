"""Looking at what was due: from a delayed message, or by the sweeper who misses nothing. Called by
handlers/jobs.py."""

from collections.abc import Callable, Iterator

from chalicelib.domain.deadline import (
    AWAY,
    HOURS,
    LEASE,
    OFFER,
    PUBLISHING,
    SUSPENDED,
    WAITING,
    WRAP_UP,
    Deadline,
)
from chalicelib.domain.event import Event, Outcome, Remind
from chalicelib.services import offers, presence, routing, wrap_ups
from chalicelib.store import deadlines as deadline_store

Settle = Callable[[Deadline, int], list[Event]]

_SETTLE: dict[str, Settle] = {
    LEASE: lambda deadline, now: presence.settle_lease(
        deadline.account, deadline.subject, deadline.due, now
    ),
    AWAY: lambda deadline, now: presence.settle_away(deadline.subject, now),
    HOURS: lambda deadline, now: routing.drain(deadline.account, now),
    SUSPENDED: lambda deadline, now: _settle_suspended(deadline.account, now),
    OFFER: lambda deadline, now: offers.settle(deadline.subject, now),
    WRAP_UP: lambda deadline, now: wrap_ups.settle(deadline.subject, now),
    PUBLISHING: lambda deadline, now: _settle_publishing(deadline.account, now),
    WAITING: lambda deadline, now: presence.settle_waiting(deadline.subject, now),
}


def _settle_suspended(account: str, now: int) -> list[Event]:
    # Rare: no other look pays for the import.
    from chalicelib.services import accounts

    return accounts.settle_suspended(account, now)


def _settle_publishing(account: str, now: int) -> list[Event]:
    # Rare too.
    from chalicelib.services import publishing

    return publishing.settle(account, now)


def settle(deadline: Deadline, now: int) -> Outcome[None]:
    """Do what is due, then forget the deadline. Safe to repeat: the object itself says what is due.

    A crash before the deadline is forgotten leaves it to the next sweep.
    """
    if deadline.due > now:
        # A message may come early, or by a clock that is ahead of ours.
        return Outcome(None, (Remind(deadline),))
    act = _SETTLE[deadline.kind]
    if not deadline_store.is_kept(deadline):
        # Settled by the sweep or by another message: acting again would start a second chain.
        return Outcome(None)
    events = act(deadline, now)
    deadline_store.remove(deadline)
    return Outcome(None, tuple(events))


def long_due(now: int) -> Iterator[Deadline]:
    """Accounts that are to be looked at for what takes long."""
    return deadline_store.long_due(now)


def due(now: int) -> Iterator[Deadline]:
    """All that has fallen due and was not settled by a delayed message."""
    return deadline_store.due(now)
