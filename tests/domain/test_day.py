"""How an account's day goes, and when it is."""

from dataclasses import replace

from chalicelib.domain.account import Account
from chalicelib.domain.day import Day, date_of
from chalicelib.domain.hours import Hours

# Half past eleven in the evening, by UTC, in November.
LATE = 1_796_081_400_000
SHOP = Account("demo", "Demo", frozenset())


def test_a_day_says_how_long_it_took_and_how_soon_it_was() -> None:
    day = Day(3, 45_000, {20: 2, 30: 2, 60: 3}, left=1)

    assert day.mean_wait() == 15_000
    assert [day.share_within(s) for s in (20, 30, 60)] == [0.5, 0.5, 0.75]


def test_of_nothing_nothing_is_said() -> None:
    assert (Day().mean_wait(), Day().share_within(20)) == (0.0, None)
    assert Day(left=2).share_within(20) == 0.0


def test_days_add_up() -> None:
    first, second = Day(1, 5_000, {20: 1, 30: 1, 60: 1}), Day(1, 40_000, {60: 1}, left=2)

    assert first.plus(second) == Day(2, 45_000, {20: 1, 30: 1, 60: 2}, left=2)


def test_the_date_is_that_of_the_accounts_hours() -> None:
    assert date_of(SHOP, LATE) == "2026-11-30"
    for zone, date in (("Europe/Berlin", "2026-12-01"), ("America/New_York", "2026-11-30")):
        assert date_of(replace(SHOP, hours=Hours(zone, ((),) * 7)), LATE) == date
