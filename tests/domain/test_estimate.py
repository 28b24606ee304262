"""Whether as many waits lie in the band as it says."""

import heapq
import statistics
from collections.abc import Iterable, Iterator

import pytest

from benchmarks.bands import bands
from benchmarks.erlang import MEAN_MS, arrivals
from chalicelib.domain.estimate import Estimate, estimate, wait_record, waits
from chalicelib.domain.need import Need, Ring
from chalicelib.domain.pace import Pace
from chalicelib.domain.routing import Candidate
from chalicelib.domain.simulation import Arrival


def test_the_first_in_line_waits_for_one_slot_of_many() -> None:
    found = estimate(1, 10, 300_000)

    # An exponential wait with a mean of 30 s: its deciles are known.
    assert found is not None
    assert found.low == pytest.approx(30_000 * 0.1054, rel=0.1)
    assert found.likely == pytest.approx(30_000 * 0.6931, rel=0.03)
    assert found.high == pytest.approx(30_000 * 2.3026, rel=0.03)


def test_the_band_grows_with_the_place_and_narrows_beside_it() -> None:
    bands = [band for place in (1, 5, 20) if (band := estimate(place, 4, 60_000))]

    assert [band.likely for band in bands] == sorted(band.likely for band in bands)
    widths = [(band.high - band.low) / band.likely for band in bands]
    assert widths == sorted(widths, reverse=True)


def test_steady_chats_and_leavers_are_taken_into_account() -> None:
    usual = estimate(8, 4, 60_000)
    steady = estimate(8, 4, 60_000, spread=0.1)
    leaving = estimate(8, 4, 60_000, leaving=1 / 60_000)

    assert usual
    assert steady
    assert leaving
    assert steady.high - steady.low < (usual.high - usual.low) / 2
    assert leaving.likely < usual.likely


def test_nobody_there_or_nothing_known_is_no_estimate() -> None:
    assert estimate(1, 0, 60_000) is None
    assert estimate(1, 3, 0) is None


@pytest.mark.parametrize(("servers", "load"), [(2, 0.9), (10, 0.95)])
@pytest.mark.parametrize("patience", [0, 600_000])
def test_four_waits_of_five_lie_in_the_band(servers: int, load: float, patience: int) -> None:
    told = list(observed(arrivals(servers, load, 20_000, 5, patience), servers, patience))

    inside = statistics.mean(band.low <= wait <= band.high for band, wait in told)
    below = statistics.mean(wait < band.low for band, wait in told)
    assert len(told) > 2_000
    assert 0.77 <= inside <= 0.83
    assert 0.07 <= below <= 0.13


def test_as_many_waits_lie_in_the_band_over_days_on_which_it_is_learnt() -> None:
    found = bands()

    assert found["waits_told"] > 2_000
    assert 0.75 <= found["wait_in_band"] <= 0.88


def observed(
    come: Iterable[Arrival], servers: int, patience: int
) -> Iterator[tuple[Estimate, int]]:
    """What each waiting visitor who stayed was told on coming, and how long they waited."""
    free, ends = [0] * servers, list[int]()
    leaving = 1 / patience if patience else 0.0
    for need, handling, stays in come:
        ends = [end for end in ends if end > need.since]
        wait = max(0, free[0] - need.since)
        served = stays is None or wait <= stays
        told = estimate(len(ends) + 1, servers, MEAN_MS, leaving=leaving) if wait else None
        ends.append(need.since + (wait if served else stays or 0))
        if served:
            heapq.heapreplace(free, need.since + wait + handling)
        if told:
            # For those who left it is how long they would have waited.
            yield told, wait


PACE = Pace(chats=60, handling=60_000, square=7_200_000_000)
ADA, BEN = (Candidate(name, True, 2, 2, 0, {name: 1}) for name in ("ada", "ben"))


def told(*queue: Need, agents: tuple[Candidate, ...] = (ADA, BEN), pace: Pace = PACE) -> list[int]:
    """The likely wait of each of the queue, -1 where none is told."""
    return [wait.likely if wait else -1 for wait in waits(queue, agents, pace, 0)]


def asks(name: str = "") -> Need:
    """A chat for whoever has a skill."""
    return Need(name, 0, (Ring(0, {name: 1}),)) if name else Need("any", 0)


def test_each_of_the_queue_is_told_a_longer_wait() -> None:
    first, second, third = told(asks(), asks(), asks())

    assert 0 < first < second < third
    assert told(asks(), asks(), agents=(ADA,))[1] == pytest.approx(2 * second, rel=0.05)


def test_only_those_count_who_may_take_the_chat() -> None:
    alone = told(asks("ada"))[0]

    assert alone == pytest.approx(2 * told(asks())[0], rel=0.05)
    # Those who wait for somebody else are not in the way, who ask for nothing half of them are.
    assert told(asks("ben"), asks("ben"), asks("ada"))[2] == alone
    assert told(asks(), asks(), asks("ada"))[2] == told(asks("ada"), asks("ada"))[1]


def test_nothing_is_told_where_nobody_can_know() -> None:
    away = ADA._replace(online=False)

    assert told(asks("carl")) == [-1]
    assert told(asks(), agents=(away,)) == [-1]
    assert told(asks(), pace=PACE._replace(chats=2)) == [-1]
    # Somebody has room: it is not a matter of slots.
    assert told(asks(), asks(), agents=(ADA._replace(used=1), BEN))[0] == -1


def test_a_band_of_few_chats_is_wider_and_wrap_up_holds_slots_too() -> None:
    (sure,) = waits([asks()], [ADA], PACE, 0)
    (unsure,) = waits([asks()], [ADA], PACE._replace(chats=3), 0)
    (longer,) = waits([asks()], [ADA], PACE, 0, wrap_up=60_000)

    assert sure
    assert unsure
    assert longer
    assert (unsure.low, unsure.high) < (sure.low, unsure.high)
    assert unsure.high > sure.high
    assert longer.likely == pytest.approx(2 * sure.likely, rel=0.01)


def test_a_band_is_told_in_whole_seconds_outward() -> None:
    assert wait_record(Estimate(1_999, 3_400, 8_001)) == {
        "low_s": 1,
        "likely_s": 3,
        "high_s": 9,
    }
