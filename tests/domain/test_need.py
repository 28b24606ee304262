"""What a chat asks for is kept in a short text, and comes back whole."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.need import ANYBODY, Need, Ring, named, pack, unpack, without

NAMES = st.text("abcdefg_", min_size=1, max_size=6)
LEVELS = st.dictionaries(NAMES, st.integers(1, 5), max_size=3)
RINGS = st.builds(Ring, st.integers(0, 10**6), LEVELS, st.dictionaries(NAMES, st.integers(0, 100)))
NEEDS = st.builds(
    Need,
    st.just("demo.c"),
    st.just(500),
    st.lists(RINGS, min_size=1, max_size=3).map(tuple),
    agent=NAMES | st.just(""),
    agent_until=st.integers(0, 10**13),
    last=NAMES | st.just(""),
    last_until=st.integers(0, 10**13),
    credit=st.integers(0, 10**6),
    weight=st.integers(1, 5),
    tried=st.frozensets(NAMES, max_size=3),
    front=st.booleans(),
    skill=NAMES | st.just(""),
    rule=NAMES | st.just(""),
    gone=st.frozensets(NAMES, max_size=2),
)


@given(NEEDS)
def test_a_need_comes_back_as_it_was_kept(need: Need) -> None:
    assert unpack(pack(need), need.id, need.since, front=need.front) == need


def test_who_asks_for_nothing_keeps_nothing() -> None:
    assert pack(Need("demo.c", 7)) == ""
    assert unpack("", "demo.c", 7) == Need("demo.c", 7, ANYBODY)


def test_what_is_gone_is_asked_for_no_more() -> None:
    rings = (Ring(0, {"sk_a": 3, "sk_b": 1}, {"gr_a": 60, "gr_b": 40}), Ring(9, {"sk_a": 1}))
    need = Need("demo.c", 7, rings, skill="sk_a", rule="rr_a")

    left = without(need, frozenset({"sk_a", "gr_a"}))

    assert named(need) == {"sk_a", "sk_b", "gr_a", "gr_b"}
    assert left.rings == (Ring(0, {"sk_b": 1}, {"gr_b": 40}), Ring(9))
    assert (left.skill, left.rule, left.gone) == ("", "rr_a", {"sk_a", "gr_a"})
    assert named(Need("demo.c", 7)) == frozenset()
