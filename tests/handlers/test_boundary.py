"""Errors become answers, events reach their audience, one failure stops nobody else."""

import json
from collections.abc import Callable, Iterable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.domain.deadline import Deadline
from chalicelib.domain.error import ChatEnded, NoSuchChat, TooLarge
from chalicelib.domain.event import AvailabilityChanged, Close, Event, Push, Remind, SignInSwitched
from chalicelib.handlers import boundary
from chalicelib.handlers.boundary import Reply
from chalicelib.outbound import files, sockets
from chalicelib.store import agents
from tests.services.cast import join, start
from tests.stage import Stage


def view(failure: Exception | None = None, reply: Reply | None = None) -> Any:
    """What a route answers that fails so, or replies so."""
    request = SimpleNamespace(headers={"origin": "https://shop.test"}, path="/v1/agent")
    blueprint = SimpleNamespace(current_request=request)

    @boundary.rest(blueprint)  # type: ignore[arg-type]
    def route(request: Any, now: int) -> Reply:
        if failure:
            raise failure
        return reply or Reply()

    return route()


def test_an_error_is_a_problem_that_says_what_to_do() -> None:
    answer = view(NoSuchChat("There is no such chat."))

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert answer.body == (
        '{"type":"urn:parley:error:no_such_chat","title":"Not Found","status":404,'
        '"code":"no_such_chat","detail":"There is no such chat."}'
    )


def test_too_large_and_conflicts_have_statuses_of_their_own() -> None:
    statuses = {code: boundary._STATUS[code] for code in ("too_large", "too_many", "conflict")}

    assert statuses == {"too_large": 413, "too_many": 429, "conflict": 409}
    assert view(TooLarge("x")).status_code == 413


def test_what_nobody_foresaw_is_internal_and_tells_nothing_of_itself() -> None:
    answer = view(ZeroDivisionError("the secret of the table"))

    assert answer.status_code == 500
    assert "secret" not in answer.body
    assert '"code":"internal"' in answer.body


def test_no_answer_is_kept_by_caches_and_an_empty_one_is_empty() -> None:
    empty = view(reply=Reply(status=204))

    assert (empty.status_code, empty.body) == (204, "")
    assert empty.headers["Cache-Control"] == "no-store"
    assert view(reply=Reply({"a": 1})).headers["Content-Type"] == "application/json"


def test_an_agents_route_never_answers_other_sites() -> None:
    assert "Access-Control-Allow-Origin" not in view(reply=Reply({})).headers


def test_every_kind_of_event_goes_its_own_way(stage: Stage) -> None:
    window = stage.open_visitor()
    deadline = Deadline(stage.now + 1, "lease", "demo", "ag_ada")
    events: list[Event] = [
        Push((window,), {"event": "queue", "waiting": 1}),
        Remind(deadline),
        AvailabilityChanged("demo", "busy", 5),
    ]

    boundary.deliver(events, stage.now)

    assert stage.inbox[window] == [{"event": "queue", "waiting": 1}]
    assert (stage.reminders, stage.availability) == ([deadline], ["busy"])


def test_a_socket_that_fails_keeps_no_other_from_its_frame(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = stage.open_visitor(), stage.open_visitor()
    monkeypatch.setattr(sockets, "send", failing_for(one, stage._send))

    boundary.deliver(
        [
            Push((one, two), {"event": "queue", "waiting": 1}),
            Push((two,), {"event": "queue", "waiting": 2}),
        ],
        stage.now,
    )

    assert (stage.inbox[one], len(stage.inbox[two])) == ([], 2)


def test_an_event_that_cannot_be_delivered_stops_none_after_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "put_availability", failing_for("demo", lambda *_: None))
    window = stage.open_visitor()

    boundary.deliver(
        [AvailabilityChanged("demo", "busy", 5), Push((window,), {"event": "queue", "waiting": 1})],
        stage.now,
    )

    assert stage.inbox[window] == [{"event": "queue", "waiting": 1}]


def test_a_socket_found_gone_is_taken_out_of_its_chats_and_the_others_told(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    join(stage, console, chat)
    stage.close(window, told=False)

    boundary.deliver([Push((window,), {"event": "queue", "waiting": 1})], stage.now)

    assert stage.chat(chat).is_present("visitor") is False
    assert stage.frames(console, "presence")[-1]["present"] is False


def test_one_bad_step_stops_no_other_and_the_job_fails_at_its_end(stage: Stage) -> None:
    done: list[int] = []

    @boundary.job
    def work(event: Any, now: int) -> Iterator[Callable[[], Iterable[Event]]]:
        for number in range(4):
            yield lambda number=number: step(number, done)  # type: ignore[misc]

    with pytest.raises(RuntimeError, match="2 steps of work failed"):
        work(None)

    assert done == [1, 3]


def test_a_job_without_a_bad_step_ends_quietly(stage: Stage) -> None:
    @boundary.job
    def work(event: Any, now: int) -> Iterator[Callable[[], Iterable[Event]]]:
        yield lambda: []

    assert work(None) is None


def test_a_frame_that_fails_is_told_to_its_sender_alone(stage: Stage) -> None:
    window, other = stage.open_visitor(), stage.open_visitor("vr_" + "x" * 26)

    @boundary.socket
    def message(event: Any, now: int) -> Iterable[Event]:
        raise ChatEnded("It is over.") if "ended" in event.body else KeyError("secret")

    answers = [
        message(SimpleNamespace(body=body, connection_id=window))["body"]
        for body in ('{"ref": "1", "ended": 1}', '{"ref": "2"}')
    ]

    assert [(f["code"], f["ref"]) for f in map(json.loads, answers)] == [
        ("chat_ended", "1"),
        ("internal", "2"),
    ]
    assert "secret" not in str(answers)
    assert stage.inbox[other] == stage.inbox[window] == []


def test_a_socket_that_cannot_be_closed_keeps_none_of_the_others_open(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (stage.open_agent(stage.add_agent(name)) for name in ("Ada", "Ben"))
    monkeypatch.setattr(sockets, "close", failing_for(first, stage.close))

    boundary.deliver([Close((first, second))], stage.now)

    assert stage.gone == {second}
    ada, ben = (agents.get("demo", name) for name in ("ag_ada", "ag_ben"))
    assert ada
    assert ben
    assert (ada.sockets, ben.sockets) == ({first}, frozenset())


def test_cognito_is_told_who_may_sign_in(stage: Stage) -> None:
    boundary.deliver([SignInSwitched("ada@parley.test", on=False)], stage.now)

    assert stage.signing_in == {"ada@parley.test": False}


def test_a_decorated_handler_keeps_the_name_lambda_calls_it_by() -> None:
    @boundary.socket
    def message(event: Any, now: int) -> Iterable[Event]:
        return []

    assert (message.__name__, message.__module__) == ("message", __name__)


def step(number: int, done: list[int]) -> Iterable[Event]:
    """Even steps fail."""
    if number % 2 == 0:
        raise ValueError(number)
    done.append(number)
    return []


def failing_for(target: str, otherwise: Callable[..., Any]) -> Callable[..., Any]:
    """A delivery that fails for one audience."""

    def deliver(first: str, *rest: Any) -> Any:
        if first == target:
            raise TimeoutError(first)
        return otherwise(first, *rest)

    return deliver
