"""Who gets the next chat, and what the button shows."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.agent import Agent
from chalicelib.domain.need import Need, Ring
from chalicelib.domain.routing import (
    Candidate,
    Decision,
    again,
    brief,
    candidate,
    decide,
    is_only_for,
    match,
    opens_next,
    order,
    shares_of,
)
from tests.domain.test_agent import ADA

NOW = 500


def agent(name: str, *, held: int = 0, limit: int = 4, received: int = 0, **more: object) -> Agent:
    """An agent who is online."""
    chats = frozenset(f"{name}{index}" for index in range(held))
    fields = {"id": name, "chats": chats, "max_chats": limit, "last_received": received, **more}
    return replace(ADA, **fields)  # type: ignore[arg-type]


def choose(agents: Iterable[Agent]) -> str:
    """The id of the agent who gets a chat that asks for nothing."""
    return decide(Need("c", NOW), [candidate(one, NOW) for one in agents], NOW).agent


def chosen(*agents: Agent) -> set[str | None]:
    """Who is chosen, in whatever order the agents are read."""
    return {choose(order) or None for order in permutations(agents)}


def test_the_lowest_share_of_slots_in_use_wins_not_the_fewest_chats() -> None:
    assert chosen(agent("a", held=1, limit=2), agent("b", held=2, limit=8)) == {"b"}


def test_of_equal_loads_the_one_who_received_longest_ago_wins() -> None:
    assert chosen(agent("a", received=30), agent("b", received=10), agent("c", received=20)) == {
        "b"
    }


def test_one_who_never_received_a_chat_goes_before_one_who_did() -> None:
    assert chosen(agent("a", received=1), agent("b")) == {"b"}


def test_load_goes_before_time() -> None:
    assert chosen(agent("a", held=1, received=1), agent("b", received=499)) == {"b"}


def test_the_id_breaks_the_last_tie() -> None:
    assert chosen(agent("c"), agent("a"), agent("b")) == {"a"}


def test_nobody_who_is_away_lapsed_full_or_without_slots_is_chosen() -> None:
    unfit = (
        agent("a", status="away"),
        agent("b", lease=NOW),
        agent("c", held=4),
        agent("d", limit=0),
        agent("e", held=3, limit=2),
    )

    assert chosen(*unfit) == {None}
    assert chosen(*unfit[:4], agent("z", held=3)) == {"z"}


def test_nobody_is_chosen_of_nobody() -> None:
    assert choose([]) == ""


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3), st.booleans()),
        max_size=7,
    )
)
def test_the_choice_is_never_worse_than_any_other_that_was_fit(rows: list[tuple[int, ...]]) -> None:
    agents = [
        agent(f"a{i}", held=held, limit=limit, received=at, status="online" if on else "away")
        for i, (held, limit, at, on) in enumerate(rows)
    ]
    fit = [a for a in agents if a.status == "online" and len(a.chats) < a.max_chats]

    found = next((one for one in agents if one.id == choose(agents)), None)

    assert (found is None) == (not fit)
    if found:
        assert found in fit
        ranks = [(len(a.chats) / a.max_chats, a.last_received, a.id) for a in fit]
        assert (found.load(), found.last_received, found.id) == min(ranks)


def free(name: str, **more: object) -> Candidate:
    """A candidate who is online and has four slots, none in use."""
    return Candidate(name, True, 0, 4, 0)._replace(**more)  # type: ignore[arg-type]


def why(need: Need, *candidates: Candidate, now: int = NOW) -> dict[str, str]:
    """What was found about each candidate, best first."""
    decision = decide(need, candidates, now)
    return {verdict.agent: verdict.reason for verdict in decision.verdicts}


def test_each_candidate_is_told_why_in_the_order_in_which_they_stand() -> None:
    found = why(
        Need("c", 0, tried=frozenset("t")),
        free("t"),
        free("o", online=False),
        free("f", used=4),
        free("b", used=1),
        free("r", received=9),
        free("z"),
        free("a"),
    )

    assert list(found.items()) == [
        ("a", "chosen"),
        ("z", "last_tie"),
        ("r", "received_later"),
        ("b", "busier"),
        ("f", "full"),
        ("t", "tried"),
        ("o", "away"),
    ]


def test_skills_and_levels_are_needed_until_a_later_ring_opens() -> None:
    need = Need("c", 0, (Ring(0, {"fr": 3}), Ring(100, {"fr": 1}), Ring(200)))
    expert, beginner, stranger = (
        free("x", skills={"fr": 3}, used=3),
        free("m", skills={"fr": 1}, used=1),
        free("a"),
    )
    everybody = (expert, beginner, stranger)

    assert why(need, *everybody, now=99) == {"x": "chosen", "m": "level", "a": "skill"}
    assert why(need, *everybody, now=100) == {"x": "chosen", "m": "later_ring", "a": "skill"}
    assert decide(need, (beginner, stranger), 199).agent == "m"
    assert decide(need, (stranger,), 199).agent == ""
    assert decide(need, (stranger,), 200).agent == "a"
    assert [opens_next(need, now) for now in (0, 100, 200)] == [100, 200, None]


def test_a_verdict_names_what_is_lacking() -> None:
    need = Need("c", 0, (Ring(0, {"fr": 3}, {"berlin": 0}),))
    (verdict,) = decide(need, [free("a", groups=frozenset(["rome"]))], NOW).verdicts
    assert (verdict.reason, verdict.detail) == ("group", "berlin")
    close = free("a", skills={"fr": 2}, groups=frozenset(["berlin"]))
    (verdict,) = decide(need, [close], NOW).verdicts
    assert (verdict.reason, verdict.detail) == ("level", "fr:2<3")


def test_a_named_agent_alone_may_take_it_for_a_while() -> None:
    need = Need("c", 0, agent="ada", agent_until=600)

    assert why(need, free("ada", used=4), free("ben")) == {"ada": "full", "ben": "not_named"}
    assert opens_next(need, NOW) == 600
    assert decide(need, [free("ada", used=4), free("ben")], 600).agent == "ben"


def test_the_last_agent_goes_first_until_that_lapses_but_is_not_waited_for() -> None:
    need = Need("c", 0, last="ada", last_until=600)
    ada, ben = free("ada", used=3), free("ben")

    assert why(need, ada, ben) == {"ada": "chosen", "ben": "not_last"}
    assert decide(need, [ada, ben], 600).agent == "ben"
    assert decide(need, [ada._replace(used=4), ben], NOW).agent == "ben"


def test_groups_get_their_shares_and_what_one_cannot_take_goes_to_the_other() -> None:
    ring = Ring(0, {}, {"berlin": 70, "rome": 30})
    pool = [free(f"b{i}", limit=900, groups=frozenset(["berlin"])) for i in range(2)]
    pool += [free(f"r{i}", limit=900, groups=frozenset(["rome"])) for i in range(5)]
    queue = [Need(f"c{i:03}", i, (ring,)) for i in range(100)]

    taken = [decision.agent[0] for decision in match(queue, pool, NOW)]
    assert (taken.count("b"), taken.count("r")) == (70, 30)
    assert max(taken[i : i + 10].count("r") for i in range(0, 90)) <= 4
    full = [one._replace(used=900) if one.id[0] == "b" else one for one in pool]
    assert {decision.agent[0] for decision in match(queue, full, NOW)} == {"r"}


def test_the_queue_is_served_by_wait_and_credit_and_those_who_come_back_first() -> None:
    queue = [
        Need("late", 300),
        Need("early", 100),
        Need("dear", 250, credit=200),
        Need("back", 400, front=True),
        Need("again", 350, front=True),
        Need("also", 100),
    ]

    assert [n.id for n in order(queue)] == ["again", "back", "dear", "also", "early", "late"]


def test_who_waits_long_enough_overtakes_every_later_credit() -> None:
    old = Need("old", 0)
    assert order([old, Need("dear", 1_000, credit=1_000)])[0].id == "dear"
    assert order([old, Need("dear", 1_001, credit=1_000)])[0].id == "old"


def test_a_chat_that_nobody_can_take_does_not_hold_up_the_others() -> None:
    queue = [Need("fr", 0, (Ring(0, {"fr": 1}),)), Need("any", 1)]

    assert [(d.chat, d.agent) for d in match(queue, [free("a")], NOW)] == [("any", "a")]


def test_one_who_let_a_chat_pass_gets_the_next_one() -> None:
    queue = [Need("passed", 0, tried=frozenset("a")), Need("next", 1)]

    assert [(d.chat, d.agent) for d in match(queue, [free("a")], NOW)] == [("next", "a")]


def test_a_heavy_chat_keeps_the_next_slots_of_one_agent() -> None:
    queue = [Need("heavy", 0, weight=2), *(Need(f"l{i}", i + 1) for i in range(4))]
    two = [free("a", used=3), free("b", used=2, limit=3)]

    first = {d.chat: d.agent for d in match(queue, two, NOW)}
    assert first == {"l0": "b"}
    freed = [two[0]._replace(used=2), two[1]._replace(used=3)]
    assert {d.chat: d.agent for d in match(queue, freed, NOW)} == {"heavy": "a"}


def test_a_heavy_chat_that_no_agent_could_ever_hold_keeps_nobody() -> None:
    queue = [Need("heavy", 0, weight=9), Need("light", 1)]

    assert [d.chat for d in match(queue, [free("a", used=3)], NOW)] == ["light"]


def test_a_brief_decision_counts_the_rest_by_reason() -> None:
    pool = [free("a"), *(free(f"f{n:02}", used=4) for n in range(30))]
    found = brief(decide(Need("c", 0), [*pool, free("z", online=False)], NOW))

    assert [verdict.agent for verdict in found.verdicts] == ["a", *(f"f{n:02}" for n in range(19))]
    assert found.others == {"full": 11, "away": 1}


def test_decisions_made_again_from_what_is_kept_of_them_are_the_same() -> None:
    for seed in range(60):
        for decision in map(brief, a_pass(Random(seed))):
            assert again(decision) == decision


def a_pass(chance: Random) -> list[Decision]:
    """The decisions over a queue of chats and a number of agents, who ask and know all sorts."""
    names = ("french", "german", "law")
    agents = [
        Candidate(
            f"a{number:02}",
            chance.random() < 0.8,
            chance.randint(0, 3),
            3,
            chance.randint(0, 9),
            {name: chance.randint(1, 5) for name in names if chance.random() < 0.6},
            frozenset(name for name in ("east", "west") if chance.random() < 0.5),
        )
        for number in range(40)
    ]
    queue = [
        Need(
            f"c{number:02}",
            NOW - chance.randint(0, 300),
            (
                Ring(0, {chance.choice(names): chance.randint(1, 5)}, {"east": 70, "west": 30}),
                Ring(100, {chance.choice(names): 1}),
                Ring(200),
            )[chance.randint(0, 2) :],
            agent=chance.choice(("", "a01")),
            agent_until=NOW + chance.randint(-5, 5),
            last=chance.choice(("", "a02")),
            last_until=NOW + 5,
            credit=chance.randint(0, 9),
            weight=chance.choice((1, 1, 2)),
            tried=frozenset({"a03"}),
            front=chance.random() < 0.1,
        )
        for number in range(40)
    ]
    return match(queue, agents, NOW, given={"east": 3, "west": 1})


def test_shares_of_two_routing_rules_are_counted_apart() -> None:
    halves = (Ring(0, {}, {"east": 50, "west": 50}),)
    one, other = (Need(name, NOW, halves, rule=f"rr_{name}") for name in ("one", "other"))
    east, west = (
        Candidate(name, True, 0, 9, 0, {}, frozenset({name})) for name in ("east", "west")
    )
    given = {"rr_one/east": 3, "rr_one/west": 1, "rr_other/west": 5}

    decided = {need.id: decide(need, [east, west], NOW, given=given) for need in (one, other)}

    assert {name: decision.agent for name, decision in decided.items()} == {
        "one": "west",
        "other": "east",
    }
    assert decided["one"].given == {"rr_one/east": 3, "rr_one/west": 1}
    assert shares_of(one, ["east", "north"]) == ["rr_one/east"]
    assert shares_of(Need("none", NOW), ["east"]) == []


def test_who_is_named_needs_no_skill_and_is_found_again() -> None:
    need = Need("c", 0, (Ring(0, {"fr": 1}),), agent="ada", agent_until=600)

    decision = decide(need, [free("ada"), free("ben", skills={"fr": 1})], NOW)

    assert (decision.agent, again(decision)) == ("ada", decision)
    assert decide(need, [free("ada"), free("ben", skills={"fr": 1})], 600).agent == "ben"


def test_a_chat_that_was_let_pass_is_only_for_one_where_nobody_else_can_take_it() -> None:
    ann, bob = candidate(agent("a"), NOW), candidate(agent("b"), NOW)
    need = Need("c", NOW, tried=frozenset("a"))

    assert is_only_for(need, "a", [ann], NOW)
    assert is_only_for(need, "a", [ann, bob._replace(used=4)], NOW)
    assert not is_only_for(need, "a", [ann, bob], NOW)
    assert not is_only_for(need, "a", [ann._replace(online=False)], NOW)
    assert not is_only_for(need, "b", [ann], NOW)
    # Bob let it pass as well, and is asked no sooner for it.
    assert is_only_for(need._replace(tried=frozenset("ab")), "a", [ann, bob], NOW)
