"""Chats that go to the archive: how many a second, at what CPU, calls and memory, and what becomes
of them when a call of twenty fails.

Run by `make bench-archive`; PARLEY_CHATS says how many in the larger round. The service runs in
this process, over the embedded DynamoDB, S3 and KMS in one of its own.
"""

import json
import os
import random
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from benchmarks.message import Calls, stack

FEW, MANY = 1_000, int(os.environ.get("PARLEY_CHATS", "4000"))
FAULTY, FAULTS = 500, 0.05
LINES = 24
DAY_MS = 86_400_000
ENDED = 1_760_000_000_000
NOW = ENDED + 420 * DAY_MS
WORDS = ("order", "come", "and", "would", "like", "know", "when", "will", "again")
LIMITS = {"lost": 0, "deleted_before_verified": 0, "left_behind": 0, "memory_growth_mb": 40}


def main() -> None:
    """Print the figures; the last line is JSON. Fails where a limit is not kept."""
    with stack():
        figures = {**_speed(), **_faults()}
    for name, figure in figures.items():
        print(f"{name:26} {figure}")
    print(json.dumps(figures))
    broken = [name for name, limit in LIMITS.items() if figures[name] > limit]
    if broken:
        raise SystemExit(f"Over the limit: {', '.join(broken)}")


def _speed() -> dict[str, float]:
    """Two rounds, of which the second has more: its memory is that of the first."""
    from chalicelib.services import archive
    from chalicelib.store.table import connection

    calls = Calls()
    calls.watch(connection().client)
    grown: list[float] = []
    took: list[tuple[float, float]] = []
    for account, count in (("few", FEW), ("many", MANY)):
        _fill(account, count)
        calls.operations.clear()
        begun, cpu = time.perf_counter(), time.process_time()
        assert archive.run(account, NOW, lambda: True)
        took.append((time.perf_counter() - begun, time.process_time() - cpu))
        grown.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        assert _left(account) == 0
    (_, _), (wall, cpu) = took
    return {
        "chats": MANY,
        "lines_each": LINES,
        "chats_per_s": round(MANY / wall, 1),
        "cpu_s_per_1000": round(1_000 * cpu / MANY, 2),
        "calls_per_chat": round(len(calls.operations) / MANY, 1),
        "memory_mb_few": round(grown[0], 1),
        "memory_mb_many": round(grown[1], 1),
        "memory_growth_mb": round(grown[1] - grown[0], 1),
        "archived": _proven("many")[0],
        "bytes_per_chat": _proven("many")[1],
    }


def _faults() -> dict[str, float]:
    """One call of twenty fails, before it is done or after; runs die of it, and are begun again."""
    from botocore.exceptions import EndpointConnectionError

    from chalicelib.services import archive
    from chalicelib.store import chats

    ids = _fill("faulty", FAULTY)
    random.seed(7)
    runs = early = 0
    deleted = chats.delete

    def watched(chat: Any) -> None:
        nonlocal early
        early += not _holds("faulty", chat)
        deleted(chat)

    failure = EndpointConnectionError(endpoint_url="https://aws.test")
    with _failing(failure), mock.patch.object(chats, "delete", watched):
        while not _survived(archive.run, failure):
            runs += 1
    named, _ = _proven("faulty")
    return {
        "faulty_chats": FAULTY,
        "runs_that_died": runs,
        "lost": len(ids) - named,
        "deleted_before_verified": early,
        "left_behind": _left("faulty"),
    }


def _survived(run: Any, failure: Exception) -> bool:
    """Whether a run came to its end; it may also find that another's write came between."""
    from chalicelib.domain.error import ParleyError

    try:
        return bool(run("faulty", NOW, lambda: True))
    except (type(failure), ParleyError):
        return False


# ---- the chats ----


def _fill(account: str, count: int) -> list[str]:
    """Ended chats, each of a visitor of their own, as they are stored."""
    from chalicelib.domain.chat import Line
    from chalicelib.services import accounts
    from chalicelib.store import keys, lines
    from chalicelib.store.tables import ChatItem

    accounts.open_account(account=account, name=account, origins=["https://bench.test"])
    chance = random.Random(account)
    ids = []
    with ChatItem.batch_write() as batch:
        for number in range(count):
            chat, at = f"ch_{account}_{number:026d}".replace("0", "a"), ENDED + number
            key, visitor = keys.below(account, chat), f"vr_{number:026d}"
            old = tuple(
                Line(n, "v", "veraaaaa", n, at - 60_000 + n, " ".join(chance.choices(WORDS, k=12)))
                for n in range(1, LINES - 1)
            )
            batch.save(ChatItem(key, keys.block(1), packed=lines.pack_block(old)))
            batch.save(
                ChatItem(
                    key, "chat", state="ended", visitor=visitor, visit=f"vs_{number:026d}",
                    name="Vera", started=at - 60_000, assigned=at - 59_000, ended=at,
                    ended_by="visitor", seq=LINES, first=LINES - 1,
                    lines=[lines.pack("veraaaaa", n, at - 9, "Bye") for n in (LINES - 1, LINES)],
                    holders={"veraaaaa": "v"}, sockets={"veraaaaa": ""},
                    numbers={"veraaaaa": LINES}, ended_in=keys.month(account, at),
                    ended_by_visitor=keys.below(account, visitor),
                    ended_key=keys.moment(at, chat),
                )
            )  # fmt: skip
            ids.append(chat)
    return ids


def _left(account: str) -> int:
    """Items of the account's chats and visitors that are still in the database."""
    from chalicelib.store.tables import ChatItem, VisitorItem

    chats = sum(item.key.startswith(f"{account}#") for item in ChatItem.scan())
    return chats + sum(item.key.startswith(f"{account}#") for item in VisitorItem.scan())


def _proven(account: str) -> tuple[int, float]:
    """How many chats the manifest names whose file is what it says, each part following the one
    before; and their mean size."""
    from hashlib import sha256

    from chalicelib.domain import manifest
    from chalicelib.store import archive, objects

    link, sizes = archive.head(account).last, {}
    while link.key:
        body = objects.get(link.key) or b""
        assert sha256(body).hexdigest() == link.sha256
        part = manifest.read(body)
        for entry in part.entries:
            sealed = objects.get(entry.key) or b""
            if sha256(sealed).hexdigest() == entry.sha256:
                sizes[entry.chat] = len(sealed)
        link = part.previous
    return len(sizes), round(sum(sizes.values()) / max(len(sizes), 1))


def _holds(account: str, chat: Any) -> bool:
    """Whether the archive holds the chat as it stands, by the catalogue."""
    from chalicelib.domain import transcript_xml
    from chalicelib.services import transcripts, visitor_keys
    from chalicelib.store import archive, objects

    with _quietly():
        archived = archive.get(chat.id)
        key = visitor_keys.known(account, chat.visitor, NOW)
        if archived is None or key is None:
            return False
        xml = visitor_keys.open_(key, objects.get(archived.entry.key) or b"")
        return transcript_xml.read(xml) == transcripts.gathered(chat)


_failures = [0.0]


@contextmanager
def _failing(failure: Exception) -> Iterator[None]:
    """Calls of DynamoDB, S3 and KMS fail now and then."""
    from botocore.client import BaseClient
    from pynamodb.connection import Connection

    def wrap(original: Any) -> Any:
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            before, after = (random.random() < _failures[0] / 2 for _ in range(2))
            if before:
                raise failure
            answer = original(self, *args, **kwargs)
            if after:
                raise failure
            return answer

        return call

    with (
        mock.patch.object(BaseClient, "_make_api_call", wrap(vars(BaseClient)["_make_api_call"])),
        mock.patch.object(Connection, "dispatch", wrap(Connection.dispatch)),
    ):
        _failures[0] = FAULTS
        yield
        _failures[0] = 0.0


@contextmanager
def _quietly() -> Iterator[None]:
    """Without faults: whoever looks on."""
    kept, _failures[0] = _failures[0], 0.0
    yield
    _failures[0] = kept


if __name__ == "__main__":
    main()
