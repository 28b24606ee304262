"""Delayed messages and the sweep: both look at what is due, a bad one stops no other."""

import json
from typing import Any

import pytest

from chalicelib.domain.deadline import Deadline
from chalicelib.handlers import jobs
from chalicelib.services import deadlines
from chalicelib.store import deadlines as deadline_store
from tests.services.cast import SECOND, start
from tests.stage import Stage, golden


def messages(*bodies: str) -> dict[str, Any]:
    """Delayed messages, as SQS hands them over."""
    event = golden("sqs")
    record = event["Records"][0]
    named = enumerate(bodies)
    return {"Records": [{**record, "messageId": f"m{n}", "body": body} for n, body in named]}


def lease(stage: Stage) -> str:
    """The message about Ada's lease, which has just ended."""
    return json.dumps([stage.now, "lease", "demo", "ag_ada"])


@pytest.fixture
def abandoned(stage: Stage) -> str:
    """A chat whose agent closed the laptop; the grace is over, nobody has looked yet."""
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.close(console)
    stage.now += 20 * SECOND
    return chat


def test_a_delayed_message_has_its_deadline_settled(stage: Stage, abandoned: str) -> None:
    jobs.remind(messages(lease(stage)), None)

    assert stage.chat(abandoned).state == "waiting"


@pytest.mark.parametrize(
    "bad", ["nonsense", "", "[]", "{}", '[1, "lease"]', '[0, "nope", "demo", "x"]', "null"]
)
def test_a_message_nobody_can_read_stops_no_other_and_comes_again(
    stage: Stage, abandoned: str, bad: str
) -> None:
    answer = jobs.remind(messages(bad, lease(stage)), None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}]}
    assert stage.chat(abandoned).state == "waiting"


def test_a_delayed_message_hands_the_chat_to_another(stage: Stage, abandoned: str) -> None:
    ben = stage.open_agent(stage.add_agent("Ben"))

    jobs.remind(messages(lease(stage)), None)

    assert stage.chat(abandoned).agent_name == "Ben"
    assert [frame["chat"]["id"] for frame in stage.frames(ben, "assigned")] == [abandoned]


def test_the_sweep_finds_what_no_message_told_of(stage: Stage, abandoned: str) -> None:
    jobs.sweep(golden("schedule"), None)

    assert stage.chat(abandoned).state == "waiting"
    assert list(deadlines.due(stage.now)) == []


def test_the_sweep_hands_what_it_found_to_another(stage: Stage, abandoned: str) -> None:
    stage.open_agent(stage.add_agent("Ben"))

    jobs.sweep(golden("schedule"), None)

    assert stage.chat(abandoned).agent_name == "Ben"


def test_one_bad_deadline_stops_no_other_and_the_sweep_fails_at_its_end(
    stage: Stage, abandoned: str
) -> None:
    for kind in ("aaaa", "zzzz"):
        deadline_store.put(Deadline(stage.now, kind, "demo", "ag_ada"))

    with pytest.raises(RuntimeError, match="2 steps of sweep failed"):
        jobs.sweep(golden("schedule"), None)

    assert stage.chat(abandoned).state == "waiting"
    assert {d.kind for d in deadlines.due(stage.now)} == {"aaaa", "zzzz"}


def test_sweep_and_message_at_once_requeue_once(stage: Stage, abandoned: str) -> None:
    jobs.remind(messages(lease(stage), lease(stage)), None)
    jobs.sweep(golden("schedule"), None)

    assert stage.lines(abandoned) == ["assigned:Ada", "requeued"]
