"""What a transcript tells of a chat."""

from typing import Any

from chalicelib.domain.chat import Line
from chalicelib.domain.engagement import Engagement
from chalicelib.domain.identity import Identity
from chalicelib.domain.note import Note
from chalicelib.domain.routing import Decision, Verdict
from chalicelib.domain.transcript import (
    Segment,
    Sources,
    Transcript,
    Variable,
    reason_of,
    transcript_of,
)
from chalicelib.domain.visit import SeenPage, Visit
from tests.domain.cast import CHAT, LINES, a_chat

NAMES = {"ag_ada": "Ada", "ag_ben": "Ben", "sk_billing": "Billing"}
END = Line(4, "", "", 0, 4_000, "ended:visitor")
OVER = a_chat(state="ended", ended=4_000, ended_by="visitor")


def told(*more: Line, **fields: Any) -> Transcript:
    """The transcript of Vera's chat with Ada."""
    given: dict[str, Any] = {
        "chat": OVER,
        "lines": [*LINES, *more, END],
        "kept": frozenset(),
        "notes": [],
        "decisions": [],
        "visit": Visit("demo", CHAT.visit),
        "names": NAMES,
    }
    return transcript_of(Sources(**{**given, **fields}))


def system(seq: int, at: int, text: str) -> Line:
    """A line of the system."""
    return Line(seq, "", "", 0, at, text)


def kinds(one: Transcript) -> list[tuple[str, str]]:
    """What happened, and about whom."""
    return [(milestone.kind, milestone.name) for milestone in one.milestones]


def test_lines_are_those_that_somebody_wrote_with_their_numbers() -> None:
    found = told(kept=frozenset({("veraaaaa", 1)}))

    assert [(x.seq, x.sender, x.name, x.kept, x.text) for x in found.lines] == [
        (2, "visitor", "", True, "Hello"),
        (3, "agent", "Ada", False, "Hi Vera"),
    ]


def test_what_the_system_told_are_milestones() -> None:
    found = told()

    assert kinds(found) == [("queued", ""), ("assigned", "Ada"), ("ended", "")]
    assert [one.seq for one in found.milestones] == [0, 1, 4]
    assert (found.reason, found.waited, found.duration) == ("visitor", 0, 3_000)


def test_each_agent_has_a_segment() -> None:
    found = told(
        system(4, 5_000, "transferred:Ben"),
        system(5, 6_000, "assigned:Ben"),
        Line(6, "v", "veraaaaa", 2, 7_000, "And now?"),
        Line(7, "ag_ben", "benaaaaa", 1, 9_000, "One moment"),
        chat=a_chat(ended=10_000, ended_by="agent"),
        lines=[
            *LINES,
            system(4, 5_000, "transferred:Ben"),
            system(5, 6_000, "assigned:Ben"),
            Line(6, "v", "veraaaaa", 2, 7_000, "And now?"),
            Line(7, "ag_ben", "benaaaaa", 1, 9_000, "One moment"),
            system(8, 10_000, "ended:agent"),
        ],
    )

    assert found.segments == (
        Segment("ag_ada", "Ada", 1_000, 5_000, 1, 2_000, 1_000),
        Segment("ag_ben", "Ben", 6_000, 10_000, 1, 3_000, 2_000),
    )


def test_offers_notes_and_pages_stand_among_the_milestones() -> None:
    verdict = Verdict("ag_ben", "chosen", 0, 4, 0)
    pages = (
        SeenPage(1, "https://shop.test/", "Shop", 500, 9),
        SeenPage(2, "https://shop.test/pay", "Pay", 3_500, 9),
    )
    found = told(
        decisions=[Decision(CHAT.id, 900, "ag_ben", (verdict,), offered=True)],
        notes=[Note("n1", "ag_ada", "Ada", 2_500, "She asked before", "Language")],
        visit=Visit("demo", CHAT.visit, pages=pages),
        chat=a_chat(started=800, ended=4_000, ended_by="visitor"),
    )

    assert kinds(found) == [
        ("queued", ""),
        ("offered", "Ben"),
        ("assigned", "Ada"),
        ("noted", "Ada"),
        ("page", ""),
        ("ended", ""),
    ]
    assert found.milestones[4].url == "https://shop.test/pay"
    assert [page.url for page in found.pages] == [page.url for page in pages]
    assert found.remarks[0][2:] == ("Ada", "Language", "She asked before")
    assert found.choices[0].candidates[0].name == "Ben"


def test_what_is_known_of_the_visitor_is_kept_with_its_kind() -> None:
    visit = Visit(
        "demo",
        CHAT.visit,
        variables={"plan": "gold", "cart": 12.5, "new": True},
        identity=Identity("c-7", "Vera K", "v@k.test", verified=True),
        engagements=(Engagement(7, "b", "accepted", 900), Engagement(7, "b", "chatted", 1_000)),
    )
    found = told(visit=visit, skill="sk_billing")

    assert found.variables == (
        Variable("plan", "text", "gold"),
        Variable("cart", "number", "12.5"),
        Variable("new", "flag", "true"),
    )
    assert (found.identity, found.verified, found.skill_name) == ("c-7", True, "Billing")
    assert (found.rule, found.variant) == (7, "b")


def test_why_a_chat_ended_is_one_of_four() -> None:
    assert reason_of(a_chat(ended_by="system")) == "unattended"
    assert reason_of(a_chat(ended_by="agent")) == "agent"
    assert reason_of(a_chat(ended_by="visitor", assigned=0)) == "left_queue"
    assert reason_of(CHAT) == ""
