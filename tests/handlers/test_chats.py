"""HTTP for chats that agents look at, as one whom the authorizer let through."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from chalicelib.services import accounts, data_keys
from tests.handlers.cast import VIEW, Answer, as_agent, beacon, call, stored
from tests.services.cast import act, end, join, start, vera
from tests.stage import SHOP, Stage
from tests.vault import Vault

CHAT = "/v1/chats/{chat}"
NO_CHAT = "ch_demo_" + "q" * 26


def of_chat(chat: str, below: str = "", **query: str) -> Answer:
    """Ask for a chat, or for something below it."""
    parameters = {name: [text] for name, text in query.items()} or None
    return as_agent(
        "GET",
        CHAT + below,
        pathParameters={"chat": chat},
        multiValueQueryStringParameters=parameters,
    )


@pytest.fixture
def chat(stage: Stage) -> str:
    """Vera and Ada talk."""
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage)
    join(stage, console, chat)
    stage.send(window, action="post", chat=chat, client="visitora", n=1, text="Hi <b>&\t]]>")
    stage.send(console, action="post", chat=chat, client="adaaaaaa", n=1, text="Hello")
    return chat


def test_a_chat_is_read_with_all_its_lines(stage: Stage, chat: str) -> None:
    answer = of_chat(chat)

    assert answer.status == 200
    assert [(x["seq"], x["from"], x["text"]) for x in answer.json["lines"]] == [
        (1, "system", "assigned:Ada"),
        (2, "visitor", "Hi <b>&\t]]>"),
        (3, "agent", "Hello"),
    ]
    assert (answer.json["chat"]["state"], answer.json["chat"]["last"]) == ("open", "Hello")


def test_a_transcript_is_a_file_in_json_or_xml(stage: Stage, chat: str) -> None:
    as_json, as_xml = of_chat(chat, "/transcript"), of_chat(chat, "/transcript", format="xml")

    assert [line["text"] for line in as_json.json["lines"]] == ["Hi <b>&\t]]>", "Hello"]
    root = ElementTree.fromstring(as_xml.text.encode())
    assert root.findtext("{*}line/{*}text") == "Hi <b>&\t]]>"
    assert as_xml.headers["content-type"] == "application/xml; charset=utf-8"
    assert as_xml.headers["content-disposition"] == f'attachment; filename="{chat}.xml"'
    assert as_json.headers["content-disposition"] == f'attachment; filename="{chat}.json"'


@pytest.mark.parametrize(
    ("form", "kind", "ending"),
    [("csv", "text/csv", "csv"), ("text", "text/plain", "txt"), ("html", "text/html", "html")],
)
def test_a_transcript_is_a_file_for_people_and_tables_too(
    stage: Stage, chat: str, form: str, kind: str, ending: str
) -> None:
    found = of_chat(chat, "/transcript", format=form)

    assert found.headers["content-type"] == f"{kind}; charset=utf-8"
    assert found.headers["content-disposition"] == f'attachment; filename="{chat}.{ending}"'
    assert chat in found.text


def test_the_panel_shows_the_visitor_the_visit_and_earlier_chats(stage: Stage) -> None:
    stage.add_agent("Ada")
    for page in (1, 2):
        body = {**VIEW, "visitor": vera(0), "page": page, "url": f"{SHOP}/{page}"}
        beacon({**body, "referrer": f"https://from.test/{page}", "variables": {"n": page}})
    earlier, _ = start(stage)
    end(stage, earlier)
    chat, _ = start(stage)

    panel = of_chat(chat, "/visitor").json

    assert (panel["visitor"]["id"], panel["visitor"]["chats"]) == (vera(0), 2)
    assert panel["visit"]["referrer"] == "https://from.test/1"
    assert [(page["n"], page["url"]) for page in panel["visit"]["pages"]] == [
        (1, f"{SHOP}/1"),
        (2, f"{SHOP}/2"),
    ]
    assert (panel["visit"]["variables"], panel["visit"]["ip"]) == ({"n": 2}, "203.0.113.7")
    assert [other["id"] for other in panel["earlier"]] == [earlier]


def test_a_visitor_without_page_views_has_an_empty_panel(stage: Stage, chat: str) -> None:
    visit = of_chat(chat, "/visitor").json["visit"]

    assert (visit["pages"], visit["browser"], visit["started"], visit["variables"]) == (
        [],
        "",
        0,
        {},
    )


def test_a_chat_that_is_none_or_anothers_is_not_found(stage: Stage) -> None:
    stage.add_agent("Ada")
    others = (NO_CHAT, "ch_other_" + "q" * 26, "nonsense", "", "ch_demo_\n", "%00", "x" * 3_000)

    answers = [
        of_chat(other, below) for other in others for below in ("", "/transcript", "/visitor")
    ]

    assert {(a.status, a.json["code"]) for a in answers} == {(404, "no_such_chat")}


def test_a_transcript_in_another_form_is_refused_by_name(stage: Stage) -> None:
    stage.add_agent("Ada")

    for form in ("pdf", "XML", "<b>", "x" * 4_000):
        answer = of_chat(NO_CHAT, "/transcript", format=form)
        assert (answer.status, answer.json["code"]) == (400, "bad_frame")
        assert answer.json["detail"] == f"`format` is json, xml, csv, text, html, not {form[:20]}."


def test_ended_chats_are_listed_from_a_cursor_on(stage: Stage) -> None:
    stage.add_agent("Ada")
    ended = []
    for index in range(3):
        stage.now += 1
        chat, _ = start(stage, index)
        end(stage, chat, index)
        ended.append(chat)

    page = as_agent("GET", "/v1/chats").json
    rest = listed(f"{page['chats'][0]['ended']:013d}#{page['chats'][0]['id']}").json

    assert [chat["id"] for chat in page["chats"]] == ended[::-1]
    assert [chat["id"] for chat in rest["chats"]] == ended[1::-1]


def test_a_cursor_of_another_form_is_refused(stage: Stage) -> None:
    stage.add_agent("Ada")
    cursors = (
        "x",
        "²#" + NO_CHAT,
        "9" * 20 + "#" + NO_CHAT,
        "1800000000000",
        "1800000000000#",
        "1800000000000#" + NO_CHAT + "\n",
        "-000000000001#" + NO_CHAT,
        "٣" * 13 + "#" + NO_CHAT,
        "\x00",
    )

    answers = [listed(cursor) for cursor in cursors]

    assert {(a.status, a.json["code"]) for a in answers} == {(400, "bad_frame")}
    assert {a.json["detail"] for a in answers} == {
        "`before` is not a cursor. Take `next` of an earlier answer."
    }


def test_a_cursor_of_any_time_is_taken(stage: Stage) -> None:
    stage.add_agent("Ada")

    for moment in ("0000000000000", "9999999999999"):
        assert listed(f"{moment}#{NO_CHAT}").json == {"chats": [], "next": None}


def listed(before: str) -> Answer:
    """Ended chats before a cursor."""
    return as_agent("GET", "/v1/chats", multiValueQueryStringParameters={"before": [before]})


ORDER, MASKED = "ORD-739154", "\u2022\u2022\u2022-\u2022\u2022\u2022\u2022\u2022\u2022"
REVEAL = CHAT + "/lines/{line}/reveal"
WHY = {"reason": "A refund"}


@pytest.fixture
def kept(stage: Stage) -> str:
    """Vera wrote an order number in an account that keeps them."""
    Vault()
    stage.add_agent("Boss", role="admin")
    stage.add_agent("May", role="manager")
    patterns = [{"name": "Order", "pattern": "ORD-[0-9]{6}", "keep": True}]
    asked = {"settings": {"mask_patterns": patterns}}
    changed = call("PATCH", "/v1/account", asked, etag="0").json
    assert changed["settings"]["mask_patterns"] == patterns
    chat, window = start(stage)
    stage.send(window, action="post", chat=chat, client="visitora", n=1, text=f"It is {ORDER}")
    stage.send(window, action="post", chat=chat, client="visitora", n=2, text="Thanks")
    return chat


def noted(action: str) -> dict[str, Any]:
    """The one entry of its kind in the audit trail."""
    entries = call("GET", "/v1/audit").json["items"]
    (found,) = (entry for entry in entries if entry["action"] == action)
    return dict(found)


def test_a_line_says_that_something_is_kept_and_who_may_reveals_it(kept: str) -> None:
    lines = call("GET", CHAT, chat=kept).json["lines"]
    answer = call("POST", REVEAL, WHY, chat=kept, line="1")

    assert [(x["text"], x["kept"]) for x in lines] == [(f"It is {MASKED}", True), ("Thanks", False)]
    assert (answer.status, answer.json) == (200, {"seq": 1, "text": f"It is {ORDER}"})
    assert answer.headers["cache-control"] == "no-store"
    entry = noted("chat.reveal")
    assert (entry["object"], entry["by"]["id"]) == (kept, "ag_boss")
    assert entry["after"] == {"line": 1, "reason": "A refund"}
    assert "739154" not in json.dumps(stored())


def test_no_file_holds_what_is_kept(kept: str) -> None:
    for form in ("json", "xml"):
        text = call("GET", CHAT + "/transcript", query={"format": form}, chat=kept).text
        assert MASKED in text
        assert "739154" not in text


def test_a_reveal_asked_again_is_not_remembered_in_clear(kept: str) -> None:
    first, again = (call("POST", REVEAL, WHY, key="k1", chat=kept, line="1") for _ in range(2))

    assert (first.json["text"], again.json["text"]) == (f"It is {ORDER}", "")
    assert "739154" not in json.dumps(stored())


def test_who_has_not_that_very_permission_reveals_nothing(kept: str) -> None:
    answer = call("POST", REVEAL, WHY, by="ag_may", chat=kept, line="1")

    assert (answer.status, answer.json["code"]) == (403, "not_allowed")
    assert noted("refused")["by"]["id"] == "ag_may"


def test_a_role_of_ones_own_may_reveal(stage: Stage, kept: str) -> None:
    body = {"name": "Billing", "permissions": ["chats.read", "chats.reveal"]}
    role = call("POST", "/v1/roles", body).json["id"]
    stage.add_agent("Bill", role=role)

    assert call("POST", REVEAL, WHY, by="ag_bill", chat=kept, line="1").status == 200


def test_a_suspended_account_reveals_nothing(stage: Stage, kept: str) -> None:
    accounts.suspend(act(now=stage.now))

    answer = call("POST", REVEAL, WHY, chat=kept, line="1")

    assert (answer.status, answer.json["code"]) == (403, "suspended")


@pytest.mark.parametrize(
    ("line", "body", "expected"),
    [
        ("2", WHY, (409, "nothing_kept")),
        ("9", WHY, (404, "no_such_line")),
        ("0", WHY, (404, "no_such_line")),
        ("1 ", WHY, (404, "no_such_line")),
        ("-1", WHY, (404, "no_such_line")),
        ("x" * 300, WHY, (404, "no_such_line")),
        ("1", {}, (400, "bad_frame")),
        ("1", {"reason": "  x  "}, (400, "bad_frame")),
        ("1", {"reason": "x" * 201}, (400, "bad_frame")),
        ("1", {"reason": ["x"]}, (400, "bad_frame")),
        ("1", {**WHY, "text": "x"}, (400, "bad_frame")),
    ],
)
def test_a_reveal_of_nothing_or_for_no_reason_is_refused(
    kept: str, line: str, body: object, expected: tuple[int, str]
) -> None:
    answer = call("POST", REVEAL, body, chat=kept, line=line)

    assert (answer.status, answer.json["code"]) == expected
    assert "chat.reveal" not in call("GET", "/v1/audit").text


def test_without_the_key_a_reveal_fails_closed(stage: Stage, kept: str) -> None:
    data_keys.forget()
    vault = Vault()
    for failing, expected in (
        (vault.off, (409, "key_disabled")),
        (vault.away, (503, "unavailable")),
    ):
        with failing():
            answer = call("POST", REVEAL, WHY, chat=kept, line="1")
            assert (answer.status, answer.json["code"]) == expected
            assert ORDER not in answer.text


def test_a_new_data_key_leaves_old_lines_readable(kept: str) -> None:
    answer = call("POST", "/v1/account/data-key")

    assert (answer.status, answer.json) == (201, {"version": 2})
    data_keys.forget()
    assert call("POST", REVEAL, WHY, chat=kept, line="1").json["text"] == f"It is {ORDER}"
