"""A made-up day: as many come as its rates say, and what becomes of them adds up."""

import pytest

from chalicelib.domain.scenario import Scenario, Team, generated, played

MINUTE = 60_000
DAY = (0.0,) * 8 + (60.0,) * 10 + (0.0,) * 6
TEAM = Team(6, 1, 8 * 60, 18 * 60)
BASE = Scenario(DAY, 5 * MINUTE, (TEAM,), patience=4 * MINUTE, seed=3)


def test_as_many_come_in_each_hour_as_its_rate_says() -> None:
    counts = [0] * 24
    for arrival in generated(BASE._replace(rates=(0.0, 400.0, 100.0) + (0.0,) * 21)):
        counts[arrival.need.since // 3_600_000] += 1

    assert counts[1] == pytest.approx(400, abs=80)
    assert counts[2] == pytest.approx(100, abs=40)
    assert sum(counts) == counts[1] + counts[2]


def test_chats_take_as_long_as_is_said_on_average_and_vary_as_is_said() -> None:
    took = [one.handling for one in generated(BASE._replace(rates=(200.0,) * 24, spread=0.5))]

    mean = sum(took) / len(took)
    deviation = (sum((one - mean) ** 2 for one in took) / len(took)) ** 0.5
    assert mean == pytest.approx(5 * MINUTE, rel=0.05)
    assert deviation / mean == pytest.approx(0.5, rel=0.1)
    steady = [one.handling for one in generated(BASE._replace(spread=0.0))]
    assert set(steady) == {5 * MINUTE}


def test_the_same_seed_makes_the_same_day_and_another_another() -> None:
    come = list(generated(BASE))

    assert list(generated(BASE)) == come
    assert played(BASE, come) == played(BASE, list(generated(BASE)))
    assert list(generated(BASE._replace(seed=4))) != come


def test_two_days_of_one_seed_differ_by_what_is_different_alone() -> None:
    slower = list(generated(BASE._replace(handling=10 * MINUTE)))

    for one, other in zip(generated(BASE), slower, strict=True):
        assert one.need == other.need
        assert one.patience == other.patience
        assert other.handling == pytest.approx(2 * one.handling, abs=2)


def test_what_became_of_a_day_adds_up() -> None:
    come = list(generated(BASE))
    found = played(BASE, come)

    assert found.day.arrivals == len(come) == sum(hour.arrivals for hour in found.hours)
    assert found.day.abandoned == sum(hour.abandoned for hour in found.hours) > 0
    assert found.day.answered + found.day.abandoned == found.day.arrivals
    assert found.day.within == tuple(sorted(found.day.within))
    assert 0.5 < found.day.occupancy < 1
    assert found.day.mean_wait < found.day.p90_wait
    # Before and after the shift nobody comes and nobody is there.
    assert {hour.occupancy for hour in found.hours[:8]} == {0.0}


def test_more_agents_answer_more_and_sooner() -> None:
    come = list(generated(BASE))
    few, many = (
        played(BASE._replace(teams=(TEAM._replace(agents=count),)), come) for count in (5, 9)
    )

    assert many.day.abandoned < few.day.abandoned
    assert many.day.mean_wait < few.day.mean_wait
    assert many.day.occupancy < few.day.occupancy
    assert all(more >= less for more, less in zip(many.day.within, few.day.within, strict=True))


@pytest.mark.parametrize(
    ("starts", "ends", "there"),
    [(8, 10, {8, 9}), (22, 2, {22, 23, 0, 1}), (5, 5, set(range(24)))],
)
def test_who_is_there_by_their_shift_alone(starts: int, ends: int, there: set[int]) -> None:
    team = Team(2, 3, starts * 60, ends * 60)
    scenario = BASE._replace(rates=(6.0,) * 24, teams=(team,), handling=MINUTE, max_wait=MINUTE)

    found = played(scenario, list(generated(scenario)))

    answered = {number for number, hour in enumerate(found.hours) if hour.answered}
    served_late = {(hour - 1) % 24 for hour in there}
    assert there <= answered <= there | served_late
    assert {number for number, hour in enumerate(found.hours) if hour.occupancy} >= there


def test_chats_that_ask_for_a_skill_wait_for_it_and_then_for_anybody() -> None:
    teams = (Team(1, 1, skills=("french",)), Team(9, 1))
    asked = BASE._replace(teams=teams, skills={"french": 0.5}, patience=0, max_wait=3 * MINUTE)

    strict = played(asked, list(generated(asked)))
    relaxed = asked._replace(relax=30_000)
    loose = played(relaxed, list(generated(relaxed)))

    assert strict.day.abandoned > 3 * loose.day.abandoned
    assert loose.day.answered > strict.day.answered


def test_wrap_up_and_accepting_hold_slots() -> None:
    slow = BASE._replace(wrap_up=MINUTE, accept=MINUTE)

    found = [played(one, list(generated(one))).day for one in (BASE, slow)]

    assert found[1].occupancy > found[0].occupancy
    assert found[1].abandoned > found[0].abandoned


def test_visitors_wait_until_their_offer_is_accepted() -> None:
    slow = BASE._replace(teams=(TEAM._replace(agents=200, starts=0, ends=0),), accept=25_000)

    found = played(slow, list(generated(slow))).day

    assert found.answered > 0
    assert (found.mean_wait, found.within) == (25_000, (0.0, 1.0, 1.0))


def test_nobody_there_answers_nobody() -> None:
    empty = BASE._replace(teams=())

    found = played(empty, list(generated(empty)))

    assert (found.day.answered, found.day.occupancy, found.day.mean_wait) == (0, 0.0, 0)
    assert found.day.within == (0.0, 0.0, 0.0)
