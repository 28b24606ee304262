"""Beacons tell what became of invitations: kept and counted once, whatever comes twice."""

from datetime import UTC, datetime
from unittest import mock

import pytest

from chalicelib.domain.engagement import Conversion
from chalicelib.domain.publishing import Book, TagVersion
from chalicelib.domain.record import Record
from chalicelib.domain.speaker import Speaker
from chalicelib.services import engagements, visitors
from chalicelib.store import routing as routing_store
from chalicelib.store import rules as rule_store
from chalicelib.store import visits as visit_store
from chalicelib.store.writes import transact
from tests.handlers.cast import VIEW, VISIT, WHO, beacon
from tests.services.cast import act, start, vera
from tests.stage import Stage


@pytest.fixture(autouse=True)
def rules(stage: Stage) -> None:
    """Rules with a variant `b`, but for the last."""
    experiment = {"variants": [{"name": "b"}]}
    made: list[Record] = [
        {
            **{"id": f"ru_{n}", "number": n, "name": "R", "actions": []},
            "experiment": experiment if n < 201 else None,
        }
        for n in range(1, 202)
    ]
    book = rule_store.keep(Book("demo"), made)._replace(version=1)
    version = TagVersion("demo", 1, 1, "", "", "", "", "", book.blocks, len(made), {})
    transact(rule_store.saving(Book("demo"), book, version))


def told(state: str, rule: int = 7, at: int = 5) -> dict[str, object]:
    """What the tag says of an invitation."""
    return {"rule": rule, "variant": "b", "state": state, "at": at}


def counted(stage: Stage) -> dict[int, dict[str, int]]:
    """What is counted today, without what is 0."""
    today = datetime.fromtimestamp(stage.now / 1_000, UTC)
    found = engagements.counts("demo", today, today)
    return {one.rule: {k: n for k, n in one.states.items() if n} for one in found}


def test_what_is_told_twice_counts_once_and_the_servers_clock_counts(stage: Stage) -> None:
    leave = {**WHO, "page": 1, "kind": "leave", "shown_ms": 5}
    beacon({**VIEW, "engagements": [told("offered"), told("shown", at=10**14)]})
    beacon({**VIEW, "engagements": [told("offered"), told("shown", at=1)]})
    beacon({**leave, "engagements": [told("shown"), told("declined"), told("control", 8)]})

    assert counted(stage) == {7: {"offered": 1, "shown": 1, "declined": 1}, 8: {"control": 1}}
    visit = visit_store.get("demo", VISIT)
    assert visit
    assert {one.at for one in visit.engagements} == {stage.now}


def test_a_conversion_counts_for_what_was_seen_in_time_also_in_an_earlier_visit(
    stage: Stage,
) -> None:
    order = {"kind": "converted", "name": "order", "at": 9, "value": 20.0}
    beacon({**VIEW, "engagements": [told("shown"), told("control", 8)]})
    stage.now += 40_000
    later = {**VIEW, "visit": "vs_" + "t" * 26, "events": [order]}
    wanted = [Conversion(7, "order", 60_000), Conversion(8, "order", 60_000)]
    with mock.patch.object(engagements, "_conversions", return_value=wanted):
        beacon(later)
        beacon(later)

    assert counted(stage) == {
        7: {"shown": 1, "converted": 1},
        8: {"control": 1, "control_converted": 1},
    }


def test_a_chat_counts_for_the_rule_that_its_page_names_or_the_agent_who_invited(
    stage: Stage,
) -> None:
    beacon({**VIEW, "engagements": [told("shown")]})
    beacon({**VIEW, "visitor": vera(0), "visit": "vs_" + "h" * 26})
    ada = stage.add_agent("Ada")
    stage.add_agent("Boss", role="admin")
    visitors.invite(
        act()._replace(speaker=agent_speaker(ada)), vera(0), "vs_" + "h" * 26, "May I help?"
    )

    start(stage, 21, rule="7")
    stage.send(
        stage.open_visitor(vera(0), "vs_" + "h" * 26), action="start", client="visitora", name="V"
    )

    assert counted(stage) == {0: {"chatted": 1}, 7: {"shown": 1, "chatted": 1}}
    assert {need.last for need in routing_store.waiting("demo", 10)} == {"", ada}


def agent_speaker(agent: str) -> Speaker:
    """An agent asks."""
    return Speaker("demo", "agent", agent, "Ada", frozenset({"visitors.invite"}))


def test_conversions_are_those_of_the_accounts_rules(stage: Stage) -> None:
    rules = [{"number": 7, "conversion": {"name": "order", "within_s": 60}}, {"number": 8}]
    with mock.patch.object(rule_store, "read", return_value=mock.Mock(rules=rules)):
        assert engagements._conversions("demo") == [Conversion(7, "order", 60_000)]


def test_a_flood_of_rules_is_bounded_and_harms_nothing(stage: Stage) -> None:
    # Nine at a time: of the seventh beacon only six have room.
    for step in range(20):
        body = {**VIEW, "engagements": [told("shown", step * 9 + n + 1) for n in range(9)]}
        assert beacon(body).status == 200

    assert len(counted(stage)) == 60


def test_nothing_is_kept_of_rules_and_variants_that_there_are_not(stage: Stage) -> None:
    card = {"rule": 7, "variant": "4111 1111 1111 1111", "state": "shown", "at": 1}
    forged = [told("shown", n) for n in (0, 201, 300, 999_999)]

    assert beacon({**VIEW, "engagements": [*forged, card, told("shown", 8)]}).status == 200
    start(stage, 21, rule="987654")

    assert counted(stage) == {8: {"shown": 1}}


def test_an_invitation_by_hand_is_told_with_its_id(stage: Stage) -> None:
    by_hand = {**told("shown", 0), "variant": "iv_" + "a" * 26}

    beacon({**VIEW, "engagements": [by_hand]})

    assert counted(stage) == {0: {"shown": 1}}


def test_a_conversion_counts_for_what_its_own_beacon_told(stage: Stage) -> None:
    order = {"kind": "converted", "name": "order", "at": 9}
    wanted = [Conversion(7, "order", 60_000)]
    with (
        mock.patch.object(engagements, "_conversions", return_value=wanted),
        mock.patch.object(visit_store, "get_many", return_value={}),
        mock.patch.object(visit_store, "of_visitor", return_value=[]),
    ):
        beacon({**VIEW, "engagements": [told("shown")], "events": [order]})

    assert counted(stage) == {7: {"shown": 1, "converted": 1}}


def test_a_chat_in_anothers_visit_counts_for_nothing_there(stage: Stage) -> None:
    beacon({**VIEW, "engagements": [told("shown")]})
    stranger = stage.open_visitor(vera(5), VISIT)
    stage.send(stranger, action="start", client="visitora", name="V", rule="7")

    assert counted(stage) == {7: {"shown": 1}}
