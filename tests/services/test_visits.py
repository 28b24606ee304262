"""Recording visits, and what an agent sees of a visitor."""

import pytest

from chalicelib.domain.error import NoSuchChat, NotAllowed
from chalicelib.domain.visit import Beside, PageView
from chalicelib.services import visits
from chalicelib.services.visits import Sender
from tests.services.cast import end, start, vera
from tests.stage import SHOP, Stage

VISIT = "vs_" + "s" * 26


def sender(origin: str = SHOP) -> Sender:
    """The visitor's tag."""
    return Sender("demo", vera(0), VISIT, origin, "203.0.113.7")


def view(stage: Stage, n: int) -> None:
    """The visitor sees a page."""
    page = PageView(n, f"{SHOP}/{n}", f"Page {n}", stage.now + n)
    visits.view_page(sender(), page, Beside())


def test_the_panel_shows_visitor_pages_and_earlier_chats(stage: Stage) -> None:
    for n in (1, 2):
        view(stage, n)
    visits.leave_page(sender(), 1, 3_000, Beside(), stage.now)
    earlier, _ = start(stage)
    end(stage, earlier)
    chat, _ = start(stage)

    panel = visits.panel("demo", chat)

    assert (panel.visitor.id, panel.visitor.visits, panel.visitor.chats) == (vera(0), 1, 2)
    assert [(page.n, page.shown_ms) for page in panel.visit.pages] == [(1, 3_000), (2, 0)]
    assert [other.id for other in panel.earlier] == [earlier]
    assert panel.visit.id == VISIT
    assert (panel.visitor.first_seen, panel.visitor.last_seen) == (stage.now + 1, stage.now + 2)


def test_only_the_first_page_of_a_visit_counts_the_visit(stage: Stage) -> None:
    for n in (1, 2, 3):
        view(stage, n)
    chat, _ = start(stage)

    assert visits.panel("demo", chat).visitor.visits == 1


def test_a_foreign_site_records_nothing(stage: Stage) -> None:
    page = PageView(1, "https://evil.test/", "", stage.now)
    with pytest.raises(NotAllowed):
        visits.view_page(sender("https://evil.test"), page, Beside())
    with pytest.raises(NotAllowed):
        visits.leave_page(sender("https://evil.test"), 1, 5, Beside(), stage.now)
    chat, _ = start(stage)

    assert visits.panel("demo", chat).visit.pages == ()


def test_the_panel_of_another_accounts_chat_is_none(stage: Stage) -> None:
    chat, _ = start(stage)

    with pytest.raises(NoSuchChat):
        visits.panel("other", chat)
