"""What beacons write: in any order, any number of times, in one call, within bounds."""

import json
from itertools import permutations

import pytest

from chalicelib.domain.error import NotAllowed
from chalicelib.domain.identity import Identity
from chalicelib.domain.visit import (
    LEFT_MS,
    MOST_RECORD,
    SILENCE_MS,
    Beside,
    PageEvent,
    PageView,
    Place,
    Source,
    Visit,
)
from chalicelib.store import beacons, keys, reads, visits
from chalicelib.store.table import connection
from chalicelib.store.visit_tables import VisitItem
from tests.store.cast import NOW, an_account

VISITOR, VISIT = "vr_" + "v" * 26, "vs_" + "s" * 26
SECOND = 1_000
NOTHING = Beside()


def view(n: int, at: int = 0, **fields: object) -> PageView:
    """A page view; page n is shown n seconds after the visit began, if nothing else is said."""
    at = at or NOW + n * SECOND
    return PageView(n, f"https://shop.test/{n}", f"Page {n}", at, **fields)  # type: ignore[arg-type]


def put(account: str, page: PageView, beside: Beside = NOTHING) -> None:
    """A view comes."""
    beacons.put_view(account, VISITOR, VISIT, page, beside)


def leave(account: str, n: int, ms: int, at: int, beside: Beside = NOTHING) -> None:
    """A leave comes."""
    beacons.put_leave(account, VISITOR, VISIT, (n, ms), beside, at)


def kept(account: str) -> Visit:
    """The visit as it is stored."""
    visit = visits.get(account, VISIT)
    assert visit
    return visit


def cart(value: float, at: int = NOW) -> PageEvent:
    """The cart is said to be worth so much."""
    return PageEvent(1, at, "cart", {"value": value})


def test_a_visit_says_what_its_latest_page_told() -> None:
    account = an_account()
    source = Source("203.0.113.7", "Mozilla/5.0 (iPhone) Chrome/156.0", Place("NL", "NH", "Ams"))
    put(account, view(1, referrer="https://search.test/", variables={"plan": "gold", "n": 1.5}))
    put(account, view(2, referrer="https://shop.test/1", language="nl", source=source))

    visit = kept(account)

    assert (visit.visitor, visit.started, visit.seen) == (VISITOR, NOW + 1_000, NOW + 2_000)
    assert (visit.page, visit.url, visit.page_at) == (2, "https://shop.test/2", NOW + 2_000)
    assert (visit.referrer, visit.language, visit.variables) == ("https://search.test/", "nl", {})
    assert (visit.source, visit.browser.device) == (source, "phone")
    assert [(page.n, page.at) for page in visit.pages] == [(1, NOW + 1_000), (2, NOW + 2_000)]
    assert visit.pages[0].variables == {"plan": "gold", "n": 1.5}
    assert visit.until == NOW + 2_000 + SILENCE_MS


def test_beacons_may_come_in_any_order_and_twice() -> None:
    arrivals = {
        "first": lambda account: put(account, view(1, NOW)),
        "left": lambda account: leave(account, 1, 700, NOW + 1),
        "second": lambda account: put(account, view(2, NOW + 2), Beside((cart(5),))),
        "third": lambda account: put(account, view(3, NOW + 3), Beside(before=(2, 900))),
    }
    told = set()
    for order in permutations(arrivals):
        account = an_account()
        for name in (*order, order[0], order[1]):
            arrivals[name](account)
        visit = kept(account)
        shown = tuple((page.n, page.url, page.shown_ms) for page in visit.pages)
        told.add((visit.page, visit.url, visit.cart and visit.cart["value"], shown))
        assert len(visit.events) == 1

    assert told == {
        (
            3,
            "https://shop.test/3",
            5,
            (
                (1, "https://shop.test/1", 700),
                (2, "https://shop.test/2", 900),
                (3, "https://shop.test/3", 0),
            ),
        )
    }


def test_a_view_told_again_keeps_when_its_page_was_first_shown() -> None:
    account = an_account()
    put(account, view(1))
    put(account, view(1, NOW + 60_000, variables={"plan": "gold"}))

    visit = kept(account)

    assert (visit.pages[0].at, visit.page_at, visit.seen) == (
        NOW + 1_000,
        NOW + 1_000,
        NOW + 60_000,
    )
    assert visit.variables == {"plan": "gold"}


@pytest.mark.parametrize("order", [("view", "leave"), ("leave", "view")])
def test_who_left_is_here_for_two_minutes_more_whichever_came_first(order: tuple[str, str]) -> None:
    account = an_account()
    for step, name in enumerate(order):
        if name == "view":
            put(account, view(1, NOW + step))
        else:
            leave(account, 1, 5, NOW + step)

    visit = kept(account)

    assert visit.left
    assert visit.until == NOW + 1 + LEFT_MS
    put(account, view(2, NOW + 10))
    assert (kept(account).left, kept(account).until) == (0, NOW + 10 + SILENCE_MS)


def test_a_visit_keeps_its_last_pages_and_is_bounded() -> None:
    account = an_account()
    long = {f"name{index}": "x" * 512 for index in range(12)}
    for n in range(1, 3 * visits.KEPT_PAGES + 1):
        put(account, view(n, variables=long))
        leave(account, n, n, NOW + n * SECOND)
    put(account, view(5, NOW + 10**6))

    visit = kept(account)

    assert [page.n for page in visit.pages] == list(range(65, 97))
    assert [page.shown_ms for page in visit.pages] == list(range(65, 97))
    assert visit.page == 96
    item = reads.get(VisitItem, keys.below(account, VISIT))
    assert len(repr(item)) < visits.KEPT_PAGES * (MOST_RECORD + 200) + 12_000
    assert len(visit.variables) == 12
    assert 0 < len(visit.pages[0].variables) < 12


def test_a_visit_of_hostile_pages_stays_far_below_what_an_item_holds() -> None:
    account = an_account()
    wide = "\U0001f600"
    for n in range(1, 70):
        page = PageView(n, wide * 2_000, wide * 300, NOW + n, variables={"a": wide * 512})
        told = {"sku": wide * 200, "name": wide * 200, "category": wide * 200}
        events = tuple(PageEvent(n, NOW + i, "product", told) for i in range(20))
        put(account, page, Beside(events))

    item = reads.get(VisitItem, keys.below(account, VISIT))

    assert len(json.dumps(item, ensure_ascii=False).encode()) < 200_000
    assert len(kept(account).pages) == visits.KEPT_PAGES


def test_a_page_does_not_get_the_time_of_the_one_in_its_place_before() -> None:
    account = an_account()
    put(account, view(1))
    leave(account, 1, 4_000, NOW)
    put(account, view(1 + visits.KEPT_PAGES, NOW + 99_000))

    (page,) = kept(account).pages

    assert (page.n, page.shown_ms, page.at) == (1 + visits.KEPT_PAGES, 0, NOW + 99_000)


def test_events_are_kept_once_up_to_a_bound() -> None:
    account = an_account()
    for round_ in range(12):
        events = tuple(cart(index, NOW + round_ * 10 + index) for index in range(10))
        for _ in range(2):
            put(account, view(1, NOW + 100), Beside(events))

    assert len(kept(account).events) == beacons.MOST_EVENTS
    assert kept(account).page == 1


def test_what_is_only_said_never_takes_the_place_of_what_was_signed() -> None:
    account = an_account()
    put(account, view(1), Beside(identity=Identity("7", "Vera", "v@shop.test", verified=True)))
    put(account, view(2), Beside(identity=Identity("8", "Eve")))

    assert kept(account).identity == Identity("7", "Vera", "v@shop.test", True)


def test_a_page_view_and_a_leave_are_one_call_each(monkeypatch: pytest.MonkeyPatch) -> None:
    account, calls = an_account(), []
    real = type(connection()).dispatch

    def counted(self: object, operation: str, request: object) -> object:
        calls.append(operation)
        return real(self, operation, request)  # type: ignore[arg-type]

    monkeypatch.setattr(type(connection()), "dispatch", counted)
    for n in range(1, 60):
        put(account, view(n), Beside((cart(n),), before=(n - 1, 5), identity=Identity("7")))
        leave(account, n, 4, NOW + n * SECOND)

    assert calls == ["UpdateItem"] * 118


def test_a_visit_is_its_visitors_alone() -> None:
    account, stranger = an_account(), "vr_" + "x" * 26
    put(account, view(1))
    leave(account, 1, 700, NOW + 1_500)
    before = kept(account)

    for page in (view(1), view(2), view(900)):
        with pytest.raises(NotAllowed):
            beacons.put_view(account, stranger, VISIT, page, Beside((cart(5),)))
    for n in (0, 1, 2):
        with pytest.raises(NotAllowed):
            beacons.put_leave(account, stranger, VISIT, (n, 9), Beside((cart(5),)), NOW + 9_000)

    assert kept(account) == before
