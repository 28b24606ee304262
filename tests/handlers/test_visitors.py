"""HTTP for agents: who is on the site; and what hostile pages may send: never a 500."""

import json

import pytest

from tests.handlers.cast import VIEW, VISIT, VISITOR, WHO, ask, beacon, call, simple, stored
from tests.stage import SHOP, Stage

EVENTS = [
    {"kind": "cart", "at": 5, "value": 12.5, "items": 2, "currency": "EUR"},
    {"kind": "product", "at": 6, "sku": "a-1", "price": 3},
    {"kind": "error", "at": 7, "code": "E1", "message": "No"},
]
HUGE = "x" * 1_000_000


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> None:
    """An admin asks."""
    stage.add_agent("Boss", role="admin")


def test_what_a_page_told_is_listed(stage: Stage) -> None:
    identity = {"id": "c-7", "name": "Vera", "email": "v@shop.test", "signature": "forged"}
    beacon({**VIEW, "events": EVENTS, "identity": identity, "variables": {"plan": "gold"}})

    answer = call("GET", "/v1/visitors", query={"search": "c-7"})

    (one,) = answer.json["items"]
    assert (one["visitor"], one["visit"], one["state"]) == (VISITOR, VISIT, "browsing")
    assert (one["name"], one["identity"], one["verified"]) == ("Vera", "c-7", False)
    assert one["cart"] == {"value": 12.5, "items": 2, "currency": "EUR", "removed": 0}
    assert (one["variables"], one["pages"], one["left"]) == ({"plan": "gold"}, 1, 0)
    pages = call("GET", "/v1/visitors/pages").json
    assert pages["items"] == [{"url": f"{SHOP}/cart", "title": "Cart", "visitors": 1}]


def test_recorded_visits_hold_pages_and_events(stage: Stage) -> None:
    beacon({**VIEW, "events": EVENTS})
    beacon({**VIEW, "page": 2, "before": {"page": 1, "shown_ms": 700}})

    (visit,) = call("GET", "/v1/visits").json["items"]

    assert [(page["n"], page["shown_ms"]) for page in visit["pages"]] == [(1, 700), (2, 0)]
    assert [event["kind"] for event in visit["events"]] == ["cart", "product", "error"]
    assert visit["events"][1] == {
        "page": 1, "at": stage.now, "kind": "product", "sku": "a-1", "price": 3.0,
    }  # fmt: skip
    assert call("GET", "/v1/visitors/{visitor}", visitor=VISITOR).json["visits"] == [visit]


def test_an_invitation_is_made_and_withdrawn(stage: Stage) -> None:
    beacon(VIEW)
    path = "/v1/visitors/{visitor}/invitation"

    made = call("POST", path, {"visit": VISIT, "text": " May I help? "}, visitor=VISITOR)

    assert (made.status, made.json["text"], made.json["state"]) == (201, "May I help?", "offered")
    (one,) = call("GET", "/v1/visitors", query={"state": "invited"}).json["items"]
    assert one["invitation"] == made.json
    beacon({**VIEW, "engagements": [{"rule": 0, "state": "shown", "at": 5}]})
    (one,) = call("GET", "/v1/visitors").json["items"]
    assert one["invitation"]["state"] == "shown"
    assert call("DELETE", path, visitor=VISITOR).status == 204
    assert call("GET", "/v1/visitors", query={"state": "invited"}).json["items"] == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/visitors", {"sort": "name"}),
        ("/v1/visitors", {"limit": "1000"}),
        ("/v1/visitors", {"after": "abc"}),
        ("/v1/visitors", {"after": "5.vs_"}),
        ("/v1/visitors", {"state": "asleep"}),
        ("/v1/visitors", {"page": "x" * 3_000}),
        ("/v1/visits", {"from": "yesterday"}),
        ("/v1/visits", {"from": "0", "to": "99999999999"}),
        ("/v1/visits", {"after": "1x"}),
    ],
)
def test_a_query_of_another_form_is_refused(path: str, query: dict[str, str]) -> None:
    answer = call("GET", path, query=query)

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")


@pytest.mark.parametrize("visitor", ["vr_x", "' OR 1=1", VISITOR + " ", "__proto__"])
def test_a_visitor_of_another_form_is_none(visitor: str) -> None:
    path = "/v1/visitors/{visitor}"

    answers = [
        call("GET", path, visitor=visitor),
        call("POST", f"{path}/invitation", {"visit": VISIT, "text": "Hi"}, visitor=visitor),
        call("DELETE", f"{path}/invitation", visitor=visitor),
    ]

    assert [(one.status, one.json["code"]) for one in answers] == [(404, "no_such_visitor")] * 3


HOSTILE = {
    "10,000 variables": {"variables": {f"v{index}": 1 for index in range(10_000)}},
    "51 variables": {"variables": {f"v{index}": 1 for index in range(51)}},
    "a long variable": {"variables": {"a": "x" * 513}},
    "a nested variable": {"variables": {"a": {"b": 1}}},
    "no number": {"variables": {"a": 1e308}},
    "a title of a megabyte": {"title": HUGE},
    "an address of a megabyte": {"url": HUGE},
    "a title that is too long": {"title": "x" * 301},
    "a page of another form": {"page": 10**9},
    "an event with more": {"events": [{"kind": "cart", "at": 5, "__proto__": {"a": 1}}]},
    "too many events": {"events": [{"kind": "cart", "at": 5}] * 21},
    "events as an object": {"events": {"0": {"kind": "cart", "at": 5}}},
    "an engagement that is none": {"engagements": [{"rule": 1, "state": "converted", "at": 5}]},
    "a rule by name": {"engagements": [{"rule": "__proto__", "state": "shown", "at": 5}]},
    "too many engagements": {"engagements": [{"rule": 1, "state": "shown", "at": 5}] * 11},
    "an identity as a list": {"identity": ["7"]},
    "a signature of a megabyte": {"identity": {"id": "7", "signature": HUGE}},
    "a page before of no number": {"before": {"page": "1", "shown_ms": 5}},
    "time on a page of no end": {"before": {"page": 1, "shown_ms": 10**12}},
    "more than is known": {"constructor": {"prototype": 1}},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_beacon_is_refused_and_writes_nothing(stage: Stage, name: str) -> None:
    before = stored()

    answer = beacon({**VIEW, **HOSTILE[name]})

    assert answer.status in (400, 413), answer.text
    assert answer.json["code"] in ("bad_frame", "too_large", "bad_json")
    assert stored() == before


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "fire", "at": 5},
        {"kind": "cart"},
        {"kind": "cart", "at": 10**20},
        {"kind": "cart", "at": -1},
        {"kind": "cart", "at": 5, "value": "nan"},
        {"kind": "cart", "at": 5, "value": "-inf"},
        {"kind": "converted", "at": 5},
        {"kind": "constructor", "at": 5},
    ],
)
def test_an_event_that_cannot_be_is_passed_over_and_the_page_is_kept(
    stage: Stage, told: dict[str, object]
) -> None:
    assert beacon({**VIEW, "events": [told], "identity": {"id": ""}}).status == 200

    (visit,) = call("GET", "/v1/visits").json["items"]
    assert [event for event in visit["events"] if "value" in event] == []
    assert (len(visit["pages"]), visit["identity"]) == (1, "")


def test_names_of_prototypes_are_names_like_others(stage: Stage) -> None:
    names = {"__proto__": 1, "constructor": "x", "toString": True}

    assert beacon({**VIEW, "variables": names}).status == 200

    (one,) = call("GET", "/v1/visitors", query={"variable": "__proto__:1"}).json["items"]
    assert one["variables"] == names


def test_whatever_a_visitors_clock_says_is_taken_within_the_visit(stage: Stage) -> None:
    events = [{"kind": "cart", "at": at, "value": 1} for at in (0, 10**14)]

    assert beacon({**VIEW, "events": events}).status == 200

    (visit,) = call("GET", "/v1/visits").json["items"]
    assert {event["at"] for event in visit["events"]} == {stage.now}


def test_what_does_not_fit_is_left_out_and_the_page_is_kept(stage: Stage) -> None:
    variables = {f"name{index}": "x" * 500 for index in range(20)}

    assert beacon({**VIEW, "variables": variables}).status == 200

    (visit,) = call("GET", "/v1/visits").json["items"]
    assert 3 <= len(visit["pages"][0]["variables"]) <= 4
    assert 15 <= len(visit["variables"]) <= 16


@pytest.mark.parametrize("header", ["dnt", "sec-gpc"])
def test_who_asks_not_to_be_tracked_is_not_unless_the_account_ignores_it(
    stage: Stage, header: str
) -> None:
    before = stored()
    headers = simple(**{header: "1"})
    view = json.dumps(VIEW)
    leave = json.dumps({**WHO, "page": 1, "kind": "leave", "shown_ms": 5})

    asked = [ask("POST", "/v1/visits", headers=headers, body=body) for body in (view, leave)]

    assert [one.status for one in asked] == [200, 204]
    assert stored() == before
    change({"do_not_track": "ignore"})
    assert ask("POST", "/v1/visits", headers=headers, body=view).status == 200
    assert len(call("GET", "/v1/visitors").json["items"]) == 1


@pytest.mark.parametrize(
    ("address", "kept"),
    [("203.0.113.7", "203.0.113.0"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::")],
)
def test_addresses_lose_their_end_before_the_first_write(
    stage: Stage, address: str, kept: str
) -> None:
    change({"anonymise_ip": True})
    context = {"identity": {"sourceIp": address}}

    ask("POST", "/v1/visits", headers=simple(), body=json.dumps(VIEW), context=context)

    (visit,) = call("GET", "/v1/visits").json["items"]
    assert visit["ip"] == kept
    (kept_of_visits,) = (held for name, held in stored().items() if name.endswith("visits"))
    assert address not in kept_of_visits


def change(settings: dict[str, object]) -> None:
    """The boss changes settings."""
    etag = call("GET", "/v1/account").headers["etag"].strip('"')
    answer = call("PATCH", "/v1/account", {"settings": settings}, etag=etag)
    assert answer.status == 200
    assert answer.json["settings"].items() >= settings.items()


def test_a_list_of_visits_is_for_agents_not_for_sites(stage: Stage) -> None:
    answer = ask(
        "GET", "/v1/visits", headers={"origin": "https://evil.test"},
        context={"authorizer": {"account": "demo", "kind": "agent", "id": "ag_boss"}},
    )  # fmt: skip

    assert answer.status == 200
    assert "access-control-allow-origin" not in answer.headers
