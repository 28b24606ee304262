"""The audit trail: noting what no other write tells of, and reading it. Called by handlers."""

from datetime import UTC, datetime

from chalicelib.domain.audit import Act, Entry
from chalicelib.services.changes import Page
from chalicelib.store import audit as audit_store

MONTHS_READ = 36


def note(act: Act, action: str, thing: str) -> None:
    """Keep that somebody looked at something, or was refused."""
    audit_store.put(act.entry(action, thing))


def entries(account: str, after: str, limit: int, now: int) -> Page[Entry]:
    """The account's entries behind a cursor (`""`: from now), newest first, over three years."""
    at = int(after.split("#")[0]) if after else now
    found: list[Entry] = []
    for _ in range(MONTHS_READ):
        found += audit_store.of_month(account, at, after, limit + 1 - len(found))
        if len(found) > limit:
            return Page(found[:limit], audit_store.cursor(found[limit - 1]))
        at = _month_before(at)
    return Page(found, "")


def _month_before(at: int) -> int:
    """The last millisecond of the month before."""
    first = datetime.fromtimestamp(at / 1000, UTC).replace(
        day=1, hour=0, minute=0, second=0, microsecond=0
    )
    return int(first.timestamp() * 1000) - 1
