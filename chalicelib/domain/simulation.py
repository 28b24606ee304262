"""What would happen: the router itself over arrivals that are recorded or made up. Called by
`python -m benchmarks.routing` and by services that answer "what if"."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from chalicelib.domain.need import Need
from chalicelib.domain.routing import Candidate, Decision, match, shares_of

_FREES, _LEAVES, _LOOKS, _COMES, _GOES = 0, 1, 2, 3, 4


class Router(Protocol):
    """As `match` in domain/routing.py."""

    def __call__(
        self,
        queue: Iterable[Need],
        candidates: Iterable[Candidate],
        now: int,
        *,
        given: Mapping[str, int] | None = None,
    ) -> list[Decision]: ...


class Arrival(NamedTuple):
    """A chat that comes: what it asks for (`need.since` is when), how long an agent will be busy
    with it, and how long its visitor waits before they leave (ms; None: for ever)."""

    need: Need
    handling: int
    patience: int | None = None


class Served(NamedTuple):
    """What became of one arrival: who took it (`""`: its visitor left), after what wait (ms)."""

    chat: str
    agent: str
    came: int
    waited: int


class Simulation:
    """One run. `decisions` are those of the router, in order; `served` is in the order in which
    chats left the queue; `busy` counts each agent's slots in use times milliseconds.

    `slower`: by which share a chat takes longer for one whose slots are all in use than for one
    who has no other chat. `router` stands for `match` where another one is to be compared with it.
    """

    def __init__(
        self, agents: Sequence[Candidate], *, slower: float = 0.0, router: Router = match
    ) -> None:
        self._slower, self._router = slower, router
        self.agents = {one.id: one for one in agents}
        self.waiting: dict[str, Arrival] = {}
        self.decisions: list[Decision] = []
        self.served: list[Served] = []
        self.busy = dict.fromkeys(self.agents, 0)
        self._events: list[tuple[int, int, str, str, int]] = []
        self._given: dict[str, int] = {}

    def shift(self, agent: str, at: int, *, online: bool) -> None:
        """From a moment on an agent takes chats, or ends those they have and takes no more."""
        self._plan(at, _COMES if online else _GOES, "", agent)

    def run(self, arrivals: Iterable[Arrival]) -> None:
        """Let all of them come, in the order of their times, and go on until the last has left or
        can never be served."""
        for arrival in arrivals:
            self._until(arrival.need.since)
            self._come(arrival)
        self._until(None)

    def _come(self, arrival: Arrival) -> None:
        need, now = arrival.need, arrival.need.since
        self.waiting[need.id] = arrival
        if arrival.patience is not None:
            self._plan(now + arrival.patience, _LEAVES, need.id)
        for moment in {now + ring.after for ring in need.rings[1:]} | {need.agent_until}:
            if moment > now:
                self._plan(moment, _LOOKS, need.id)
        self._look(now)

    def _until(self, end: int | None) -> None:
        while self._events and (end is None or self._events[0][0] <= end):
            now, kind, chat, agent, weight = heapq.heappop(self._events)
            if kind == _FREES:
                one = self.agents[agent]
                self.agents[agent] = one._replace(used=one.used - weight)
                self._look(now)
            elif kind == _LEAVES:
                self._leave(chat, now)
            elif kind in (_COMES, _GOES):
                self.agents[agent] = self.agents[agent]._replace(online=kind == _COMES)
                self._look(now)
            elif chat in self.waiting:
                self._look(now)

    def _leave(self, chat: str, now: int) -> None:
        arrival = self.waiting.pop(chat, None)
        if arrival:
            self.served.append(Served(chat, "", arrival.need.since, now - arrival.need.since))

    def _look(self, now: int) -> None:
        queue = [arrival.need for arrival in self.waiting.values()]
        for decision in self._router(queue, self.agents.values(), now, given=self._given):
            self.decisions.append(decision)
            self._hand_over(self.waiting.pop(decision.chat), decision.agent, now)

    def _hand_over(self, arrival: Arrival, agent: str, now: int) -> None:
        need, one = arrival.need, self.agents[agent]
        self.agents[agent] = one._replace(used=one.used + need.weight, received=now)
        for name in shares_of(need, one.groups):
            self._given[name] = self._given.get(name, 0) + 1
        handling = round(arrival.handling * (1 + self._slower * self.agents[agent].load()))
        self.busy[agent] += need.weight * handling
        self.served.append(Served(need.id, agent, need.since, now - need.since))
        self._plan(now + handling, _FREES, need.id, agent, need.weight)

    def _plan(self, at: int, kind: int, chat: str, agent: str = "", weight: int = 0) -> None:
        heapq.heappush(self._events, (at, kind, chat, agent, weight))
