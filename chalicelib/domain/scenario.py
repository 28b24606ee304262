"""A day to be played by the real router: who comes, who is there, and what became of it, hour by
hour. Called by services/simulation.py and `make simulate`."""

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from chalicelib.domain.need import ANYBODY, Need, Ring
from chalicelib.domain.routing import Candidate
from chalicelib.domain.simulation import Arrival, Simulation

HOUR_MS = 3_600_000
MINUTE_MS = 60_000
HOURS = 24
# Answered within so many seconds: what service levels are told for.
WITHIN_S = (20, 30, 60)


class Team(NamedTuple):
    """So many agents with as many `slots` each, who have `skills` and are there from minute
    `starts` of the day to `ends`; past midnight if that is earlier, all day if it is the same."""

    agents: int
    slots: int
    starts: int = 0
    ends: int = 0
    skills: tuple[str, ...] = ()


class Scenario(NamedTuple):
    """A day. `rates`: chats that come in each hour; `handling`: how long one takes, ms, and
    `spread`: its standard deviation over its mean; `patience`: how long visitors wait on average
    (0: until `max_wait`); `skills`: which share of chats asks for each, and after `relax` for
    nobody in particular (0: never); `accept`: how long an agent takes to accept an offer;
    `wrap_up`: how long an ended chat holds its slot."""

    rates: tuple[float, ...]
    handling: int
    teams: tuple[Team, ...]
    spread: float = 1.0
    patience: int = 0
    max_wait: int = 15 * MINUTE_MS
    wrap_up: int = 0
    accept: int = 0
    skills: Mapping[str, float] = {}
    relax: int = 0
    seed: int = 1

    def chats(self) -> float:
        """How many are to be expected."""
        return sum(self.rates)

    def agents(self) -> int:
        """How many there are in all."""
        return sum(team.agents for team in self.teams)


class Hour(NamedTuple):
    """What became of the chats that came in an hour. Waits are of those who were answered, in ms;
    `within`: the share of all who came that was answered in so many seconds; `occupancy`: the share
    of slots of those who were there that was in use."""

    arrivals: int
    answered: int
    abandoned: int
    mean_wait: int
    p90_wait: int
    within: tuple[float, ...]
    occupancy: float


class Outcome(NamedTuple):
    """The hours of a day, and the day as one."""

    hours: tuple[Hour, ...]
    day: Hour


class _Chat(NamedTuple):
    came: int
    waited: int
    accepted: int
    answered: bool
    handling: int


def generated(scenario: Scenario) -> Iterator[Arrival]:
    """Chats as a Poisson process with the rate of each hour brings them. Each question of chance
    has a stream of its own, so that two scenarios with one seed differ by what is different."""
    came, took, stays, asks = (
        random.Random(f"{scenario.seed} {name}") for name in ("came", "took", "stays", "asks")
    )
    for number, at in enumerate(_moments(scenario.rates, came)):
        handling = _lognormal(took, scenario.handling, scenario.spread)
        yield Arrival(
            Need(f"c{number:06}", at, _rings(scenario, asks.random())),
            handling + scenario.accept + scenario.wrap_up,
            patience_of(scenario, stays),
        )


def patience_of(scenario: Scenario, chance: random.Random) -> int:
    """How long a visitor stays who is not answered."""
    drawn = chance.expovariate(1 / scenario.patience) if scenario.patience else scenario.max_wait
    return min(round(drawn), scenario.max_wait)


def played(scenario: Scenario, arrivals: Sequence[Arrival]) -> Outcome:
    """What becomes of those who come, by the router itself."""
    agents = list(_agents(scenario.teams))
    simulation = Simulation([one for one, _ in agents])
    for one, team in agents:
        for at, online in _shifts(team):
            simulation.shift(one.id, at, online=online)
    simulation.run(arrivals)
    took = {arrival.need.id: arrival.handling for arrival in arrivals}
    chats = [
        _Chat(one.came, one.waited, scenario.accept, bool(one.agent), took[one.chat])
        for one in simulation.served
    ]
    return _outcome(scenario, chats)


def _moments(rates: Sequence[float], chance: random.Random) -> Iterator[int]:
    """The times at which somebody comes: a steady process, with time stretched by the rates."""
    goal = chance.expovariate(1)
    passed = 0.0
    for hour, rate in enumerate(rates):
        while rate and goal <= passed + rate:
            yield round((hour + (goal - passed) / rate) * HOUR_MS)
            goal += chance.expovariate(1)
        passed += rate


def _lognormal(chance: random.Random, mean: float, spread: float) -> int:
    variance = math.log(1 + spread**2)
    return round(chance.lognormvariate(math.log(max(mean, 1)) - variance / 2, math.sqrt(variance)))


def _rings(scenario: Scenario, drawn: float) -> tuple[Ring, ...]:
    for skill, share in sorted(scenario.skills.items()):
        if drawn < share:
            first = Ring(0, {skill: 1})
            return (first, Ring(scenario.relax)) if scenario.relax else (first,)
        drawn -= share
    return ANYBODY


def _agents(teams: Sequence[Team]) -> Iterator[tuple[Candidate, Team]]:
    for index, team in enumerate(teams):
        skills = dict.fromkeys(team.skills, 1)
        for number in range(team.agents):
            # All are there only from their shift on.
            yield Candidate(f"a{index}-{number:03}", False, 0, team.slots, 0, skills), team


def _shifts(team: Team) -> Iterator[tuple[int, bool]]:
    """When those of a team come and go, in ms of the day."""
    starts, ends = team.starts * MINUTE_MS, team.ends * MINUTE_MS
    if starts >= ends:
        yield 0, True
    if starts > ends:
        yield ends, False
    if starts != ends:
        yield starts, True
        if ends > starts:
            yield ends, False


def _outcome(scenario: Scenario, chats: Sequence[_Chat]) -> Outcome:
    busy, there = _in_use(scenario, chats), _capacity(scenario.teams)
    by_hour: list[list[_Chat]] = [[] for _ in range(HOURS)]
    for chat in chats:
        by_hour[min(chat.came // HOUR_MS, HOURS - 1)].append(chat)
    hours = tuple(_hour(*told) for told in zip(by_hour, busy, there, strict=True))
    return Outcome(hours, _hour(chats, sum(busy), sum(there)))


def _hour(chats: Sequence[_Chat], busy: float, there: float) -> Hour:
    # An offer holds its slot from when it is made; its visitor waits on until it is accepted.
    waits = sorted(chat.waited + chat.accepted for chat in chats if chat.answered)
    count = len(chats)
    within = tuple(
        round(sum(wait <= limit * 1_000 for wait in waits) / count, 4) if count else 1.0
        for limit in WITHIN_S
    )
    return Hour(
        count,
        len(waits),
        count - len(waits),
        round(sum(waits) / len(waits)) if waits else 0,
        waits[min(len(waits) - 1, math.ceil(0.9 * len(waits)) - 1)] if waits else 0,
        within,
        round(min(busy / there, 1.0), 4) if there else 0.0,
    )


def _in_use(scenario: Scenario, chats: Sequence[_Chat]) -> list[float]:
    """Slots in use times ms, for each hour."""
    found = [0.0] * HOURS
    for chat in chats:
        begins = chat.came + chat.waited
        ends = begins + chat.handling if chat.answered else begins
        for hour in range(begins // HOUR_MS, min(-(-ends // HOUR_MS), HOURS)):
            found[hour] += min(ends, (hour + 1) * HOUR_MS) - max(begins, hour * HOUR_MS)
    return found


def _capacity(teams: Sequence[Team]) -> list[float]:
    """Slots of those who are there times ms, for each hour."""
    found = [0.0] * HOURS
    for team in teams:
        for minute in range(HOURS * 60):
            if _is_there(team, minute):
                found[minute // 60] += team.agents * team.slots * MINUTE_MS
    return found


def _is_there(team: Team, minute: int) -> bool:
    if team.starts < team.ends:
        return team.starts <= minute < team.ends
    return team.starts == team.ends or minute >= team.starts or minute < team.ends
