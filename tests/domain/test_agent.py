"""When an agent counts as there, and how loaded they are."""

from dataclasses import replace

from chalicelib.domain.agent import Agent

ADA = Agent(
    account="demo",
    id="ag_ada",
    name="Ada",
    email="ada@parley.test",
    role="agent",
    max_chats=4,
    status="online",
    chats=frozenset(),
    last_received=0,
    lease=1_000,
    sockets=frozenset(),
)


def test_an_agent_is_online_only_while_the_lease_runs() -> None:
    assert [ADA.is_online(now) for now in (999, 1_000, 1_001)] == [True, False, False]


def test_an_agent_who_is_away_is_not_online() -> None:
    assert not replace(ADA, status="away").is_online(0)


def test_load_is_the_share_of_slots_in_use() -> None:
    loads = [replace(ADA, chats=frozenset("abcde"[:held])).load() for held in range(6)]

    assert loads == [0.0, 0.25, 0.5, 0.75, 1.0, 1.25]


def test_an_agent_with_no_slots_is_full() -> None:
    nobody = replace(ADA, max_chats=0)

    assert (nobody.has_room(), nobody.load()) == (False, 1.0)


def test_there_is_room_below_the_limit_only() -> None:
    rooms = [replace(ADA, chats=frozenset("abcde"[:held])).has_room() for held in (3, 4, 5)]

    assert rooms == [True, False, False]
