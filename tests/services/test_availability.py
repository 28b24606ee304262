"""The button's file follows agents, queue, settings and clock, and is not written for nothing."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.event import AvailabilityChanged, Event
from chalicelib.domain.hours import Hours, Span
from chalicelib.domain.pace import Pace
from chalicelib.services import access, accounts, availability, routing
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from tests.handlers.cast import call
from tests.services.cast import MINUTE, SECOND, act, agent, start
from tests.stage import Stage

HOUR = 60 * MINUTE


def told(events: list[Event]) -> list[tuple[str, dict[str, Any]]]:
    """What is published: the state and what goes with it."""
    return [
        (event.state, dict(event.told))
        for event in events
        if isinstance(event, AvailabilityChanged)
    ]


def set_up(stage: Stage, **fields: object) -> None:
    """Settings of the account, kept as an admin's change would keep them."""
    before = accounts.get("demo")
    entry = act(now=stage.now).entry("account.change", "demo")
    account_store.change(before, replace(before, **fields), entry)  # type: ignore[arg-type]
    access.renew_account("demo", stage.now)


def hours(stage: Stage, opens_in: int, closes_in: int) -> Hours:
    """Open every day from so many minutes after now to so many."""
    minute = stage.now % (24 * HOUR) // MINUTE
    return Hours("UTC", ((Span(minute + opens_in, minute + closes_in),),) * 7)


def test_hours_close_and_open_without_any_traffic(stage: Stage) -> None:
    stage.now -= stage.now % (24 * HOUR) - 10 * HOUR
    set_up(stage, hours=hours(stage, -60, 10))
    console = stage.open_agent(stage.add_agent("Ada"))
    assert stage.availability == ["online"]

    for _ in range(31):
        stage.pass_time(20 * SECOND)
        stage.send(console, action="ping", renew=True)

    assert set(stage.availability[:-1]) == {"online"}
    assert stage.availability[-1] == "offline"
    (deadline,) = [one for one in stage.due() if one.kind == "hours"]
    assert 22 * HOUR < deadline.due - stage.now < 24 * HOUR


def test_a_file_that_is_closed_by_hours_says_when_it_opens(stage: Stage) -> None:
    stage.now -= stage.now % (24 * HOUR) - 10 * HOUR
    set_up(stage, hours=hours(stage, 30, 90))
    stage.open_agent(stage.add_agent("Ada"))

    ((state, more),) = told(routing.drain("demo", stage.now + MINUTE))

    assert (state, more) == ("offline", {"opens": stage.now + 30 * MINUTE})


def test_a_crowd_is_told_of_no_more_often_than_caches_look(stage: Stage) -> None:
    account_store.learn("demo", lambda _: Pace(60, MINUTE, MINUTE**2))
    stage.open_agent(stage.add_agent("Ada", max_chats=1))
    start(stage, 0)
    assert stage.availability[-1] == "busy"
    before = len(stage.availability)
    stage.now += SECOND
    start(stage, 1)
    assert len(stage.availability) == before
    stage.now += availability.HINTS_MS

    ((state, more),) = told(routing.drain("demo", stage.now))

    assert (state, more["position"]) == ("busy", 2)
    assert more["wait"]["low_s"] < more["wait"]["likely_s"] < more["wait"]["high_s"]


def test_skills_are_told_of_once_agents_have_them(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    skill = call("POST", "/v1/skills", {"name": "German"}).json["id"]
    stage.open_agent(stage.add_agent("Ada"))
    assert told(routing.drain("demo", stage.now)) == []
    etag = call("GET", "/v1/agents/{agent}", agent="ag_ada").headers["etag"].strip('"')
    call("PATCH", "/v1/agents/{agent}", {"skills": [skill]}, etag=etag, agent="ag_ada")

    assert json.loads(accounts.get("demo").shown) == {"skills": {skill: "online"}}
    assert stage.availability == ["online", "online"]


def test_a_skills_hours_end_by_a_reminder_or_by_the_sweep(stage: Stage) -> None:
    stage.now -= stage.now % (24 * HOUR) - 10 * HOUR
    stage.add_agent("Boss", role="admin")
    shifts = [[{"opens": "09:00", "closes": "10:30"}]] * 7
    body = {"name": "German", "hours": {"zone": "UTC", "week": shifts, "special": {}}}
    skill = call("POST", "/v1/skills", body).json["id"]
    console = stage.open_agent(stage.add_agent("Ada"))
    etag = call("GET", "/v1/agents/{agent}", agent="ag_ada").headers["etag"].strip('"')
    call("PATCH", "/v1/agents/{agent}", {"skills": [skill]}, etag=etag, agent="ag_ada")
    (closes,) = [one for one in stage.due() if one.kind == "hours"]
    assert closes.due == stage.now + 30 * MINUTE
    stage.now = closes.due

    stage.remind(closes)
    assert json.loads(accounts.get("demo").shown) == {"skills": {skill: "offline"}}
    stage.pass_time(22 * HOUR + 30 * MINUTE - 10 * SECOND)
    stage.send(console, action="hello")
    stage.send(console, action="status", status="online")
    stage.pass_time(11 * SECOND)

    assert json.loads(accounts.get("demo").shown) == {"skills": {skill: "online"}}


def test_an_admins_change_of_hours_shows_at_once(stage: Stage) -> None:
    stage.now -= stage.now % (24 * HOUR) - 10 * HOUR
    stage.add_agent("Boss", role="admin")
    stage.open_agent(stage.add_agent("Ada"))
    etag = call("GET", "/v1/account").headers["etag"].strip('"')
    closed = {"zone": "UTC", "week": [[{"opens": "20:00", "closes": "21:00"}]] * 7, "special": {}}

    call("PATCH", "/v1/account", {"settings": {"hours": closed}}, etag=etag)

    assert stage.availability == ["online", "offline"]


def test_what_did_not_change_is_not_written(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.open_agent(stage.add_agent("Ada"))
    written: list[object] = []
    monkeypatch.setattr(account_store, "set_availability", lambda *told: written.extend(told))

    assert told(routing.drain("demo", stage.now + 1)) == []
    assert written == []


def test_who_came_while_the_button_was_written_is_seen(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    write = account_store.set_availability

    def come_back(*values: Any) -> bool:
        done = write(*values)
        if values[1] == "offline":
            # Their own look found the button online still, and left it.
            agent_store.set_status(agent("ag_ada"), "online")
        return done

    monkeypatch.setattr(account_store, "set_availability", come_back)
    stage.send(ada, action="status", status="away")

    assert stage.availability[-2:] == ["offline", "online"]
