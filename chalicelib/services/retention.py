"""Seeing to it that accounts are looked at for what is over its time. Called by services/routing.py
when a chat ends; what is done then: services/archive.py."""

from chalicelib.domain.deadline import next_look
from chalicelib.store import deadlines as deadline_store

_watched: dict[str, int] = {}


def watch(account: str, now: int) -> None:
    """The account is looked at from the next midnight on. Written once a day by a process: each
    look sees to the next by itself."""
    look = next_look(account, now)
    if _watched.get(account) != look.due:
        deadline_store.put(look)
        _watched[account] = look.due


def forget() -> None:
    """What this process has written: for tests."""
    _watched.clear()
