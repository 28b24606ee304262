"""HTTP for the tag and the window: beacons and tickets, on the account's own sites."""

import json

import pytest

from chalicelib.domain.visit import Visit
from chalicelib.services import visits
from chalicelib.store import visits as visit_store
from tests.handlers.cast import VIEW, VISIT, VISITOR, WHO, Answer, ask, beacon, raw, simple, stored
from tests.services.cast import start
from tests.stage import SHOP, Stage


def kept() -> Visit:
    """The visit as it is stored."""
    visit = visit_store.get("demo", VISIT)
    assert visit
    return visit


def ticket() -> Answer:
    """The window asks for a socket."""
    return ask("POST", "/v1/visitor/sockets", headers=simple(), body=json.dumps(WHO))


def test_a_page_view_is_stored_with_what_the_connection_tells(stage: Stage) -> None:
    headers = simple(
        **{
            "user-agent": "Mozilla/5.0 Chrome/156.0",
            "cloudfront-viewer-country": "NL",
            "cloudfront-viewer-country-region-name": "North Holland",
            "cloudfront-viewer-city": "Amsterdam",
            "x-forwarded-for": "6.6.6.6",
        }
    )
    body = {
        **VIEW,
        "variables": {"cart": 12.5, "vip": True, "sku": "a"},
        "zone": "Europe/Amsterdam",
    }

    answer = ask("POST", "/v1/visits", headers=headers, body=json.dumps(body))

    visit = kept()
    (page,) = visit.pages
    found = {"country": "NL", "region": "North Holland", "city": "Amsterdam"}
    browser = {"browser": "Chrome", "device": "desktop"}
    assert (answer.status, answer.json) == (200, {"place": found | browser})
    assert (page.url, page.title, page.at) == (f"{SHOP}/cart", "Cart", stage.now)
    assert page.variables == visit.variables == {"cart": 12.5, "vip": True, "sku": "a"}
    assert visit.zone == "Europe/Amsterdam"
    assert (visit.source.ip, visit.source.agent) == ("203.0.113.7", "Mozilla/5.0 Chrome/156.0")
    place = visit.source.place
    assert (place.country, place.region, place.city) == ("NL", "North Holland", "Amsterdam")


def test_time_on_page_may_be_told_often_the_last_word_counts(stage: Stage) -> None:
    beacon(VIEW)
    for shown in (1_000, 4_500):
        leave = {**WHO, "page": 1, "kind": "leave", "shown_ms": shown}
        assert beacon(leave).status == 204

    assert [page.shown_ms for page in kept().pages] == [4_500]


def test_a_listed_site_may_read_the_answer_without_credentials(stage: Stage) -> None:
    answer = beacon(VIEW)

    assert answer.headers["access-control-allow-origin"] == SHOP
    assert answer.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "", SHOP + ".evil.test"])
def test_a_foreign_site_records_nothing_and_gets_no_ticket(stage: Stage, origin: str) -> None:
    before = stored()

    answers = [
        beacon(VIEW, origin=origin),
        ask("POST", "/v1/visitor/sockets", headers=simple(origin), body=json.dumps(WHO)),
    ]

    assert [(a.status, a.json["code"]) for a in answers] == [(403, "not_allowed")] * 2
    assert {a.headers.get("access-control-allow-origin", origin) for a in answers} <= {origin}
    assert stored() == before


def test_an_account_nobody_opened_is_unauthenticated(stage: Stage) -> None:
    answer = beacon({**VIEW, "account": "nobody"})

    assert (answer.status, answer.json["code"]) == (401, "unauthenticated")


def test_a_window_gets_a_ticket_the_address_and_the_running_chat(stage: Stage) -> None:
    fresh = ticket()
    chat, _ = start(stage, 21)
    running = ticket()

    assert fresh.status == 201
    assert set(fresh.json) == {"ticket", "url", "chat"}
    assert (fresh.json["url"], fresh.json["chat"]) == ("wss://parley.test/socket", None)
    assert running.json["chat"] == chat
    assert fresh.json["ticket"] != running.json["ticket"]
    assert len(fresh.json["ticket"]) >= 40


def test_a_body_may_come_in_base64(stage: Stage) -> None:
    answer = ask("POST", "/v1/visits", headers=simple(), **raw(json.dumps(VIEW).encode()))

    assert answer.status == 200
    assert len(kept().pages) == 1


def test_only_simple_requests_and_json_are_taken(stage: Stage) -> None:
    headers = simple(**{"content-type": "multipart/form-data"})

    assert ask("POST", "/v1/visits", headers=headers, body=json.dumps(VIEW)).status == 415


def test_text_of_a_page_is_cleaned(stage: Stage) -> None:
    body = {**VIEW, "title": "e\u0301\x00", "variables": {"e\u0301": "a\x00"}}

    beacon(body)

    (page,) = kept().pages
    assert (page.title, page.variables) == ("\u00e9\ufffd", {"\u00e9": "a\ufffd"})


def test_the_first_page_counts_the_visit_once(stage: Stage) -> None:
    for page in (1, 2, 3):
        beacon({**VIEW, "page": page})
    chat, _ = start(stage, 21)

    panel = visits.panel("demo", chat)

    assert (panel.visitor.id, panel.visitor.visits, len(panel.visit.pages)) == (VISITOR, 1, 3)


def test_numbers_at_the_edge_of_what_a_table_takes_are_stored(stage: Stage) -> None:
    answer = beacon({**VIEW, "variables": {"a": 1e100, "b": -1e100, "c": 1e-300, "d": 0.1}})

    (page,) = kept().pages
    assert answer.status == 200
    assert page.variables == {"a": 1e100, "b": -1e100, "c": 1e-300, "d": 0.1}


def test_an_event_that_makes_no_sense_costs_itself_alone(stage: Stage) -> None:
    events = [
        {"kind": "cart", "at": 1, "value": "99.5", "items": "2", "colour": "red"},
        {"kind": "cart", "at": 2, "value": "much"},
        {"kind": "party", "at": 3},
        {"kind": "converted", "at": 4},
        {"at": 5},
    ]

    assert beacon({**VIEW, "events": events}).status == 200

    (kept_event,) = kept().events
    assert (kept_event.kind, dict(kept_event.told)) == ("cart", {"value": 99.5, "items": 2})


def test_an_identity_that_makes_no_sense_costs_itself_alone(stage: Stage) -> None:
    for identity in ({}, {"id": 5}, {"id": "x" * 200}, {"id": "c-1", "admin": True}):
        assert beacon({**VIEW, "identity": identity}).status == 200
    assert kept().identity is None
