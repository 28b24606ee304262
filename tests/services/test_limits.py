"""What is too much is refused with a time to try again, and nothing is written for it."""

import json
from unittest import mock

import pytest

from chalicelib.domain.error import TooMany
from chalicelib.domain.limit import BEACONS, FRAMES, LINES, OWN_TICKETS, STARTS, TICKETS, Limit
from chalicelib.services import limits
from chalicelib.store import limits as limit_store
from tests.handlers.cast import VIEW, WHO, Answer, ask, beacon, simple, stored
from tests.services.cast import start, vera
from tests.stage import Stage

FEW = Limit("things", 2, 1)
SHARED = Limit("things", 100, 100, shared=6, step=2)


def filled(limit: Limit, key: str, stage: Stage) -> None:
    """Use a limit up."""
    for _ in range(limit.burst):
        limits.take(limit, key, stage.now)


def ticket(visitor: str = vera(0)) -> Answer:
    """A window asks for a ticket."""
    body = json.dumps({**WHO, "visitor": visitor})
    return ask("POST", "/v1/visitor/sockets", headers=simple(), body=body)


def test_one_key_is_no_other_and_one_limit_is_no_other(stage: Stage) -> None:
    filled(FEW, "a", stage)

    limits.take(FEW, "b", stage.now)
    limits.take(FEW._replace(name="others"), "a", stage.now)
    with pytest.raises(TooMany, match=r"Too many things at once\. Try again in 1 s") as refused:
        limits.take(FEW, "a", stage.now)
    assert refused.value.wait_s == 1
    limits.take(FEW, "a", stage.now + 1_000)


def test_many_buckets_do_not_fill_the_memory(stage: Stage) -> None:
    with mock.patch.object(limits, "MOST_BUCKETS", 10):
        for index in range(100):
            limits.take(FEW, str(index), stage.now + index)

    assert len(limits._buckets) <= 10


def test_processes_tell_each_other_of_steps_and_refuse_the_rest_of_the_minute(
    stage: Stage,
) -> None:
    now = stage.now - stage.now % 60_000
    with mock.patch.object(limit_store, "add", wraps=limit_store.add) as added:
        for _ in range(2):
            # Another process knows nothing of this one's buckets.
            limits._buckets.clear()
            limits.take(SHARED, "a", now, "demo")
            limits.take(SHARED, "a", now, "demo")
        limits.take(SHARED, "a", now, "demo")
        limits.take(SHARED, "a", now, "demo")
        for _ in range(5):
            with pytest.raises(TooMany) as refused:
                limits.take(SHARED, "a", now + 15_000, "demo")

    assert added.call_count == 3
    assert refused.value.wait_s == 45
    limits.take(SHARED, "a", now + 60_000, "demo")


def test_shared_limits_write_once_for_many(stage: Stage) -> None:
    for limit in (TICKETS, STARTS):
        assert limit.shared > 0
        assert limit.step >= 20


def test_a_start_may_be_the_one_that_is_told_to_the_other_processes(stage: Stage) -> None:
    for _ in range(STARTS.step - 1):
        limits.take(STARTS, "demo", stage.now)

    with mock.patch.object(limit_store, "add", wraps=limit_store.add) as told:
        start(stage, 0)

    assert told.call_count == 1


def test_a_socket_that_floods_is_told_when_to_go_on_and_nothing_is_written(stage: Stage) -> None:
    _, window = start(stage, 0)
    filled(FRAMES._replace(burst=FRAMES.burst - 1), window, stage)
    before = stored()

    (refused,) = stage.send(window, action="ping")

    assert (refused["event"], refused["code"], refused["wait_s"]) == ("error", "too_many", 1)
    assert stored() == before
    stage.now += 1_000
    assert stage.send(window, action="ping")[0]["event"] == "pong"


def test_a_chat_that_is_flooded_takes_no_line_and_the_next_chat_does(stage: Stage) -> None:
    chat, window = start(stage, 0)
    other, beside = start(stage, 1)
    filled(LINES, chat, stage)
    before = stored()
    post = {"action": "post", "chat": chat, "client": "visitora", "n": 1, "text": "Hi"}

    (refused,) = stage.send(window, **post)

    assert (refused["code"], refused["n"], refused["wait_s"]) == ("too_many", 1, 1)
    assert stored() == before
    told = stage.send(beside, **{**post, "chat": other, "client": "visitorb"})
    assert told[-1]["event"] == "posted"
    stage.now += 1_000
    assert stage.send(window, **post)[-1]["event"] == "posted"


def test_an_address_gets_so_many_tickets(stage: Stage) -> None:
    filled(TICKETS, "demo 203.0.113.7", stage)
    before = stored()

    answer = ticket()

    assert (answer.status, answer.json["code"]) == (429, "too_many")
    assert answer.headers["retry-after"] == "1"
    assert stored() == before


def test_a_visitor_gets_so_many_tickets_and_another_is_not_kept_from_theirs(stage: Stage) -> None:
    filled(OWN_TICKETS, f"demo {vera(0)}", stage)

    assert ticket().status == 429
    assert ticket(vera(1)).status == 201


def test_an_address_sends_so_many_beacons(stage: Stage) -> None:
    filled(BEACONS, "demo 203.0.113.7", stage)
    before = stored()
    leave = {**WHO, "page": 1, "kind": "leave", "shown_ms": 5}

    assert [beacon(VIEW).status, beacon(leave).status] == [429, 429]
    assert stored() == before


def test_an_account_gets_so_many_chats_at_once_and_running_ones_go_on(stage: Stage) -> None:
    chat, _ = start(stage, 0)
    filled(STARTS._replace(burst=STARTS.burst - 1), "demo", stage)
    window = stage.open_visitor(vera(1))
    before = stored()

    (refused,) = stage.send(window, action="start", client="visitorb")

    assert refused["code"] == "too_many"
    assert stored() == before
    assert start(stage, 0)[0] == chat
