"""Whether as many waits lie in the bands that visitors are told as they say, with what is known
learnt on the way. For `make bench-routing`."""

import heapq
import statistics
from collections.abc import Iterator

from chalicelib.domain.estimate import Estimate, waits
from chalicelib.domain.pace import UNKNOWN, Pace
from chalicelib.domain.routing import Candidate, order
from chalicelib.domain.scenario import Scenario, generated
from chalicelib.domain.simulation import Arrival, Simulation

# A day with two rushes in which all are busy, for agents with two slots each.
RATES = (
    0,
    0,
    0,
    0,
    0,
    2,
    10,
    40,
    90,
    130,
    140,
    110,
    60,
    90,
    130,
    140,
    120,
    80,
    40,
    20,
    10,
    0,
    0,
    0,
)
AGENTS, SLOTS = 6, 2
DAY = Scenario(
    tuple(float(rate) for rate in RATES), 330_000, (), spread=0.9, patience=600_000, seed=7
)
DAYS = 3
SKILLS = {"french": 0.2, "german": 0.3}


class Told(Simulation):
    """A run in which everybody who has to wait is told how long on coming."""

    def __init__(self, agents: list[Candidate]) -> None:
        super().__init__(agents)
        self.pace: Pace = UNKNOWN
        self.told: dict[str, Estimate] = {}
        self._ends: list[tuple[int, int]] = []

    def _come(self, arrival: Arrival) -> None:
        super()._come(arrival)
        need = arrival.need
        self._learn(need.since)
        if need.id not in self.waiting:
            return
        queue = order(one.need for one in self.waiting.values())
        place = [other.id for other in queue].index(need.id)
        ahead = queue[: place + 1]
        (found,) = waits(ahead, list(self.agents.values()), self.pace, need.since, first=place)
        if found:
            self.told[need.id] = found

    def _hand_over(self, arrival: Arrival, agent: str, now: int) -> None:
        super()._hand_over(arrival, agent, now)
        heapq.heappush(self._ends, (now + arrival.handling, arrival.handling))
        if now > arrival.need.since:
            self.pace = self.pace.after_wait(now - arrival.need.since, left=False)

    def _leave(self, chat: str, now: int) -> None:
        if chat in self.waiting:
            since = self.waiting[chat].need.since
            self.pace = self.pace.after_wait(now - since, left=True)
        super()._leave(chat, now)

    def _learn(self, now: int) -> None:
        while self._ends and self._ends[0][0] <= now:
            self.pace = self.pace.after_chat(heapq.heappop(self._ends)[1])


def bands() -> dict[str, float]:
    """The share of waits that lay in the band that was told, at worst over days of chats that ask
    for nothing and of chats that ask for skills."""
    shares = [list(_inside(skilled=skilled)) for skilled in (False, True)]
    return {
        "wait_in_band": round(min(statistics.mean(inside) for inside in shares), 4),
        "waits_told": sum(map(len, shares)),
    }


def _inside(*, skilled: bool) -> Iterator[bool]:
    for day in range(DAYS):
        run = Told([_agent(number, skilled=skilled) for number in range(AGENTS)])
        run.run(generated(DAY._replace(seed=day, skills=SKILLS if skilled else {})))
        for served in run.served:
            told = run.told.get(served.chat)
            # Of who left earlier than they were told nobody knows how long they would have waited.
            if told and (served.agent or served.waited > told.high):
                yield told.low <= served.waited <= told.high


def _agent(number: int, *, skilled: bool) -> Candidate:
    # Each knows one of the skills, by turns; half of them the other one too.
    known = ["french", "german"] if number % 2 else [("french", "german")[number // 2 % 2]]
    skills = dict.fromkeys(known, 1) if skilled else {}
    return Candidate(f"a{number}", True, 0, SLOTS, 0, skills)
