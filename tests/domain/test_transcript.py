"""A transcript keeps every character that the door let in, in JSON and in XML."""

import json
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.chat import Line
from chalicelib.domain.record import line_record, summary_record
from chalicelib.domain.text import clean
from chalicelib.domain.transcript import NAMESPACE, to_json, to_xml
from tests.domain.cast import CHAT, LINES, a_chat
from tests.domain.test_text import anything

X = "{" + NAMESPACE + "}"
HARD = [
    "a\rb",
    "\ttab\t",
    "]]>",
    "<b>&amp;</b>",
    "\ud800",
    "\x00",
    "a\r\nb",
    "  ",
    "\x85\u2028",
    "é",
]


def written(text: str, n: int = 1) -> Line:
    """A line as the server stores it."""
    return Line(n, "v", "veraaaaa", n, 1_000 * n, clean(text))


def read(document: str) -> ElementTree.Element:
    """What a program reads of the file as it is sent."""
    return ElementTree.fromstring(document.encode("utf-8"))


def test_every_hard_text_comes_back_as_it_was_stored() -> None:
    lines = [written(text, n) for n, text in enumerate(HARD, 1)]

    found = read(to_xml(CHAT, lines))

    assert [x.text or "" for x in found.iter(f"{X}line")] == [line.text for line in lines]


@settings(max_examples=150, deadline=None)
@given(st.lists(anything, min_size=1, max_size=4))
def test_any_text_survives_xml_and_json(texts: list[str]) -> None:
    lines = [written(text, n) for n, text in enumerate(texts, 1)]
    named = a_chat(name=clean(texts[0]), agent_name=clean(texts[-1]))

    root = read(to_xml(named, lines))

    assert [x.text or "" for x in root.iter(f"{X}line")] == [line.text for line in lines]
    assert root.findtext(f"{X}name") == named.name
    # A line end or a tab in an attribute is a blank to a reader, unless it is written as a number.
    assert root.get("agent-name") == named.agent_name
    assert [x["text"] for x in json.loads(to_json(named, lines))["lines"]] == [
        line.text for line in lines
    ]


def test_the_json_is_the_records_and_a_version() -> None:
    found = json.loads(to_json(CHAT, list(LINES)))

    assert found["version"] == "1"
    assert found["chat"] == summary_record(CHAT)
    assert found["lines"] == [line_record(line) for line in LINES]


def test_the_xml_says_who_wrote_each_line_and_when() -> None:
    lines = read(to_xml(CHAT, list(LINES))).findall(f"{X}line")

    assert [line.get("from") for line in lines] == ["system", "visitor", "agent"]
    assert [line.get("seq") for line in lines] == ["1", "2", "3"]
    assert [line.get("agent") for line in lines] == [None, None, "ag_ada"]
    assert lines[1].get("at") == "1970-01-01T00:00:02.000+00:00"


def test_the_xmls_head_names_the_chat() -> None:
    over = a_chat(state="ended", ended=9_000, ended_by="visitor")

    root = read(to_xml(over, []))

    assert (root.tag, root.get("version"), root.get("chat")) == (f"{X}transcript", "1", CHAT.id)
    assert (root.get("ended"), root.get("ended-by")) == ("1970-01-01T00:00:09.000+00:00", "visitor")
    assert root.findtext(f"{X}email") == "vera@shop.test"


def test_times_that_did_not_come_are_left_out() -> None:
    waiting = read(to_xml(a_chat(state="waiting", assigned=0), []))

    assert {"assigned", "ended", "ended-by"} & set(waiting.keys()) == set()


def test_markup_in_a_text_stays_text() -> None:
    root = read(to_xml(a_chat(name="<script/>"), [written("<line>no</line>]]>")]))

    assert [child.tag for child in root] == [f"{X}name", f"{X}email", f"{X}line"]
