"""A chat with lines for the tests of the domain: Vera, a visitor, and Ada, an agent."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.chat import Chat, Line, Seat

LINES = (
    Line(1, "", "", 0, 1_000, "assigned:Ada"),
    Line(2, "v", "veraaaaa", 1, 2_000, "Hello"),
    Line(3, "ag_ada", "adaaaaaa", 1, 3_000, "Hi Vera"),
)
SEATS = (
    Seat("veraaaaa", "v", "socket-vera", 1, delivered=3, read=2),
    Seat("veraaaab", "v", "", 0, delivered=1, read=1),
    Seat("adaaaaaa", "ag_ada", "socket-ada", 1, delivered=2, read=2),
    Seat("benaaaaa", "ag_ben", "socket-ben", 4, delivered=9, read=9),
)
CHAT = Chat(
    account="demo",
    id="ch_demo_" + "c" * 26,
    state="open",
    visitor="vr_" + "v" * 26,
    visit="vs_" + "s" * 26,
    name="Vera",
    email="vera@shop.test",
    language="en",
    agent="ag_ada",
    agent_name="Ada",
    fence=1,
    place="",
    started=1_000,
    assigned=1_000,
    ended=0,
    ended_by="",
    waiting_since=1_000,
    away_since=0,
    url="https://shop.test/cart",
    title="Cart",
    seq=3,
    first=1,
    lines=LINES,
    seats=SEATS,
)


def a_chat(**fields: Any) -> Chat:
    """The chat with some fields otherwise. Ben sat here once, and has lost it since."""
    return replace(CHAT, **fields)
