"""The message path and the hand-out on a real server: what an emulator in the process cannot prove.

On ministack always; on DynamoDB Local too where PARLEY_DYNAMODB_LOCAL names the folder of its jar.
"""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import urllib3
from urllib3 import Retry

from benchmarks.sink import free_port
from chalicelib.domain.chat import OPEN, WAITING, Chat, Draft, Seat
from chalicelib.domain.error import Conflict
from chalicelib.domain.routing import Decision
from chalicelib.services import routing
from chalicelib.store import agents, chats
from chalicelib.store import routing as routing_store
from chalicelib.store.schema import TABLES
from infra.local.settings import Settings
from infra.local.stack import Stack
from tests import stage as stages
from tests.services.cast import join, start
from tests.stage import Stage
from tests.store.cast import NOW, VERA, an_account, put_agent, put_chat, stored

pytestmark = pytest.mark.slow
LOCAL = os.environ.get("PARLEY_DYNAMODB_LOCAL", "")
WRITERS, CHATS, LIMIT = 20, 40, 4


@contextmanager
def ministack(folder: Path) -> Iterator[str]:
    """The embedded AWS, as `make run` starts it."""
    settings = Settings(data=folder, aws_port=free_port(), save_s=3_600)
    (folder / "tmp").mkdir()
    stack = Stack(settings)
    try:
        stack.start_aws()
        yield settings.aws
    finally:
        stack.stop()


@contextmanager
def dynamodb_local(folder: Path) -> Iterator[str]:
    """Amazon's own, in memory."""
    port = free_port()
    jar = next(Path(LOCAL).rglob("DynamoDBLocal.jar"))
    libraries = f"-Djava.library.path={jar.parent}/DynamoDBLocal_lib"
    server = subprocess.Popen(
        ["java", libraries, "-jar", str(jar), "-inMemory", "-sharedDb", "-port", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        urllib3.request(
            "GET", address, retries=Retry(None, connect=200, backoff_factor=0.05, backoff_max=0.2)
        )
        yield address
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(ministack, id="ministack"),
        *([pytest.param(dynamodb_local, id="local")] if LOCAL else []),
    ],
)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """A stage over a real server, with sockets and clock in hand as ever."""
    with (
        request.param(tmp_path_factory.mktemp("database")) as address,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("AWS_ENDPOINT_URL", address)
        stages._forget_clients()
        for table in TABLES:
            table.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        empty = Stage()
        with stages._controlled(empty):
            yield empty
    stages._forget_clients()


def test_a_chat_of_sixty_lines_reads_whole_and_in_order(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada", max_chats=9))
    chat, window = start(stage)
    join(stage, console, chat)
    for n in range(1, 31):
        stage.send(window, action="post", chat=chat, client="visitora", n=n, text=f"ask {n}")
        stage.send(console, action="post", chat=chat, client="adaaaaaa", n=n, text=f"tell {n}")

    said = [text for n in range(1, 31) for text in (f"ask {n}", f"tell {n}")]
    assert stage.lines(chat) == ["assigned:Ada", *said]
    (joined,) = stage.send(window, action="join", chat=chat, client="visitora", after=20)
    assert [line["seq"] for line in joined["lines"]] == list(range(21, 62))
    assert [f["line"]["seq"] for f in stage.frames(console, "line")][-1] == 60


def test_a_line_sent_again_or_out_of_turn_is_what_it_is_everywhere(stage: Stage) -> None:
    chat, window = start(stage, 1)
    frame = {"action": "post", "chat": chat, "client": "visitorb", "text": "Hi"}

    first, again, gap = (stage.send(window, **frame, n=n)[-1] for n in (1, 1, 5))

    assert (first["event"], again["seq"], gap["code"]) == ("posted", first["seq"], "number_gap")


def test_twenty_at_once_give_an_agent_four_chats_and_no_more(stage: Stage) -> None:
    account = an_account()
    ada = put_agent(account, max_chats=LIMIT)
    waiting = [many(account, index) for index in range(CHATS)]

    def hand_out(index: int) -> None:
        for chat in waiting[index::WRITERS] * 6:
            with suppress(Conflict):
                routing_store.assign(chat, ada, Decision(chat.id, NOW, ada.id, ()), NOW)

    at_once(hand_out)

    found = agents.get(account, ada.id)
    states = [stored(chat) for chat in waiting]
    assert found
    assert len(found.chats) == LIMIT
    assert {chat.id for chat in states if chat.state == OPEN} == found.chats
    assert len(routing_store.waiting(account, 100)) == CHATS - LIMIT


def test_twenty_drains_at_once_fill_every_slot_and_none_twice(stage: Stage) -> None:
    account = an_account()
    for name in ("ada", "ben"):
        put_agent(account, name, max_chats=LIMIT)
    waiting = [many(account, index) for index in range(12)]

    at_once(lambda index: routing.drain(account, NOW))

    loads = [agent.chats for agent in agents.of_account(account)]
    assert [len(load) for load in loads] == [LIMIT, LIMIT]
    assert loads[0] & loads[1] == frozenset()
    assert sum(stored(chat).state == WAITING for chat in waiting) == 4


def test_tabs_that_write_at_once_lose_and_double_nothing(stage: Stage) -> None:
    chat = put_chat(an_account())
    tabs = [VERA, "veraaaab", "veraaaac", "veraaaad"]
    for tab in tabs[1:]:
        chat = chats.join(chat, Seat(tab, "v", "socket-vera", 0), ())

    def write(index: int) -> None:
        for n in range(1, 16):
            draft = Draft(tabs[index], n, f"{tabs[index]} {n}")
            chats.rotate(chats.append(chat.id, "socket-vera", draft, NOW))

    at_once(write, len(tabs))

    lines = chats.lines_after(stored(chat), 0, 1_000)
    assert [line.seq for line in lines] == list(range(1, 61))
    for tab in tabs:
        assert [line.n for line in lines if line.client == tab] == list(range(1, 16))


def at_once(work: Callable[[int], object], writers: int = WRITERS) -> None:
    """Every writer in a thread of its own, all begun in the same moment."""
    begin = threading.Barrier(writers)

    def run(index: int) -> object:
        begin.wait()
        return work(index)

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(run, range(writers)))


def many(account: str, index: int) -> Chat:
    """One of many waiting chats, of a visitor of its own."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return put_chat(account, NOW + index, visitor=letters[index % 32] + letters[index // 32])
