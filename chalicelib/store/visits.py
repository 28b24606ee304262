"""The page views of visits. Called by services."""

from chalicelib.domain.visit import PageView, Place, Source
from chalicelib.store import keys
from chalicelib.store.tables import PageViewItem
from chalicelib.store.writes import update

MOST_PAGES = 200


def put_page_view(account: str, visit: str, view: PageView) -> None:
    """Store a page view, keeping the time on page if its leave came first.

    One write, safe to repeat.
    """
    actions = [
        getattr(PageViewItem, name).set(getattr(view, name))
        for name in ("url", "title", "referrer", "language", "screen", "zone", "connection")
    ]
    actions += [
        PageViewItem.at.set(PageViewItem.at | view.at),
        PageViewItem.variables.set(view.variables),
        PageViewItem.ip.set(view.source.ip),
        PageViewItem.agent.set(view.source.agent),
        PageViewItem.country.set(view.source.place.country),
        PageViewItem.region.set(view.source.place.region),
        PageViewItem.city.set(view.source.place.city),
    ]
    update(PageViewItem, (keys.below(account, visit), view.n), actions)


def put_time_on_page(account: str, visit: str, n: int, shown_ms: int) -> None:
    """Store how long a page was seen. One write, safe to repeat."""
    actions = [PageViewItem.shown_ms.set(shown_ms)]
    update(PageViewItem, (keys.below(account, visit), n), actions)


def latest(account: str, visit: str) -> PageView | None:
    """The last page view of a visit."""
    found = PageViewItem.query(keys.below(account, visit), scan_index_forward=False, limit=1)
    return next(map(_view, found), None)


def pages(account: str, visit: str) -> list[PageView]:
    """The latest page views of a visit, oldest first."""
    found = PageViewItem.query(
        keys.below(account, visit), scan_index_forward=False, limit=MOST_PAGES
    )
    return [_view(item) for item in found][::-1]


def _view(item: PageViewItem) -> PageView:
    return PageView(
        n=int(item.n),
        url=item.url,
        title=item.title,
        at=int(item.at),
        shown_ms=int(item.shown_ms),
        referrer=item.referrer,
        language=item.language,
        screen=item.screen,
        zone=item.zone,
        connection=item.connection,
        variables=item.variables,
        source=Source(item.ip, item.agent, Place(item.country, item.region, item.city)),
    )
