"""HTTP for the console, as an agent whom the authorizer let through."""

import json
from xml.etree import ElementTree

import pytest

from chalicelib.store import agents as agent_store
from tests.handlers.cast import VIEW, Answer, as_agent, ask, beacon, stored
from tests.services.cast import end, join, start, vera
from tests.stage import SHOP, Stage

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


def limit(body: object, agent: str = "ag_boss", whom: str = "ag_ada") -> Answer:
    """Set an agent's limit."""
    text = body if isinstance(body, str) else json.dumps(body)
    return as_agent("PATCH", "/v1/agents/{agent}", agent, pathParameters={"agent": whom}, body=text)


def test_an_agent_asks_who_they_are(stage: Stage) -> None:
    stage.add_agent("Ada", max_chats=3)

    assert as_agent("GET", "/v1/agent").json == {
        "id": "ag_ada",
        "account": "demo",
        "name": "Ada",
        "email": "ada@parley.test",
        "role": "agent",
        "max_chats": 3,
        "status": "away",
    }


def test_an_agent_who_is_no_more_is_not_let_in(stage: Stage) -> None:
    answer = as_agent("GET", "/v1/agent")

    assert (answer.status, answer.json["code"]) == (401, "unauthenticated")


def test_a_console_gets_a_ticket(stage: Stage) -> None:
    stage.add_agent("Ada")

    answer = as_agent("POST", "/v1/agent/sockets")

    assert answer.status == 201
    assert set(answer.json) == {"ticket", "url"}


def test_an_admin_sets_a_limit_and_who_waits_is_served(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.open_agent(stage.add_agent("Ada", max_chats=0))
    waiting, _ = start(stage)

    answer = limit({"max_chats": 2})

    assert (answer.status, answer.json["max_chats"]) == (200, 2)
    assert stage.load("ag_ada") == {waiting}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"max_chats": -1}, "bad_frame"),
        ({"max_chats": 1_001}, "bad_frame"),
        ({"max_chats": "2"}, "bad_frame"),
        ({"max_chats": 2.5}, "bad_frame"),
        ({"max_chats": None}, "bad_frame"),
        ({"max_chats": {"$gt": 0}}, "bad_frame"),
        ({"max_chats": 2, "role": "admin"}, "bad_frame"),
        ({}, "bad_frame"),
        ([], "bad_frame"),
        ("", "bad_json"),
        ("{", "bad_json"),
        ('{"max_chats": 1, "max_chats": 2}', "bad_json"),
        ('{"max_chats": NaN}', "bad_json"),
    ],
)
def test_a_limit_of_another_form_is_refused(stage: Stage, body: object, code: str) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    before = stored()

    answer = limit(body)

    assert (answer.status, answer.json["code"]) == (400, code)
    assert stored() == before


def test_only_admins_set_limits_and_only_of_agents_there_are(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    before = stored()

    answers = [
        limit({"max_chats": 9}, agent="ag_ada"),
        *(
            limit({"max_chats": 9}, whom=whom)
            for whom in ("ag_nobody", "x" * 3_000, "", "ag_ada\n")
        ),
    ]

    assert [(a.status, a.json["code"]) for a in answers] == [
        (403, "not_allowed"),
        *[(404, "no_such_agent")] * 4,
    ]
    assert stored() == before


def test_a_role_taken_away_counts_at_once(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("Ada")
    stage.add_agent("Boss", role="agent")

    assert limit({"max_chats": 9}).status == 403
    found = agent_store.get("demo", "ag_ada")
    assert found
    assert found.max_chats == 2


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

    assert [line["text"] for line in as_json.json["lines"]][1] == "Hi <b>&\t]]>"
    root = ElementTree.fromstring(as_xml.text.encode())
    assert root.findall("{*}line")[1].text == "Hi <b>&\t]]>"
    assert as_xml.headers["content-type"] == "application/xml; charset=utf-8"
    assert as_xml.headers["content-disposition"] == f'attachment; filename="{chat}.xml"'
    assert as_json.headers["content-disposition"] == f'attachment; filename="{chat}.json"'


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
        assert answer.json["detail"] == f"`format` is json or xml, not {form[:20]}."


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


def test_no_other_site_may_read_what_agents_read(stage: Stage) -> None:
    stage.add_agent("Ada")
    answers = [as_agent("GET", "/v1/agent"), of_chat(NO_CHAT), ask("GET", "/v1/nothing")]

    assert [a for a in answers if "access-control-allow-origin" in a.headers] == []
