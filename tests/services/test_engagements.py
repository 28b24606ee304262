"""Beacons tell what became of invitations: kept and counted once, whatever comes twice."""

from datetime import UTC, datetime
from unittest import mock

from chalicelib.domain.engagement import Conversion
from chalicelib.domain.speaker import Speaker
from chalicelib.services import engagements, visitors
from chalicelib.store import routing as routing_store
from chalicelib.store import rules as rule_store
from chalicelib.store import visits as visit_store
from tests.handlers.cast import VIEW, VISIT, WHO, beacon
from tests.services.cast import act, start, vera
from tests.stage import Stage


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
    for step in range(20):
        body = {**VIEW, "engagements": [told("shown", step * 10 + n) for n in range(10)]}
        assert beacon(body).status == 200

    assert len(counted(stage)) == 60
