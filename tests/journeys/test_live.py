"""What an admin changes is live in others' browsers in under 5 s: in every section, for consoles of
agents who answer chats and of those who do not. Each journey has an account of its own."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.journeys.admin import (
    OWN,
    deactivate,
    gives_role,
    imports,
    invited,
    opens,
    password_in,
    secret_of,
    signs_in_first,
)
from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.place import Place, until
from tests.journeys.test_admin import LIVE_MS, command

OWN_SITE = "https://live.example.org"


def test_a_role_of_ones_own_is_live_for_whoever_has_it(cast: Cast, place: Place) -> None:
    paul, rita = admin_and_agent(cast, place, "liveroles")
    area = rita.page.get_by_role("link", name="Admin")
    makes_role(paul, "Helpers")
    opens(paul, "People")
    gives_role(paul, "Rita", "Helpers")
    expect(area).to_have_count(0)
    changes_role(paul, "Helpers", "See people")
    expect(area).to_be_visible(timeout=LIVE_MS)
    changes_role(paul, "Helpers", "Answer chats")
    expect(rita.page.get_by_text("Your role does not answer chats")).to_be_visible(timeout=LIVE_MS)
    expect(rita.status).to_have_count(0)
    opens(rita, "People")
    settings = sections(rita).get_by_role("link", name="Settings")
    changes_role(paul, "Helpers", "See settings")
    expect(settings).to_be_visible(timeout=LIVE_MS)
    changes_role(paul, "Helpers", "See settings")
    expect(settings).to_have_count(0, timeout=LIVE_MS)
    changes_role(paul, "Helpers", "Answer chats")
    expect(rita.status).to_be_enabled(timeout=LIVE_MS)


def test_who_answers_no_chats_is_shown_out_as_fast(cast: Cast, place: Place) -> None:
    paul, rita = admin_and_agent(cast, place, "liveout")
    makes_role(paul, "Watchers", "See people", "Answer chats", "Read closed chats")
    opens(paul, "People")
    gives_role(paul, "Rita", "Watchers")
    expect(rita.page.get_by_text("Your role does not answer chats")).to_be_visible(timeout=LIVE_MS)
    expect(rita.page.get_by_role("link", name="Closed chats")).to_have_count(0)
    opens(rita, "People")
    opens(paul, "People")
    deactivate(paul, "Rita", chats="No chat is open with them.")
    expect(rita.page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=LIVE_MS)


def test_a_second_step_is_asked_for_in_open_consoles_of_every_kind(
    cast: Cast, place: Place
) -> None:
    paul, rita = admin_and_agent(cast, place, "livefactor")
    sam = invited(cast, place, paul, "Sam")
    makes_role(paul, "Watchers", "See people", "Answer chats")
    opens(paul, "People")
    gives_role(paul, "Sam", "Watchers")
    expect(sam.page.get_by_text("Your role does not answer chats")).to_be_visible(timeout=LIVE_MS)
    opens(paul, "Settings")
    paul.page.get_by_label("Everybody signs in with a second step").check()
    paul.page.get_by_role("button", name="Save").click()
    for console in (rita, sam, paul):
        asked = console.page.get_by_role("heading", name="Set up a second step")
        expect(asked).to_be_visible(timeout=LIVE_MS)


def test_lists_show_what_another_admin_changed(cast: Cast, place: Place, tmp_path: Path) -> None:
    paul = admin_of(cast, place, "livelists")
    other = cast.agent("Paul")
    signs_in_again(other, "livelists")
    for section, noun in (("Groups", "group"), ("Skills", "skill")):
        opens(other, section)
        opens(paul, section)
        paul.page.get_by_label(f"New {noun}").fill("Orchids")
        paul.page.get_by_role("button", name="Add").click()
        expect(cards(other, "Orchids")).to_be_visible(timeout=LIVE_MS)
        paul.page.get_by_role("button", name="Remove Orchids").click()
        paul.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(cards(other, "Orchids")).to_have_count(0, timeout=LIVE_MS)
    opens(other, "Roles")
    makes_role(paul, "Helpers")
    expect(other.page.get_by_role("button", name="Helpers")).to_be_visible(timeout=LIVE_MS)
    opens(other, "API keys")
    opens(paul, "API keys")
    paul.page.get_by_role("button", name="New API key").first.click()
    paul.page.get_by_role("dialog").get_by_label("Name").fill("Nightly export")
    paul.page.get_by_role("dialog").get_by_label("See people").check()
    paul.page.get_by_role("button", name="Make the key").click()
    secret_of(paul)
    expect(cards(other, "Nightly export")).to_be_visible(timeout=LIVE_MS)
    opens(other, "Audit trail")
    paul.page.get_by_role("button", name="Revoke Nightly export").click()
    paul.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    revoked = cards(other, "API key revoked")
    expect(revoked).to_be_visible(timeout=LIVE_MS)
    expect(revoked).to_contain_text("Nightly export")
    opens(other, "Configuration")
    opens(paul, "Configuration")
    imports(paul, tmp_path, {"parley": 1, "groups": {"gr_" + "a" * 26: {"name": "North"}}})
    paul.page.get_by_role("button", name="Apply the file").click()
    expect(other.page.get_by_text("Version 1", exact=True)).to_be_visible(timeout=LIVE_MS)


def test_an_applied_configuration_and_its_rollback_reach_consoles(
    cast: Cast, place: Place, tmp_path: Path
) -> None:
    paul, rita = admin_and_agent(cast, place, "liveconfig")
    expect(rita.page.get_by_text("0 of 2 chats")).to_be_visible()
    opens(paul, "Configuration")
    with paul.page.expect_download() as download:
        paul.page.get_by_role("button", name="Download the file").click()
    document = json.loads(Path(download.value.path()).read_text())
    (theirs,) = (one for one in document["agents"].values() if one["max_chats"] == 2)
    theirs["max_chats"] = 6
    imports(paul, tmp_path, document)
    paul.page.get_by_role("button", name="Apply the file").click()
    expect(rita.page.get_by_text("0 of 6 chats")).to_be_visible(timeout=LIVE_MS)
    paul.page.get_by_role("button", name="Roll back to version 1").click()
    paul.page.get_by_role("dialog").get_by_role("button", name="Roll back").click()
    expect(rita.page.get_by_text("0 of 2 chats")).to_be_visible(timeout=LIVE_MS)


def test_a_site_may_show_the_button_as_soon_as_it_is_added_and_no_longer(
    cast: Cast, place: Place
) -> None:
    paul = admin_of(cast, place, "livesites")
    assert asked_from(place, "livesites") == 403
    opens(paul, "Settings")
    paul.page.get_by_label("Address of a site").fill(OWN_SITE)
    paul.page.get_by_label("Address of a site").press("Enter")
    paul.page.get_by_role("button", name="Save").click()
    until(lambda: asked_from(place, "livesites") == 201, LIVE_MS / 1000)
    paul.page.get_by_role("button", name=f"Remove {OWN_SITE}").click()
    paul.page.get_by_role("button", name="Save").click()
    until(lambda: asked_from(place, "livesites") == 403, LIVE_MS / 1000)


def admin_of(cast: Cast, place: Place, account: str) -> Agent:
    """Paul, the first admin of a new account."""
    named = (f"--account={account}", f"--admin-email={account}@parley.test", "--admin-name=Paul")
    letter = command(place, "create", "--name=Own shop", f"--site={place.shop}", *named)
    paul = cast.agent("Paul")
    signs_in_first(paul, f"{account}@parley.test", password_in(letter))
    expect(paul.page.get_by_role("heading", name="Three steps to your first chat")).to_be_visible()
    return paul


def admin_and_agent(cast: Cast, place: Place, account: str) -> tuple[Agent, Agent]:
    """Paul, and Rita, who may have two chats."""
    paul = admin_of(cast, place, account)
    return paul, invited(cast, place, paul, "Rita", f"rita.{account}@parley.test")


def signs_in_again(agent: Agent, account: str) -> None:
    """As who has chosen a password before."""
    agent.page.goto(agent.place.console)
    agent.page.get_by_label("E-mail address").fill(f"{account}@parley.test")
    agent.page.get_by_label("Password", exact=True).fill(OWN)
    agent.page.get_by_role("button", name="Sign in").click()
    agent.is_connected()


def makes_role(admin: Agent, name: str, *switched: str) -> None:
    """A role that answers chats and reads them, but for what is switched."""
    opens(admin, "Roles")
    admin.page.get_by_role("button", name="New role").click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_label("Name", exact=True).fill(name)
    for permission in switched:
        dialog.get_by_role("checkbox", name=permission).click()
    dialog.get_by_role("button", name="Add the role").click()
    expect(dialog).to_have_count(0)


def changes_role(admin: Agent, name: str, permission: str) -> None:
    """Switches one permission."""
    opens(admin, "Roles")
    admin.page.get_by_role("button", name=name, exact=True).click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name=permission).click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def sections(agent: Agent) -> Locator:
    return agent.page.get_by_role("navigation", name="Admin area")


def cards(agent: Agent, text: str) -> Locator:
    return agent.page.get_by_role("main").get_by_role("listitem").filter(has_text=text)


def asked_from(place: Place, account: str) -> int:
    """How a ticket is answered that a window on the account's own site asks for."""
    body = {"account": account, "visitor": "vr_" + "l" * 26, "visit": "vs_" + "l" * 26}
    request = urllib.request.Request(
        f"{place.settings.origin}/v1/visitor/sockets",
        json.dumps(body).encode(),
        {"Content-Type": "text/plain", "Origin": OWN_SITE},
    )
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
