"""What the button shows: by who is there, who waits, hours, and the account's own limits."""

from dataclasses import replace

import pytest

from chalicelib.domain.account import Account
from chalicelib.domain.availability import Crowd, Shown, shown, shown_record
from chalicelib.domain.estimate import Estimate
from chalicelib.domain.hours import Hours, Span
from chalicelib.domain.need import Need, Ring
from chalicelib.domain.pace import Pace
from chalicelib.domain.routing import Candidate
from chalicelib.domain.skill import Skill

MINUTE, HOUR = 60_000, 3_600_000
# A Monday, noon in UTC.
NOON = 1_800_000_000_000 - 1_800_000_000_000 % (24 * HOUR) + 12 * HOUR
ACCOUNT = Account("demo", "Demo", frozenset(), pace=Pace(60, 4 * MINUTE, 2 * (4 * MINUTE) ** 2))
DAYTIME = Hours("UTC", ((Span(9 * 60, 17 * 60),),) * 7)
NIGHT = Hours("UTC", ((Span(20 * 60, 22 * 60),),) * 7)
ADA, BEN = (Candidate(name, True, 0, 2, 0, {f"sk_{name}": 1}) for name in ("ada", "ben"))
BUSY_ADA = ADA._replace(used=2)


def crowd(*agents: Candidate, waiting: int = 0, need: Need | None = None) -> Crowd:
    """Agents, and so many who wait for what."""
    queue = [(need or Need("", 0))._replace(id=f"c{n}", since=NOON - n) for n in range(waiting)]
    return Crowd(agents, queue, waiting)


def state(*agents: Candidate, waiting: int = 0, account: Account = ACCOUNT) -> str:
    """The state shown without skills."""
    return shown(account, (), crowd(*agents, waiting=waiting), NOON).state


def test_it_is_open_while_somebody_is_free_and_nobody_waits() -> None:
    assert state(BUSY_ADA, BEN) == "online"
    assert state(BUSY_ADA) == "busy"
    assert state(BEN, waiting=1) == "busy"
    assert state(BEN._replace(online=False), waiting=1) == "offline"
    assert state() == "offline"
    assert state(BEN, account=replace(ACCOUNT, suspended=5)) == "offline"


def test_a_newcomer_is_told_their_place_and_how_long_it_takes() -> None:
    found = shown(ACCOUNT, (), crowd(BUSY_ADA, waiting=2), NOON)

    assert (found.state, found.position, found.full) == ("busy", 3, False)
    assert found.wait
    assert 3 * MINUTE < found.wait.likely < 7 * MINUTE


def test_the_wait_is_left_out_where_nobody_asks_for_it_and_nothing_depends_on_it() -> None:
    there = crowd(BUSY_ADA, waiting=2)

    plain = shown(ACCOUNT, (), there, NOON, hints=False)
    limited = shown(replace(ACCOUNT, busy_wait=MINUTE), (), there, NOON, hints=False)

    assert (plain.position, plain.wait) == (3, None)
    assert limited.wait
    assert limited.full


def test_with_a_limit_it_is_open_until_so_many_wait_and_then_full() -> None:
    limited = replace(ACCOUNT, max_queue=2)

    assert [state(BUSY_ADA, waiting=n, account=limited) for n in range(4)] == [
        *("online", "online", "busy", "busy"),
    ]
    assert shown(limited, (), crowd(BUSY_ADA, waiting=2), NOON).full
    assert not shown(limited, (), crowd(BUSY_ADA, waiting=1), NOON).full


def test_with_a_longest_wait_it_is_full_when_it_is_likely_longer() -> None:
    limited = replace(ACCOUNT, busy_wait=5 * MINUTE)

    full = [shown(limited, (), crowd(BUSY_ADA, waiting=n), NOON).full for n in range(5)]

    assert full == [False, False, True, True, True]
    # Where nothing is known of waits, nobody is sent away.
    unknown = replace(limited, pace=ACCOUNT.pace._replace(chats=0))
    assert not shown(unknown, (), crowd(BUSY_ADA, waiting=9), NOON).full


def test_outside_of_its_hours_it_is_closed_and_says_when_it_opens() -> None:
    night = replace(ACCOUNT, hours=NIGHT)

    found = shown(night, (), crowd(ADA), NOON)

    assert (found.state, found.opens, found.changes) == ("offline", NOON + 8 * HOUR, found.opens)
    day = shown(replace(ACCOUNT, hours=DAYTIME), (), crowd(ADA), NOON)
    assert (day.state, day.opens, day.changes) == ("online", 0, NOON + 5 * HOUR)
    # Within them it is the agents who are missing: no hour can be promised.
    assert shown(replace(ACCOUNT, hours=DAYTIME), (), crowd(), NOON).opens == 0


def test_a_skill_is_shown_by_its_own_agents_and_hours() -> None:
    skills = [
        Skill("demo", "sk_ada", "Ada's"),
        Skill("demo", "sk_ben", "Ben's", hours=NIGHT),
        Skill("demo", "sk_none", "Nobody's"),
    ]
    asks = Need("", 0, (Ring(0, {"sk_ada": 1}),))

    free = shown(ACCOUNT, skills, crowd(ADA, BEN), NOON)
    queued = shown(ACCOUNT, skills, crowd(ADA, BEN, waiting=1, need=asks), NOON)
    full = shown(ACCOUNT, skills, crowd(BUSY_ADA, BEN), NOON)

    assert free.skills == {"sk_ada": "online", "sk_ben": "offline", "sk_none": "offline"}
    assert queued.skills["sk_ada"] == full.skills["sk_ada"] == "busy"
    assert full.state == "online"
    assert free.changes == NOON + 8 * HOUR


def test_a_skills_own_hours_count_where_the_account_is_closed() -> None:
    night = replace(ACCOUNT, hours=NIGHT)
    skills = [Skill("demo", "sk_ada", "Ada's", hours=DAYTIME), Skill("demo", "sk_ben", "Ben's")]

    found = shown(night, skills, crowd(ADA, BEN), NOON)

    assert (found.state, dict(found.skills)) == (
        "offline",
        {"sk_ada": "online", "sk_ben": "offline"},
    )
    assert found.changes == NOON + 5 * HOUR


@pytest.mark.parametrize(
    ("told", "record"),
    [
        (Shown("online"), {}),
        (Shown("offline", opens=7), {"opens": 7}),
        (
            Shown("busy", {"sk_a": "busy"}, position=3),
            {"skills": {"sk_a": "busy"}, "waiting": 2, "position": 3},
        ),
        (
            Shown("busy", full=True, wait=Estimate(1_000, 2_000, 3_000)),
            {"full": True, "wait": {"low_s": 1, "likely_s": 2, "high_s": 3}},
        ),
    ],
)
def test_the_file_says_only_what_there_is_to_say(told: Shown, record: dict[str, object]) -> None:
    assert shown_record(told) == record
