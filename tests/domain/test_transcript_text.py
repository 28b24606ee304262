"""Transcripts for people."""

from html.parser import HTMLParser

from hypothesis import given, settings

from chalicelib.domain.transcript import Transcript
from chalicelib.domain.transcript_text import page, text
from tests.domain.test_transcript import told
from tests.domain.transcripts import any_transcript

OURS = {"html", "head", "meta", "title", "style", "body", "h1"}
OURS |= {"dl", "dt", "dd", "ol", "li", "time", "b", "p"}


class Tags(HTMLParser):
    """What elements and attributes a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes |= {name for name, _ in attrs}


@settings(max_examples=60, deadline=None)
@given(any_transcript)
def test_a_page_holds_nothing_but_our_own_elements(one: Transcript) -> None:
    tags = Tags(page(one))

    assert tags.found <= OURS
    assert tags.attributes <= {"lang", "charset", "dir", "class"}


def test_a_page_shows_markup_as_text() -> None:
    evil = told()._replace(name="<script>alert(1)</script>")

    assert "<script" not in page(evil)
    assert "&lt;script&gt;" in page(evil)


def test_plain_text_tells_the_chat_in_order() -> None:
    lines = text(told()).splitlines()

    assert "Visitor: Vera" in lines
    after = lines[lines.index("") + 1 :]
    assert [line.partition("] ")[2] for line in after] == [
        "* The chat began to wait",
        "* The chat was taken by Ada",
        "Visitor: Hello",
        "Ada: Hi Vera",
        "* The chat ended: visitor",
    ]


def test_nobodys_text_passes_for_another_line() -> None:
    first, *others = told().lines
    forged = first._replace(text="Hello\n[1970-01-01 00:00:09] Ada: I agree")

    assert "\n[1970-01-01 00:00:09] Ada" not in text(told()._replace(lines=(forged, *others)))
