"""Recording visits, and what an agent sees of a visitor. Called by handlers/visitor.py and
handlers/agent.py."""

from dataclasses import dataclass, replace

from chalicelib.domain.chat import Chat
from chalicelib.domain.limit import BEACONS
from chalicelib.domain.masking import Rules, mask
from chalicelib.domain.visit import PageView, Scalar
from chalicelib.domain.visitor import Visitor
from chalicelib.services import access, limits, masking
from chalicelib.store import chats as chat_store
from chalicelib.store import visitors as visitor_store
from chalicelib.store import visits as visit_store


@dataclass(frozen=True)
class Panel:
    """The visitor of a chat: who they are, this visit's pages in order, and their ended chats."""

    visitor: Visitor
    visit: str
    pages: list[PageView]
    earlier: list[Chat]


def view_page(account_id: str, visitor: str, visit: str, origin: str, view: PageView) -> None:
    """Store a page view, masked; the first of a visit counts the visit.

    Raises NotAllowed for a foreign site, TooMany.
    """
    access.account_on_site(account_id, origin, view.at)
    limits.take(BEACONS, f"{account_id} {view.source.ip}", view.at)
    view = _masked(view, masking.rules(account_id, view.at))
    visit_store.put_page_view(account_id, visit, view)
    if view.n == 1:
        visitor_store.begin_visit(account_id, visitor, visit, view.at)


def leave_page(
    account_id: str, visit: str, origin: str, n: int, shown_ms: int, now: int, *, ip: str = ""
) -> None:
    """Store how long a page was seen. Raises NotAllowed for a foreign site, TooMany."""
    access.account_on_site(account_id, origin, now)
    limits.take(BEACONS, f"{account_id} {ip}", now)
    visit_store.put_time_on_page(account_id, visit, n, shown_ms)


def panel(account_id: str, chat_id: str) -> Panel:
    """What the agent's panel shows beside a chat. Raises NoSuchChat."""
    chat = access.chat_of_account(account_id, chat_id)
    earlier = chat_store.earlier(account_id, chat.visitor)
    return Panel(
        visitor_store.get(account_id, chat.visitor),
        chat.visit,
        visit_store.pages(account_id, chat.visit),
        [other for other in earlier if other.id != chat.id],
    )


def _masked(view: PageView, known: Rules) -> PageView:
    """A page view as it may be kept, with all that the page passed on."""
    return replace(
        view,
        url=mask(view.url, known),
        title=mask(view.title, known),
        referrer=mask(view.referrer, known),
        language=mask(view.language, known),
        screen=mask(view.screen, known),
        zone=mask(view.zone, known),
        connection=mask(view.connection, known),
        variables={mask(n, known): _scalar(value, known) for n, value in view.variables.items()},
        source=replace(view.source, agent=mask(view.source.agent, known)),
    )


def _scalar(value: Scalar, known: Rules) -> Scalar:
    """A number may be a card's too: its text is kept instead."""
    if isinstance(value, str):
        return mask(value, known)
    if isinstance(value, bool) or value != int(value):
        return value
    digits = str(int(value))
    whole = mask(digits, known)
    return value if whole == digits else whole
