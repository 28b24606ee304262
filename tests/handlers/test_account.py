"""HTTP for admins: the account's name, sites and settings, and the snippet."""

from pathlib import Path

import pytest

from chalicelib.outbound import files
from tests.contracts.platform import REPOSITORY
from tests.handlers.cast import call
from tests.stage import SHOP, Stage

ACCOUNT = "/v1/account"


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> Stage:
    """An account with an admin."""
    stage.add_agent("Boss", role="admin")
    return stage


def test_settings_are_read_and_changed_in_part() -> None:
    before = call("GET", ACCOUNT)
    patterns = [{"name": "Order", "pattern": "ORD-[0-9]{6}", "keep": False}]
    routing = {"accept_mode": "offer", "offer_s": 20, "wrap_up_s": 60, "last_agent_days": 30}
    routing |= {"max_queue": 40, "busy_wait_s": 300}
    asked = {"settings": {"grace_s": 60, "mask_patterns": patterns, **routing}}
    after = call("PATCH", ACCOUNT, asked, etag=before.headers["etag"].strip('"'))

    assert before.json == {
        "id": "demo",
        "name": "Demo shop",
        "origins": [SHOP],
        "settings": {
            "max_chats": 3,
            "grace_s": 20,
            "max_wait_s": 900,
            "away_waiting_s": 120,
            "away_open_s": 600,
            "accept_mode": "auto",
            "offer_s": 30,
            "wrap_up_s": 0,
            "last_agent_days": 0,
            "retention_months": 13,
            "max_queue": 0,
            "busy_wait_s": 0,
            "consent": "assume",
            "do_not_track": "honour",
            "anonymise_ip": False,
            "hours": None,
            "rules_control": 0,
            "invitations_per_visit": 0,
            "invitation_pause_s": 0,
            "mfa_required": False,
            "password_days": 0,
            "mask_cards": True,
            "keep_cards": False,
            "mask_patterns": [],
        },
    }
    assert after.json["settings"] == {
        **before.json["settings"],
        "grace_s": 60,
        "mask_patterns": patterns,
        **routing,
    }
    assert call("GET", ACCOUNT).json == after.json
    assert after.json["name"] == "Demo shop"


def test_sites_are_kept_as_browsers_name_them() -> None:
    given = ["https://Shop.Example.com/", "https://shop.example.com", "http://localhost:8090"]

    answer = call("PATCH", ACCOUNT, {"origins": given}, etag="0")

    assert answer.json["origins"] == ["http://localhost:8090", "https://shop.example.com"]


@pytest.mark.parametrize(
    "site",
    [
        "shop.example.com",
        "http://shop.example.com",
        "http://localhost",
        "https://shop.example.com/cart",
        "https://shop.example.com?x=1",
        "https://ada@shop.example.com",
        "https://*.example.com",
        "https://shop.example.com:port",
        "https://[::1",
        "javascript:alert(1)",
        "https://",
        "null",
        "https://sh\u00f6p.example",
    ],
)
def test_what_is_no_site_is_refused_and_nothing_changed(site: str) -> None:
    answer = call("PATCH", ACCOUNT, {"name": "New", "origins": [SHOP, site]}, etag="0")

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")
    assert call("GET", ACCOUNT).json["name"] == "Demo shop"


@pytest.mark.parametrize(
    "asked",
    [
        {"id": "other"},
        {"settings": {"grace_s": 1}},
        {"settings": {"grace_s": 20.5}},
        {"settings": {"password_days": -1}},
        {"settings": {"accept_mode": "ring"}},
        {"settings": {"offer_s": 4}},
        {"settings": {"wrap_up_s": 901}},
        {"settings": {"last_agent_days": 366}},
        {"settings": {"max_queue": -1}},
        {"settings": {"busy_wait_s": 3_601}},
        {"settings": {"unknown": 1}},
        {"settings": {"mask_patterns": [{"name": "x", "pattern": "(a+)+$"}]}},
        {"settings": {"mask_patterns": [{"name": "x", "pattern": "("}]}},
        {"settings": None},
        {"name": " "},
    ],
)
def test_settings_that_cannot_be_are_refused(asked: object) -> None:
    answer = call("PATCH", ACCOUNT, asked, etag="0")

    assert (answer.status, answer.json["code"]) == (400, "bad_frame")
    assert call("GET", ACCOUNT).headers["etag"] == '"0"'


def test_the_snippet_is_the_one_that_the_demo_shop_carries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(files, "published", lambda _: ("/tag/abc/parley.js", "sha384-abc"))
    template = Path(REPOSITORY / "web/tag/snippet.html").read_text()

    answer = call("GET", ACCOUNT + "/snippet").json

    address = "https://parley.test/tag/demo/parley.js"
    assert answer["html"].split() == template.replace("__PARLEY_TAG__", address).split()
    assert (answer["src"], answer["integrity"]) == (
        "https://parley.test/tag/abc/parley.js",
        "sha384-abc",
    )
    assert 'script.integrity = "sha384-abc";' in answer["self_host"]
    assert '"/parley.js"' in answer["self_host"]


def test_before_the_tag_is_published_there_is_no_snippet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "published", lambda _: None)

    answer = call("GET", ACCOUNT + "/snippet")

    assert (answer.status, answer.json["code"]) == (409, "not_published")
