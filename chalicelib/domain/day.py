"""An account's day: how many chats were answered on it and how soon, how many left before. Used by
store/days.py and services/scoreboard.py."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from chalicelib.domain.account import Account

# Within how many seconds an answer counts as soon.
SOON_S = (20, 30, 60)


class Day(NamedTuple):
    """Chats that were first answered on a day, and how long they waited for that together (ms);
    `within`: how many of them no longer than so many seconds. `left`: those that ended before
    anybody answered."""

    answered: int = 0
    waited: int = 0
    within: Mapping[int, int] = {}
    left: int = 0

    def mean_wait(self) -> float:
        """How long they waited for an answer, in the mean (ms); 0 if there was none."""
        return self.waited / self.answered if self.answered else 0.0

    def share_within(self, seconds: int) -> float | None:
        """The share of all who came to an end of waiting that was answered so soon; None if nobody
        did."""
        over = self.answered + self.left
        return self.within.get(seconds, 0) / over if over else None

    def plus(self, other: "Day") -> "Day":
        """Both together."""
        within = {s: self.within.get(s, 0) + other.within.get(s, 0) for s in SOON_S}
        return Day(
            self.answered + other.answered,
            self.waited + other.waited,
            within,
            self.left + other.left,
        )


def date_of(account: Account, now: int) -> str:
    """The account's date, such as `2026-11-24`: by the time zone of its business hours; by UTC if
    it is always open."""
    if account.hours is None:
        return datetime.fromtimestamp(now / 1_000, UTC).date().isoformat()
    # Only accounts that have hours pay for it.
    from chalicelib.domain.hours import date_at

    return date_at(account.hours, now).isoformat()
