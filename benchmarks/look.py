"""What one look of the router costs: all agents of an account, and those who wait, read and made
into what it decides by. Run by `make bench-routing`; the last line is JSON.

Over the embedded DynamoDB in a process of its own, so that only the function's CPU is counted.
"""

import json
import statistics
import time
from collections.abc import Callable

from benchmarks.message import Calls, stack

AGENTS, WAITING, SKILLS = 500, 100, 20
ROUNDS = 30
ACCOUNT, NOW = "look", 1_800_000_000_000


def main() -> None:
    """Print the figures."""
    with stack():
        figures = _measured()
    for name, figure in figures.items():
        print(f"{name:26} {figure}")
    print(json.dumps(figures))


def _measured() -> dict[str, float]:
    from chalicelib.services import accounts, routing
    from chalicelib.store.table import connection

    accounts.open_account(account=ACCOUNT, name="Look", origins=["https://look.test"])
    _people()
    _queue()
    calls = Calls()
    calls.watch(connection().client)
    # The first pays for imports and connections.
    routing.drain(ACCOUNT, NOW)
    calls.operations.clear()
    routing.drain(ACCOUNT, NOW + 1)
    reads = calls.reads
    return {
        "look_agents": AGENTS,
        "look_cpu_ms": _cpu_ms(lambda: routing._look(ACCOUNT, routing.LOOK_AHEAD)),
        "drain_cpu_ms": _cpu_ms(lambda: routing.drain(ACCOUNT, NOW + 2)),
        "drain_reads": reads,
    }


def _people() -> None:
    from chalicelib.store.tables import AgentItem

    with AgentItem.batch_write() as batch:
        for number in range(AGENTS):
            name = f"ag_{number:04d}"
            batch.save(
                AgentItem(
                    ACCOUNT,
                    name,
                    name=f"Agent {number}",
                    email=f"agent{number}@look.test",
                    role="agent",
                    max_chats=4,
                    status="online",
                    lease=NOW * 2,
                    sockets={f"socket-{name}="},
                    chats={f"look-{name}-{chat}" for chat in range(4)},
                    skills={f"sk_{(number + step) % SKILLS:02d}" for step in range(3)},
                    levels={f"sk_{number % SKILLS:02d}": 3},
                    groups={f"gr_{number % 5}"},
                    last_received=NOW - number,
                )
            )


def _queue() -> None:
    from chalicelib.domain.need import Need, Ring, pack
    from chalicelib.store import keys
    from chalicelib.store.tables import QueueItem

    queue = keys.below(ACCOUNT, keys.DEFAULT_QUEUE)
    with QueueItem.batch_write() as batch:
        for number in range(WAITING):
            asked = Need("", NOW, (Ring(0, {f"sk_{number % SKILLS:02d}": 2}), Ring(30_000)))
            place = keys.back(NOW - WAITING + number, f"look-{number}")
            batch.save(QueueItem(queue, place, chat=f"look-{number}", need=pack(asked)))


def _cpu_ms(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        taken.append(1_000 * (time.process_time() - begun))
    return round(statistics.median(taken), 2)


if __name__ == "__main__":
    main()
