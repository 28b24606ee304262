"""Five thousand chats within a minute for five hundred agents, through the services, by several
processes at once as functions run. Run by `python -m benchmarks.crowd`; the last line is JSON.

Time is the story's, not the machine's: each process goes through its share of the events as fast as
it can, and passes their times. In between it looks at every agent's load as it is stored.
"""

import heapq
import json
import multiprocessing
import os
import statistics
import string
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing.queues import Queue
from queue import Empty
from typing import Any, NamedTuple

from benchmarks.message import Calls, stack

CHATS = int(os.environ.get("PARLEY_CHATS", "5000"))
AGENTS = CHATS // 10
PROCESSES, SLOTS = 4, 4
# To look at all agents costs as much as to hand out: each process does at each third event.
EACH = 3
WINDOW_MS, HANDLING_MS, BEGIN = 60_000, 20_000, 1_800_000_000_000
ACCOUNT = "crowd"


class Report(NamedTuple):
    """What one process did and saw. `waits` are the story's ms from start to assignment; `took`
    the machine's, of calls that handed out."""

    waits: list[int]
    took: list[float]
    reads: int
    writes: int
    overfull: int
    got: dict[str, int]


def main() -> None:
    """Print the figures."""
    with stack():
        _people()
        begun = time.perf_counter()
        reports = _run()
        seconds = time.perf_counter() - begun
        figures = {**_figures(reports), **_left(), **_replayed(), "wall_s": round(seconds)}
    for name, figure in figures.items():
        print(f"{name:26} {figure}")
    print(json.dumps(figures))


def _people() -> None:
    from chalicelib.services import accounts
    from chalicelib.store.tables import AgentItem

    accounts.open_account(account=ACCOUNT, name="Crowd", origins=["https://crowd.test"])
    with AgentItem.batch_write() as batch:
        for number in range(AGENTS):
            name = f"ag_{number:04d}"
            batch.save(
                AgentItem(
                    ACCOUNT,
                    name,
                    name=f"Agent {number}",
                    email="",
                    role="agent",
                    max_chats=SLOTS,
                    status="online",
                    lease=BEGIN * 2,
                    sockets={f"socket-{name}"},
                )
            )


def _run() -> list[Report]:
    # A fresh interpreter each: connections and caches are a function's own.
    context = multiprocessing.get_context("spawn")
    told: Queue[Report] = context.Queue()
    workers = [
        context.Process(target=_work, args=(told, index), daemon=True) for index in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    reports: list[Report] = []
    while len(reports) < len(workers):
        try:
            reports.append(told.get(timeout=1))
        except Empty:
            if any(worker.exitcode for worker in workers):
                raise SystemExit("A process died; what it said is above.") from None
    for worker in workers:
        worker.join()
    return reports


def _work(told: "Queue[Report]", index: int) -> None:
    from chalicelib.store.table import connection

    calls = Calls()
    calls.watch(connection().client)
    worker = Worker(calls)
    worker.run(range(index, CHATS, PROCESSES))
    told.put(worker.report())


class Worker:
    """One process: begins its chats at their times, and ends those it handed out after a while."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.ends: list[tuple[int, str]] = []
        self.waits: list[int] = []
        self.took: list[float] = []
        self.overfull = self.looks = 0
        self.got: Counter[str] = Counter()

    def run(self, numbers: range) -> None:
        """Let the chats of these numbers come; go on until all that were handed out are over."""
        for number in numbers:
            now = BEGIN + number * WINDOW_MS // CHATS
            self._end_until(now)
            self._note(_begin(number, now), now)
        while self.ends:
            self._end_until(self.ends[0][0])

    def report(self) -> Report:
        """What it did and saw."""
        calls, got = self.calls, dict(self.got)
        return Report(self.waits, self.took, calls.reads, calls.writes, self.overfull, got)

    def _end_until(self, now: int) -> None:
        from chalicelib.services import routing
        from chalicelib.store import chats

        while self.ends and self.ends[0][0] <= now:
            at, chat_id = heapq.heappop(self.ends)
            chat = chats.get(chat_id)
            if chat:
                self._note(lambda chat=chat, at=at: routing.end(chat, "agent", at)[1], at)

    def _note(self, act: Any, now: int) -> None:
        from chalicelib.store import chats

        begun = time.perf_counter()
        given = _given(act())
        if given:
            self.took.append(1_000 * (time.perf_counter() - begun))
        reads = len(self.calls.operations)
        for chat_id in given:
            chat = chats.get(chat_id)
            if chat:
                self.waits.append(now - chat.started)
                self.got[chat.agent] += 1
                heapq.heappush(self.ends, (now + HANDLING_MS, chat_id))
        self.looks += 1
        self.overfull += _overfull() if self.looks % EACH == 0 else 0
        # What only looks is not counted.
        del self.calls.operations[reads:]


def _begin(number: int, now: int) -> Any:
    from chalicelib.domain.connection import Bearer
    from chalicelib.services import chats
    from chalicelib.store import connections

    letters = string.ascii_lowercase
    name = "".join(letters[number // 26**power % 26] for power in range(26))
    bearer = Bearer(ACCOUNT, "visitor", f"vr_{name}", f"vs_{name}")
    socket = f"visitor-{number}"
    connections.put(socket, bearer, now)
    opening = chats.Opening("visitora", name=f"Visitor {number}")
    return lambda: chats.start(bearer, socket, opening, now).events


def _given(events: Any) -> Iterator[str]:
    """The chats that came to an agent by what was done just now."""
    from chalicelib.domain.event import Push

    seen = set()
    for event in events:
        if isinstance(event, Push) and event.frame["event"] == "assigned":
            seen.add(event.frame["chat"]["id"])  # type: ignore[index]
    return iter(sorted(seen))


def _overfull() -> int:
    from chalicelib.store import agents

    return sum(agent.used > agent.max_chats for agent in agents.of_account(ACCOUNT))


def _left() -> dict[str, int]:
    """`stranded`: chats that wait although all agents are free."""
    from chalicelib.store import agents, routing

    held = sum(len(agent.chats) for agent in agents.of_account(ACCOUNT))
    return {"stranded": routing.count_waiting(ACCOUNT), "still_held": held}


def _replayed() -> dict[str, int]:
    """How many decisions are stored, and how many of them come out otherwise when made again from
    what is stored."""
    from chalicelib.domain.routing import again
    from chalicelib.store import routing
    from chalicelib.store.tables import ChatItem

    chats = sorted({item.key.partition("#")[2] for item in ChatItem.scan()})
    made = [decision for chat in chats for decision in routing.decisions(chat)]
    otherwise = sum(repr(again(decision)) != repr(decision) for decision in made)
    return {"decisions": len(made), "replayed_otherwise": otherwise}


def _figures(reports: list[Report]) -> dict[str, float]:
    waits = sorted(wait for report in reports for wait in report.waits)
    took = sorted(ms for report in reports for ms in report.took)
    got: Counter[str] = Counter()
    for report in reports:
        got.update(report.got)
    counts = [got[f"ag_{number:04d}"] for number in range(AGENTS)]
    return {
        "chats": CHATS,
        "agents": AGENTS,
        "assigned": len(waits),
        "assigned_once": len(waits) == CHATS,
        "overfull": sum(report.overfull for report in reports),
        "wait_ms_p50": _quantile(waits, 0.5),
        "wait_ms_p99": _quantile(waits, 0.99),
        "assign_ms_p50": round(_quantile(took, 0.5), 1),
        "assign_ms_p99": round(_quantile(took, 0.99), 1),
        "reads_per_assignment": round(sum(report.reads for report in reports) / len(waits), 2),
        "writes_per_assignment": round(sum(report.writes for report in reports) / len(waits), 2),
        "chats_per_agent_least": min(counts),
        "chats_per_agent_most": max(counts),
        "chats_per_agent_deviation": round(statistics.pstdev(counts), 2),
    }


def _quantile(values: list[Any], share: float) -> float:
    return float(values[min(len(values) - 1, int(share * len(values)))]) if values else 0.0


if __name__ == "__main__":
    main()
