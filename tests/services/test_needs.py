"""What a chat asks for when it starts, by the rules of its account."""

import json
from typing import Any

import pytest

from chalicelib.domain.need import Need, Ring
from chalicelib.services import accounts, groups, routing_rules, skills
from chalicelib.services import agents as agent_service
from chalicelib.services.agents import Profile
from chalicelib.store import accounts as account_store
from chalicelib.store import routing_rules as rule_store
from chalicelib.store.client import LeanConnection
from chalicelib.store.routing import need_of
from chalicelib.store.writes import transact
from tests.handlers.cast import VISIT, ask, simple
from tests.services.cast import act, end, set_up, start, vera
from tests.services.test_routing_rules import RULE
from tests.stage import SHOP, Stage

CART = {"field": "url", "operator": "contains", "value": "/cart"}
DAY = 86_400_000
WHO = {"account": "demo", "visitor": vera(0), "visit": VISIT}


def rule(stage: Stage, **fields: Any) -> str:
    """A rule of the account; its id."""
    return routing_rules.create(act(now=stage.now), {**RULE, **fields}).id


def ring(after_s: int = 0, skills: Any = None, groups: Any = None) -> dict[str, Any]:
    """A ring as it is told."""
    return {"after_s": after_s, "skills": skills or {}, "groups": groups or {}}


def need(stage: Stage, chat: str) -> Need:
    """What a chat asks for."""
    return need_of(stage.chat(chat))


def test_a_chat_asks_for_what_its_rule_gives(stage: Stage) -> None:
    billing = skills.create(act(), "Billing").id
    made = rule(stage, conditions=[CART], rings=[ring(0, {billing: 2}), ring(30)], credit_s=60)

    other, _ = start(stage, 1, url=SHOP)
    assert need(stage, other) == Need(other, stage.now)
    stage.now += 50_000
    cart, _ = start(stage, 0, url=f"{SHOP}/cart")

    found = need(stage, cart)
    assert (tuple(found.rings), found.rule, found.skill, found.credit) == (
        (Ring(0, {billing: 2}), Ring(30_000)),
        made,
        billing,
        60_000,
    )
    # A minute's credit: it is served before one who came up to a minute earlier.
    assert stage.chat(cart).place < stage.chat(other).place


def test_the_chat_of_a_page_goes_to_who_is_skilled_enough_then_to_others(stage: Stage) -> None:
    billing = skills.create(act(), "Billing").id
    for name, level in (("Ada", 1), ("Ben", 3)):
        stage.open_agent(stage.add_agent(name))
        profile = Profile(skills=frozenset({billing}), levels={billing: level})
        agent_service.change(act(), f"ag_{name.lower()}", "0", profile)
    rule(stage, conditions=[CART], rings=[ring(0, {billing: 3}), ring(20, {billing: 1})])

    first, second, third = (start(stage, one, url=f"{SHOP}/cart")[0] for one in range(3))

    assert [stage.chat(one).agent for one in (first, second, third)] == ["ag_ben", "ag_ben", ""]
    stage.pass_time(30_000)
    assert stage.chat(third).agent == "ag_ada"


def test_what_the_visits_page_tells_is_asked_for(stage: Stage) -> None:
    asked = [
        {"field": "variable.total", "operator": "more_than", "value": "100"},
        {"field": "country", "operator": "is", "value": "nl"},
        {"field": "device", "operator": "is", "value": "phone"},
        {"field": "referrer", "operator": "contains", "value": "search"},
    ]
    made = rule(stage, conditions=asked)
    view = {**WHO, "page": 1, "kind": "view", "url": SHOP, "referrer": "https://search.test/?q=a"}
    phone = {"user-agent": "Mozilla/5.0 (iPhone; Mobile)", "cloudfront-viewer-country": "NL"}
    body = json.dumps({**view, "variables": {"total": 250}})
    assert ask("POST", "/v1/visits", headers=simple(**phone), body=body).status == 200

    chat, _ = start(stage, 0)

    assert need(stage, chat).rule == made


def test_who_was_here_before_is_returning(stage: Stage) -> None:
    again = [{"field": "returning", "operator": "is", "value": "true"}]
    made = rule(stage, conditions=again)

    first, _ = start(stage)
    end(stage, first)
    second, _ = start(stage)

    assert [need(stage, chat).rule for chat in (first, second)] == ["", made]


def test_the_page_may_name_the_skill_and_the_rule_that_invited(stage: Stage) -> None:
    billing = skills.create(act(), "Billing").id
    invited = rule(stage, conditions=[{"field": "rule", "operator": "is", "value": "spring"}])

    own, _ = start(stage, 0, skill=billing)
    unknown, _ = start(stage, 1, skill="sk_" + "z" * 26)
    spring, _ = start(stage, 2, rule="Spring", skill=billing)

    assert need(stage, own) == Need(own, stage.now, (Ring(0, {billing: 1}),), skill=billing)
    assert need(stage, unknown) == Need(unknown, stage.now)
    assert (need(stage, spring).rule, need(stage, spring).skill) == (invited, billing)


@pytest.mark.parametrize("named", ["sk_x", 5, None, "x" * 101])
def test_a_skill_of_no_form_is_refused(stage: Stage, named: object) -> None:
    socket = stage.open_visitor(vera(0))

    (answer,) = stage.send(socket, action="start", client="veraaaaa", skill=named)

    assert answer["code"] == "bad_frame"


def test_a_change_of_a_rule_holds_in_other_processes_within_five_seconds(stage: Stage) -> None:
    start(stage, 0)
    made = rule(stage)
    assert need(stage, start(stage, 1)[0]).rule == made
    routing_rules.change(act(now=stage.now), made, "1", {"weight": 3})
    assert need(stage, start(stage, 3)[0]).weight == 3
    # Another process changes it: this one learns of it from the account's settings.
    (listed,) = routing_rules.listed("demo").rules
    changed = listed._replace(weight=2)
    found = account_store.get("demo", consistent=True)
    assert found
    transact([rule_store.putting(changed, listed), account_store.ordering(found, found.rules)])

    stage.now += 4_001
    assert need(stage, start(stage, 2)[0]).weight == 2


def test_a_visitor_goes_to_whom_they_spoke_with_last_for_some_days(stage: Stage) -> None:
    for name in ("Ada", "Ben"):
        stage.open_agent(stage.add_agent(name))
    accounts.change(act(), "0", {"last_agent_days": 2})
    first, _ = start(stage)
    stage.now += 1
    end(stage, first)
    with_whom = stage.chat(first).agent

    stage.now += 1
    second, _ = start(stage)
    end(stage, second)
    assert stage.chat(second).agent == with_whom
    assert need(stage, second).last_until == stage.chat(first).ended + 2 * DAY

    stage.now += 3 * DAY
    third, _ = start(stage)
    assert need(stage, third) == Need(third, stage.now)


def test_who_left_the_queue_wants_whom_they_wanted_then(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada", max_chats=1))
    accounts.change(act(), "0", {"last_agent_days": 2})
    first, _ = start(stage)
    end(stage, first)
    start(stage, 1)
    left, _ = start(stage)
    end(stage, left)
    again, _ = start(stage)

    assert [need(stage, chat).last for chat in (left, again)] == ["ag_ada", "ag_ada"]


def test_shares_of_groups_are_kept_over_chats(stage: Stage) -> None:
    east, west = (groups.create(act(), name).id for name in ("East", "West"))
    for name, group in (("Ada", east), ("Ben", west)):
        stage.open_agent(stage.add_agent(name, max_chats=50))
        profile = Profile(groups=frozenset({group}))
        agent_service.change(act(), f"ag_{name.lower()}", "0", profile)
    rule(stage, rings=[ring(0, {}, {east: 75, west: 25})])

    got = []
    for index in range(12):
        chat, _ = start(stage, index)
        got.append(stage.chat(chat).agent)

    assert (got.count("ag_ada"), got.count("ag_ben")) == (9, 3)


def test_shares_count_too_when_a_later_ring_is_looked_at(stage: Stage) -> None:
    east = groups.create(act(), "East").id
    console = stage.open_agent(stage.add_agent("Ada", max_chats=5))
    agent_service.change(act(), "ag_ada", "0", Profile(groups=frozenset({east})))
    later = rule(
        stage, rings=[ring(0, {skills.create(act(), "None").id: 1}), ring(20, {}, {east: 100})]
    )
    first, second = start(stage, 0)[0], start(stage, 1)[0]
    (looked,) = (one for one in stage.due() if one.subject == first)

    stage.now += 30_000
    stage.remind(looked)
    third, _ = start(stage, 2)
    stage.send(console, action="ping", renew=True)
    stage.pass_time(30_000)

    assert [stage.chat(one).agent for one in (first, second, third)] == ["ag_ada"] * 3
    assert rule_store.given("demo", stage.now) == {f"{later}/{east}": 3}


def test_an_account_without_rules_reads_nothing_for_them(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(stage, 0)
    read: list[str] = []
    dispatch = LeanConnection.dispatch

    def noted(self: LeanConnection, operation: str, request: dict[str, Any]) -> Any:
        read.append(f"{operation} {request.get('TableName')}")
        return dispatch(self, operation, request)

    monkeypatch.setattr(LeanConnection, "dispatch", noted)
    start(stage, 1)

    assert not [one for one in read if "routing-rules" in one or "skills" in one]


def test_a_chat_that_a_group_lets_pass_is_not_of_its_share(stage: Stage) -> None:
    set_up(accept_mode="offer")
    consoles, shares = {}, {}
    for name in ("Ada", "Ben"):
        group = groups.create(act(), name).id
        shares[group] = 50
        consoles[name] = stage.open_agent(stage.add_agent(name, max_chats=12))
        profile = Profile(groups=frozenset({group}))
        agent_service.change(act(), f"ag_{name.lower()}", "0", profile)
    rule(stage, rings=[ring(groups=shares)])

    held = []
    for index in range(12):
        chat, _ = start(stage, index)
        if index % 3 == 0 and stage.chat(chat).offered == "ag_ada":
            stage.send(consoles["Ada"], action="decline", chat=chat)
        name = "Ada" if stage.chat(chat).offered == "ag_ada" else "Ben"
        stage.send(consoles[name], action="accept", chat=chat)
        held.append(stage.chat(chat).agent)
        stage.now += 1

    assert (held.count("ag_ada"), held.count("ag_ben")) == (6, 6)
