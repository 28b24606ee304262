"""Chats and lines as browsers and files read them."""

from chalicelib.domain.record import line_record, summary_record, visitor_summary
from tests.domain.cast import CHAT, LINES, a_chat


def test_a_line_names_its_agent_and_nobody_else() -> None:
    assert line_record(LINES[2]) == {
        "seq": 3,
        "from": "agent",
        "agent": "ag_ada",
        "client": "adaaaaaa",
        "n": 1,
        "at": 3_000,
        "text": "Hi Vera",
    }
    assert line_record(LINES[1])["agent"] == ""


def test_a_system_line_has_neither_client_nor_number() -> None:
    record = line_record(LINES[0])

    assert (record["from"], record["agent"], record["client"], record["n"]) == ("system", "", "", 0)


def test_times_that_did_not_come_yet_are_none() -> None:
    waiting = summary_record(a_chat(assigned=0))

    assert (waiting["assigned"], waiting["ended"], waiting["started"]) == (None, None, 1_000)


def test_the_last_line_is_cut() -> None:
    long = a_chat(lines=(LINES[1].__class__(1, "v", "veraaaaa", 1, 0, "x" * 500),))

    assert summary_record(long)["last"] == "x" * 120


def test_the_visitors_summary_is_the_agents_without_the_agents_id() -> None:
    assert visitor_summary(CHAT) == {**summary_record(CHAT), "agent": ""}
    assert "ag_ada" not in str(visitor_summary(CHAT))
