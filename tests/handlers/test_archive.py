"""What is in the archive, over HTTP."""

import pytest
from defusedxml import ElementTree  # type: ignore[import-untyped]

from chalicelib.domain.manifest import date
from chalicelib.store import visitor_keys as key_store
from tests.handlers.cast import call
from tests.services.cast import vera
from tests.services.test_archive import LONG_AFTER, _aws, run, talk
from tests.stage import Stage

__all__ = ["_aws"]
STATE, CHATS = "/v1/archive", "/v1/archive/chats"
FILE = CHATS + "/{chat}/transcript"


@pytest.fixture
def chat(stage: Stage) -> str:
    """A chat that is in the archive."""
    stage.add_agent("Boss", role="admin")
    found, _ = talk(stage, lines=2)
    stage.now += LONG_AFTER
    assert run(stage)
    return found


def test_the_archive_says_how_far_it_is(stage: Stage, chat: str) -> None:
    told = call("GET", STATE).json

    assert (told["retention_months"], told["chats"], told["oldest_due"]) == (13, 1, None)
    assert told["run_at"] == stage.now
    assert told["last"].startswith("demo/manifests/")
    assert told["bytes"] > 300


def test_what_is_behind_is_told(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    _, told = talk(stage)
    stage.now += LONG_AFTER

    found = call("GET", STATE).json

    assert (found["oldest_due"], found["chats"], found["run_at"]) == (told.ended, 0, None)


def test_what_is_there_is_listed_by_month_and_by_visitor(stage: Stage, chat: str) -> None:
    by_visitor = call("GET", CHATS, query={"visitor": vera(0)}).json["items"]
    month = date(by_visitor[0]["ended"])[:7]
    by_month = call("GET", CHATS, query={"month": month}).json

    assert [one["chat"] for one in by_visitor] == [chat]
    assert by_month == {"items": by_visitor, "next": ""}
    assert call("GET", CHATS, query={"visitor": vera(1)}).json["items"] == []
    assert by_visitor[0]["lines"] == 2


@pytest.mark.parametrize("month", ["2026", "2026-13", "26-11", "2026-11-24", "0001-01", "x" * 500])
def test_a_month_that_is_none_is_refused(stage: Stage, chat: str, month: str) -> None:
    answer = call("GET", CHATS, query={"month": month})

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")


def test_a_transcript_comes_out_as_it_went_in(stage: Stage, chat: str) -> None:
    as_xml = call("GET", FILE, query={"format": "xml"}, chat=chat)
    as_json = call("GET", FILE, chat=chat)

    root = ElementTree.fromstring(as_xml.text.encode())
    assert root.get("chat") == chat
    assert len(as_json.json["lines"]) == 2
    assert as_xml.headers["content-disposition"] == f'attachment; filename="{chat}.xml"'
    trail = call("GET", "/v1/audit").json["items"]
    assert [one["object"] for one in trail if one["action"] == "archive.read"] == [chat, chat]


def test_what_is_not_there_is_not_found(stage: Stage, chat: str) -> None:
    for other in ("ch_demo_" + "a" * 26, chat.replace("demo", "acme"), "x"):
        answer = call("GET", FILE, chat=other)
        assert (answer.status, answer.json["code"]) == (404, "no_such_chat")


def test_without_the_visitors_key_nobody_reads_it_again(stage: Stage, chat: str) -> None:
    key_store.remove("demo", vera(0))

    answer = call("GET", FILE, chat=chat)

    assert (answer.status, answer.json["code"]) == (409, "not_readable")
