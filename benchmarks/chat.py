"""Many chats over real sockets at a steady rate: how late lines arrive and what they cost.

`make bench-chat`, or `python -m benchmarks.chat --chats 50 --rate 20 --seconds 30`."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.meter import Meter
from benchmarks.talkers import Line, Person, Side, ask, code, token
from infra.local.processes import free_port
from infra.local.settings import from_environment
from infra.local.stack import Stack

ROOM_PER_AGENT = 40
AT_ONCE = 8
WARM_UP_S = 5.0
SETTLE_S = 20.0
PREPARE_S = 60.0
WORDS = (
    "this plant lost two leaves since monday is it the light or do I water it too much do you think"
)


class Run:
    """One run: who takes part, when each line was said and when it arrived."""

    def __init__(self, stack: Stack, options: argparse.Namespace) -> None:
        self.stack, self.options = stack, options
        self.agents: list[Person] = []
        self.visitors: list[Person] = []
        self.said: dict[Line, tuple[float, str]] = {}
        self.arrived: dict[Line, float] = {}
        self.counting_from = 0.0

    def report(self, line: Line, at: float) -> None:
        self.arrived.setdefault(line, at)

    async def prepare(self) -> None:
        origin = self.stack.settings.origin
        for sign_in in self.stack.seeded.agents[3:]:
            held = await asyncio.to_thread(
                token, origin, self.stack.seeded.client, sign_in.email, sign_in.password
            )
            headers = {"Authorization": f"Bearer {held}", "Origin": origin}
            ticket = await asyncio.to_thread(
                ask, "POST", f"{origin}/v1/agent/sockets", None, headers
            )
            self.agents.append(await self.arrive("agent", ticket, origin))
            self.agents[-1].send({"action": "hello"})
            await self.agents[-1].ready.wait()
            self.agents[-1].send({"action": "status", "status": "online"})
        tell(f"{len(self.agents)} agents are online")
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self.visit(gate) for _ in range(self.options.chats)))
        await self.until(lambda: self.chats_begun() == self.options.chats, "all chats to begin")

    async def visit(self, gate: asyncio.Semaphore) -> None:
        origin, shop = self.stack.settings.origin, self.stack.settings.shop
        who = {"account": "demo", "visitor": f"vr_{code(26)}", "visit": f"vs_{code(26)}"}
        page = {"url": f"{shop}/", "title": "Home", "referrer": "", "variables": {"cart_value": 34}}
        seen = {"connection": "4g", "language": "en", "screen": "1280x720", "zone": "Europe/Berlin"}
        view = {**who, "page": 1, "kind": "view", **page, **seen}
        async with gate:
            here = {"Origin": shop}
            await asyncio.to_thread(ask, "POST", f"{origin}/v1/visits", view, here, "text/plain")
            ticket = await asyncio.to_thread(
                ask, "POST", f"{origin}/v1/visitor/sockets", who, here, "text/plain"
            )
            visitor = await self.arrive("visitor", ticket, shop)
            self.visitors.append(visitor)
            visitor.send(
                {"action": "start", "client": visitor.client, "name": "Vera", "url": f"{shop}/"}
            )
            await visitor.ready.wait()

    async def arrive(self, role: str, ticket: dict[str, Any], origin: str) -> Person:
        person = Person(role, self.report)
        await person.open(ticket["url"], ticket["ticket"], origin)
        return person

    def chats_begun(self) -> int:
        return sum(len(agent.sides) for agent in self.agents)

    def sides(self) -> list[tuple[Side, Side]]:
        """Visitor's and agent's side of each chat."""
        agents = {chat: side for agent in self.agents for chat, side in agent.sides.items()}
        return [
            (side, agents[chat])
            for visitor in self.visitors
            for chat, side in visitor.sides.items()
        ]

    async def talk(self) -> tuple[dict[str, float], float]:
        """CPU seconds by process and the seconds it took, the warm-up left out."""
        pairs, begun = self.sides(), time.perf_counter()
        total = int((WARM_UP_S + self.options.seconds) * self.options.rate)
        meter = Meter(self.stack.addresses()["pids"])
        for number in range(total):
            due = begun + number / self.options.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if number == int(WARM_UP_S * self.options.rate):
                meter, self.counting_from = Meter(meter.processes), time.perf_counter()
            self.say(pairs, number)
            if number % (10 * self.options.rate) == 0:
                tell(f"{number} of {total} lines said, {len(self.arrived)} arrived")
        await self.until(lambda: len(self.arrived) == len(self.said), "all lines to arrive", False)
        return meter.seconds(), time.perf_counter() - self.counting_from

    def say(self, pairs: list[tuple[Side, Side]], number: int) -> None:
        round_, place = divmod(number, len(pairs))
        role = (round_ + place) % 2
        side = pairs[place][role]
        # The number stands last: few lines open with digits, and those cost a read (data-model.md).
        text = f"{WORDS[: 99 - len(str(number))]} {number}"
        side.say(text)
        self.said[side.chat, side.client, side.n] = (
            time.perf_counter(),
            ("visitor", "agent")[role],
        )

    async def until(self, done: Any, what: str, needed: bool = True) -> None:
        ends = time.perf_counter() + SETTLE_S
        while not done() and time.perf_counter() < ends:
            await asyncio.sleep(0.05)
        if needed and not done():
            raise SystemExit(f"Waited {SETTLE_S} s in vain for {what}: {self.errors()[:3]}")

    def errors(self) -> list[dict[str, Any]]:
        return [error for person in self.agents + self.visitors for error in person.errors]

    async def close(self) -> None:
        await asyncio.gather(*(person.close() for person in self.agents + self.visitors))

    def results(self, cpu: dict[str, float], took: float) -> dict[str, Any]:
        counted = {key: at for key, (at, _) in self.said.items() if at >= self.counting_from}
        delays = {
            key: (self.arrived[key] - at) * 1000
            for key, at in counted.items()
            if key in self.arrived
        }
        visitors = [delay for key, delay in delays.items() if self.said[key][1] == "visitor"]
        agents = [delay for key, delay in delays.items() if self.said[key][1] == "agent"]
        per_1000 = {name: round(s * 1000 / len(counted), 2) for name, s in cpu.items()}
        return {
            **percentiles(visitors, ""),
            **percentiles(agents, "to_visitor_"),
            "cpu_s_per_1000": round(sum(cpu.values()) * 1000 / len(counted), 2),
            "cpu_s_per_1000_by_process": per_1000,
            **self.faults(),
            "healed": sum(side.healed for pair in self.sides() for side in pair),
            "errors": len(self.errors()),
            "messages": len(counted),
            "chats": self.options.chats,
            "rate": round(len(counted) / took, 1),
            "seconds": round(took, 1),
        }

    def faults(self) -> dict[str, int]:
        """What either side misses, holds twice, or holds in another order than it was said."""
        lost = len(self.said) - len(self.arrived)
        doubled = reordered = 0
        for side in (side for pair in self.sides() for side in pair):
            keys = [
                (line["client"], line["n"]) for _, line in sorted(side.lines.items()) if line["n"]
            ]
            doubled += len(keys) - len(set(keys))
            reordered += sum(b[1] < a[1] for c in set(dict(keys)) for a, b in pairwise(of(keys, c)))
        return {"lost": lost, "doubled": doubled, "reordered": reordered}


def of(keys: list[tuple[str, int]], client: str) -> list[tuple[str, int]]:
    return [key for key in keys if key[0] == client]


def percentiles(delays: list[float], prefix: str) -> dict[str, float]:
    cuts = statistics.quantiles(delays, n=100)
    return {f"{prefix}p{p}_ms": round(cuts[p - 1], 1) for p in (50, 95, 99)}


def tell(text: str) -> None:
    print(text, flush=True)


async def run(stack: Stack, options: argparse.Namespace) -> dict[str, Any]:
    running = Run(stack, options)
    async with asyncio.timeout(PREPARE_S + options.chats):
        await running.prepare()
    tell(f"{options.chats} chats run; now {options.rate} lines a second for {options.seconds} s")
    cpu, took = await running.talk()
    results = running.results(cpu, took)
    for error in running.errors()[:3]:
        tell(f"an error: {error}")
    await running.close()
    return results


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parley-bench-", ignore_cleanup_errors=True) as folder:
        settings = dataclasses.replace(
            from_environment(),
            data=Path(folder),
            port=free_port(),
            shop_port=free_port(),
            aws_port=free_port(),
            more_agents=-(-options.chats // ROOM_PER_AGENT) + 1,
        )
        with Stack(settings, tell) as stack:
            results = asyncio.run(run(stack, options))
    tell(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
