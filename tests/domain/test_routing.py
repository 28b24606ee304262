"""Who gets the next chat, and what the button shows."""

from dataclasses import replace
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.agent import Agent
from chalicelib.domain.routing import availability, choose
from tests.domain.test_agent import ADA

NOW = 500


def agent(name: str, *, held: int = 0, limit: int = 4, received: int = 0, **more: object) -> Agent:
    """An agent who is online."""
    chats = frozenset(f"{name}{index}" for index in range(held))
    fields = {"id": name, "chats": chats, "max_chats": limit, "last_received": received, **more}
    return replace(ADA, **fields)  # type: ignore[arg-type]


def chosen(*agents: Agent) -> set[str | None]:
    """Who is chosen, in whatever order the agents are read."""
    return {found.id if (found := choose(order, NOW)) else None for order in permutations(agents)}


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
    assert choose([], NOW) is None


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

    found = choose(agents, NOW)

    assert (found is None) == (not fit)
    if found:
        assert found in fit
        ranks = [(len(a.chats) / a.max_chats, a.last_received, a.id) for a in fit]
        assert (found.load(), found.last_received, found.id) == min(ranks)


def test_the_button_is_offline_without_anybody_online() -> None:
    assert availability([], 0, NOW) == "offline"
    assert availability([agent("a", status="away"), agent("b", lease=NOW)], 3, NOW) == "offline"


def test_the_button_is_online_while_somebody_has_room_and_nobody_waits() -> None:
    assert availability([agent("a", held=4), agent("b", held=3)], 0, NOW) == "online"


def test_the_button_is_busy_when_all_are_full_or_others_wait() -> None:
    assert availability([agent("a", held=4), agent("b", limit=0)], 0, NOW) == "busy"
    assert availability([agent("a")], 1, NOW) == "busy"
