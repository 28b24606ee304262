"""A pass of the router over drawn queues and agents: what holds of each."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.need import Need, Ring
from chalicelib.domain.routing import (
    Candidate,
    decide,
    match,
)

NOW = 500


SKILLS = st.dictionaries(st.sampled_from("ab"), st.integers(1, 3), max_size=2)
GROUPS = st.frozensets(st.sampled_from("xy"))
RINGS = st.lists(
    st.builds(
        Ring,
        st.integers(0, 600),
        SKILLS,
        st.dictionaries(st.sampled_from("xy"), st.sampled_from([0, 30, 70]), max_size=2),
    ),
    min_size=1,
    max_size=3,
)
NEEDS = st.lists(
    st.builds(
        Need,
        st.uuids().map(str),
        st.integers(0, NOW),
        RINGS,
        st.sampled_from(["", "p0", "p1"]),
        st.integers(0, 999),
        st.sampled_from(["", "p2"]),
        st.integers(0, 999),
        st.integers(0, 300),
        st.integers(1, 3),
        st.frozensets(st.sampled_from(["p0", "p3"])),
        st.booleans(),
    ),
    max_size=8,
)
POOLS = st.lists(
    st.tuples(
        st.booleans(), st.integers(0, 4), st.integers(0, 4), st.integers(0, 9), SKILLS, GROUPS
    ),
    max_size=6,
).map(lambda rows: [Candidate(f"p{i}", *row) for i, row in enumerate(rows)])


@settings(max_examples=200, deadline=None)
@given(NEEDS, POOLS, st.randoms(use_true_random=False))
def test_a_pass_never_overfills_never_doubles_and_does_not_depend_on_reading_order(
    needs: list[Need], pool: list[Candidate], random: Random
) -> None:
    decisions = match(needs, pool, NOW)
    weights = {need.id: need.weight for need in needs}
    by_id = {one.id: one for one in pool}
    for one in pool:
        took = sum(weights[d.chat] for d in decisions if d.agent == one.id)
        assert took == 0 or one.used + took <= one.limit
        assert took == 0 or one.online
    assert len({d.chat for d in decisions}) == len(decisions)
    assert all(d.agent not in need.tried for d in decisions for need in needs if need.id == d.chat)
    for decision in decisions:
        assert {verdict.agent for verdict in decision.verdicts} == set(by_id)
        assert decision.verdicts[0] == (decision.agent, "chosen", *decision.verdicts[0][2:])
    shuffled_needs, shuffled_pool = needs[:], pool[:]
    random.shuffle(shuffled_needs)
    random.shuffle(shuffled_pool)
    assert match(shuffled_needs, shuffled_pool, NOW) == decisions


@settings(max_examples=200, deadline=None)
@given(NEEDS, POOLS)
def test_after_a_pass_nobody_waits_whom_somebody_free_could_take(
    needs: list[Need], pool: list[Candidate]
) -> None:
    needs = [need._replace(weight=1) for need in needs]
    decisions = match(needs, pool, NOW)
    took = Counter(d.agent for d in decisions)
    left = [one._replace(used=one.used + took[one.id]) for one in pool]
    served = {d.chat for d in decisions}

    assert all(not decide(n, left, NOW).agent for n in needs if n.id not in served)
