"""Visitors and their page views; every write may come twice or late."""

from chalicelib.domain.visit import PageView, Place, Source
from chalicelib.store import visits
from chalicelib.store.tables import ScalarMap
from tests.store.cast import NOW, an_account

VISIT = "vs_" + "s" * 26


def view(n: int, **fields: object) -> PageView:
    """A page view."""
    return PageView(n, f"https://shop.test/{n}", f"Page {n}", NOW + n, **fields)  # type: ignore[arg-type]


def test_a_page_view_comes_back_as_it_was_put() -> None:
    account = an_account()
    full = view(
        1,
        referrer="https://search.test/",
        language="nl-NL",
        screen="1280x720",
        zone="Europe/Amsterdam",
        connection="4g",
        variables={"cart": 12.5, "vip": True, "sku": "a-1", "none": "", "neg": -3.0},
        source=Source("203.0.113.7", "Mozilla", Place("NL", "North Holland", "Amsterdam")),
    )

    visits.put_page_view(account, VISIT, full)

    assert visits.pages(account, VISIT) == [full]


def test_time_on_page_may_come_before_its_page_view() -> None:
    account = an_account()
    visits.put_time_on_page(account, VISIT, 1, 4_000)
    visits.put_page_view(account, VISIT, view(1))
    visits.put_page_view(account, VISIT, PageView(1, "https://shop.test/1", "Page 1", NOW + 99))

    (page,) = visits.pages(account, VISIT)

    assert (page.shown_ms, page.at) == (4_000, NOW + 1)


def test_pages_come_in_the_order_in_which_they_were_seen() -> None:
    account = an_account()
    for n in (10, 2, 1, 9):
        visits.put_page_view(account, VISIT, view(n))

    assert [page.n for page in visits.pages(account, VISIT)] == [1, 2, 9, 10]


def test_a_long_visit_shows_its_latest_pages() -> None:
    account = an_account()
    for n in range(1, visits.MOST_PAGES + 3):
        visits.put_time_on_page(account, VISIT, n, n)

    shown = [page.n for page in visits.pages(account, VISIT)]

    assert (shown[0], shown[-1], len(shown)) == (3, visits.MOST_PAGES + 2, visits.MOST_PAGES)


def test_numbers_no_table_takes_are_stored_as_nothing() -> None:
    wire = ScalarMap().serialize({"tiny": 1e-200, "small": 1e-100, "minus": -2.5, "on": False})

    assert wire == {
        "tiny": {"N": "0"},
        "small": {"N": "1e-100"},
        "minus": {"N": "-2.5"},
        "on": {"BOOL": False},
    }
