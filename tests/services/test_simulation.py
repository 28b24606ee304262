"""What if: how it is now as a scenario, days that were recorded, and what is too much."""

from dataclasses import replace

import pytest

from chalicelib.domain.error import BadFrame
from chalicelib.domain.hours import Hours, Span
from chalicelib.domain.scenario import Scenario, Team
from chalicelib.services import access, accounts, simulation
from chalicelib.store import accounts as account_store
from tests.services.cast import MINUTE, SECOND, act, end, start
from tests.services.test_queue import PACE
from tests.stage import Stage

SCENARIO = Scenario((4.0,) * 24, 5 * MINUTE, (Team(2, 2),), patience=3 * MINUTE)


def test_how_it_is_now_is_a_scenario(stage: Stage) -> None:
    account_store.learn("demo", lambda _: PACE._replace(waits=60, waited=MINUTE / 2, left=0.5))
    stage.add_agent("Ada", max_chats=4)
    stage.add_agent("Ben", max_chats=4)
    stage.add_agent("Cleo", max_chats=2)

    found = simulation.today("demo", stage.now)

    assert found.teams == (Team(1, 2), Team(2, 4))
    assert (found.handling, found.spread, found.patience) == (2 * MINUTE, 1.0, MINUTE)
    assert found.max_wait == 15 * MINUTE
    assert sum(found.rates) > 50
    assert simulation.run(found).day.arrivals > 0


def test_chats_that_ended_since_yesterday_are_the_days_curve(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada"))
    for index in range(simulation.FEW):
        assert simulation.today("demo", stage.now).rates[12] > 1
        chat, _ = start(stage, index)
        stage.now += SECOND
        end(stage, chat, index)

    rates = simulation.today("demo", stage.now).rates

    assert sum(rates) == simulation.FEW
    hour = stage.now % simulation.DAY_MS // 3_600_000
    assert rates[hour] > 0

    # Five hours ahead of UTC all year.
    before = accounts.get("demo")
    there = replace(before, hours=Hours("Asia/Karachi", ((Span(0, 1440),),) * 7))
    account_store.change(before, there, act(now=stage.now).entry("account.change", "demo"))
    access.renew_account("demo", stage.now)
    assert simulation.today("demo", stage.now).rates[(hour + 5) % 24] == rates[hour]


def test_a_recorded_day_is_played_with_its_own_chats(stage: Stage) -> None:
    since = stage.now
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    first, _ = start(stage, 0)
    stage.now += 10 * SECOND
    second, _ = start(stage, 1)
    left, _ = start(stage, 2)
    stage.now += 20 * SECOND
    end(stage, left, 2)
    stage.send(console, action="ping", renew=True)
    stage.now += 30 * SECOND
    end(stage, first, 0)
    stage.now += 30 * SECOND
    end(stage, second, 1)

    one = simulation.replay("demo", since, SCENARIO._replace(teams=(Team(1, 1),)), stage.now)
    two = simulation.replay("demo", since, SCENARIO._replace(teams=(Team(3, 1),)), stage.now)

    assert (one.day.arrivals, one.day.answered, one.day.abandoned) == (3, 2, 1)
    assert one.day.p90_wait == 50 * SECOND
    assert (two.day.answered, two.day.mean_wait) == (3, 0)
    assert simulation.replay("demo", since + 1, SCENARIO, stage.now).day.arrivals == 2


def test_more_than_a_request_can_do_is_refused_with_what_helps(stage: Stage) -> None:
    for wrong, word in (
        (SCENARIO._replace(rates=(1_000.0,) * 24), "too many"),
        (SCENARIO._replace(rates=(200.0,) * 24, teams=(Team(100, 1),)), "a tenth"),
    ):
        with pytest.raises(BadFrame, match=word):
            simulation.run(wrong)
