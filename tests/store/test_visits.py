"""Visits are found by who is here, by visitor and by day; invitations by hand are theirs."""

from chalicelib.domain.invitation import Invitation
from chalicelib.domain.visit import SILENCE_MS, Beside, PageView
from chalicelib.store import beacons, keys, visits
from tests.store.cast import NOW, an_account

DAY_MS = 86_400_000
VISITOR = "vr_" + "v" * 26


def seen(account: str, letter: str, at: int, visitor: str = VISITOR) -> str:
    """Somebody sees a page in a visit of that letter."""
    visit = "vs_" + letter * 26
    page = PageView(1, f"https://shop.test/{letter}", "", at)
    beacons.put_view(account, visitor, visit, page, Beside())
    return visit


def test_a_place_has_two_rounds_that_follow_each_other() -> None:
    first, second, third = (visits.slot(5 + turn * visits.KEPT_PAGES) for turn in range(3))

    assert first == third == (5, "y", "x")
    assert second == (5, "x", "y")


def test_visits_are_found_by_visitor_and_by_day_the_latest_first() -> None:
    account = an_account()
    first, second = seen(account, "a", NOW), seen(account, "b", NOW + 5)
    other = seen(account, "c", NOW + DAY_MS, "vr_" + "w" * 26)

    assert [row.visit for row in visits.of_visitor(account, VISITOR, 10)] == [second, first]
    assert [row.visit for row in visits.of_day(account, NOW, NOW + 10, 10)] == [second, first]
    assert [row.visit for row in visits.of_day(account, NOW, NOW + 5, 10)] == [first]
    assert [row.visit for row in visits.of_day(account, NOW + DAY_MS, NOW * 2, 9)] == [other]
    assert set(visits.get_many(account, [first, other, "vs_none"])) == {first, other}


def test_who_is_here_is_found_in_their_shard_until_they_are_silent() -> None:
    account = an_account()
    visit = seen(account, "a", NOW)
    shard = keys.visit_shard(visit)
    end = NOW + SILENCE_MS

    (here,) = visits.live(account, shard, NOW, end, 10)
    whole = visits.get(account, visit)

    assert whole
    assert (here.id, here.visitor, here.url, here.started) == (
        visit,
        VISITOR,
        whole.url,
        whole.started,
    )
    assert visits.live(account, shard, end, end + 1, 10) == []
    assert visits.live(account, (shard + 1) % keys.LIVE_SHARDS, NOW, end, 10) == []


def test_an_invitation_is_kept_until_it_is_withdrawn_by_its_id() -> None:
    account = an_account()
    visit = seen(account, "a", NOW)
    made = Invitation("iv_" + "a" * 26, "Hi", "ag_ada", "Ada", NOW)

    assert visits.invite(account, "vs_" + "z" * 26, made) is None
    offered = visits.invite(account, visit, made)
    assert offered
    assert offered.invitation == made
    assert visits.withdraw(account, visit, "iv_" + "b" * 26) is None
    taken = visits.withdraw(account, visit, made.id)
    assert taken
    assert taken.invitation is None
    assert visits.withdraw(account, visit, made.id) is None
