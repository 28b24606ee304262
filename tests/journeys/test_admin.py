"""An admin runs the account from the console: people, keys, settings, configuration."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.admin import (
    OWN,
    change_limit,
    deactivate,
    gives_role,
    imports,
    invited,
    opens,
    password_in,
    person,
    row,
    saves_limit,
    secret_of,
    signs_in_first,
)
from tests.journeys.cast import Cast
from tests.journeys.place import Place, until
from tests.journeys.test_accessibility import told
from tests.journeys.test_sign_in import code_of
from tests.journeys.visitor import Visitor

FIRST_ADMIN = ("--account=second", "--admin-email=nora@parley.test", "--admin-name=Nora")
STRICT_ADMIN = ("--account=third", "--admin-email=otto@parley.test", "--admin-name=Otto")
SECTIONS = {
    "People": "people",
    "Groups": "groups",
    "Skills": "skills",
    "Roles": "roles",
    "Settings": "settings",
    "Routing": "routing",
    "Snippet": "snippet",
    "API keys": "keys",
    "Audit trail": "audit",
    "Configuration": "config",
    "Three steps to your first chat": "start",
}
LIVE_MS = 5_000


def test_an_invited_agent_signs_in_is_given_a_limit_and_shown_out(cast: Cast, place: Place) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    dora = invited(cast, place, ada, "Dora")
    expect(dora.page.get_by_text("0 of 2 chats")).to_be_visible()
    change_limit(ada, "Dora", 5)
    expect(dora.page.get_by_text("0 of 5 chats")).to_be_visible(timeout=LIVE_MS)
    dora.goes_online()
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    dora.has_chat_with("Vera")
    ada.page.get_by_role("radio", name="Online").check(force=True)
    deactivate(ada, "Dora")
    expect(dora.page.get_by_role("heading", name="Sign in")).to_be_visible(timeout=LIVE_MS)
    ada.page.get_by_role("link", name="Chats", exact=True).click()
    ada.has_chat_with("Vera")
    dora.page.get_by_label("E-mail address").fill("dora@parley.test")
    dora.page.get_by_label("Password", exact=True).fill(OWN)
    dora.page.get_by_role("button", name="Sign in").click()
    expect(dora.page.get_by_role("alert")).not_to_be_empty()


def test_what_a_role_does_not_allow_is_not_shown(cast: Cast) -> None:
    ben = cast.agent("Ben")
    ben.signs_in()
    expect(ben.page.get_by_role("link", name="Closed chats")).to_be_visible()
    expect(ben.page.get_by_role("link", name="Admin")).to_have_count(0)
    ben.page.goto(f"{ben.place.console}#/admin/keys")
    expect(ben.page.get_by_text("“API keys” is not open to you")).to_be_visible()
    expect(ben.page.get_by_text("Manage API keys")).to_be_visible()


def test_a_new_role_shows_and_hides_the_admin_area_within_five_seconds(cast: Cast) -> None:
    ada, ben = cast.agent("Ada"), cast.agent("Ben")
    ben.signs_in()
    ada.signs_in()
    area = ben.page.get_by_role("link", name="Admin")
    opens(ada, "People")
    gives_role(ada, "Ben", "Manager")
    expect(area).to_be_visible(timeout=LIVE_MS)
    opens(ben, "Groups")
    gives_role(ada, "Ben", "Agent")
    expect(area).to_have_count(0, timeout=LIVE_MS)
    expect(ben.page.get_by_text("“Groups” is not open to you")).to_be_visible()


def test_a_pattern_is_tried_out_and_masks_what_visitors_write(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera")
    ada.has_chat_with("Vera")
    opens(ada, "Settings")
    ada.page.get_by_role("button", name="Add a pattern").click()
    ada.page.get_by_label("Name", exact=True).fill("customer")
    ada.page.get_by_label("Regular expression").fill(r"C-\d{6}")
    ada.page.get_by_label("Try the patterns on a text").fill("I am C-123456.")
    expect(ada.page.get_by_text("I am ••••••••.")).to_be_visible()
    ada.page.get_by_role("button", name="Save").click()
    expect(ada.page.get_by_text("The settings are saved.")).to_be_visible()
    saved = time.monotonic()
    ada.page.get_by_role("link", name="Chats", exact=True).click()
    bubbles = ada.has_chat_with("Vera").locator(".bubble")
    masked = bubbles.filter(has_text=re.compile("^I am [^C1]+$"))
    written: list[float] = []
    until(lambda: writes_now_and_then(vera, written) and masked.count())
    plain = bubbles.count() - masked.count()
    assert all(at - saved < LIVE_MS / 1000 for at in written[:plain])


def test_of_two_admins_at_one_agent_the_later_sees_what_changed(cast: Cast) -> None:
    ada, other = cast.agent("Ada"), cast.agent("Ada")
    for admin in (ada, other):
        admin.signs_in()
        opens(admin, "People")
        person(admin, "Cleo").click()
        expect(admin.page.get_by_label("Most chats at once")).to_have_value("3")
    saves_limit(other, 7)
    ada.page.get_by_label("Most chats at once").fill("9")
    ada.page.get_by_role("button", name="Save").click()
    alert = ada.page.get_by_role("alert").filter(has_text="Somebody else changed this")
    expect(alert).to_contain_text("Most chats at once: was 3, is now 7. You want 9.")
    alert.get_by_role("button", name="Keep mine").click()
    expect(ada.page.get_by_role("dialog")).to_have_count(0)
    expect(row(ada, "Cleo")).to_contain_text("of 9 chats")
    expect(row(other, "Cleo")).to_contain_text("of 9 chats", timeout=2 * LIVE_MS)


def test_a_key_opens_what_it_may_until_it_is_revoked(cast: Cast, place: Place) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    opens(ada, "API keys")
    ada.page.get_by_role("button", name="New API key").first.click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Nightly export")
    dialog.get_by_label("See people").check()
    dialog.get_by_role("button", name="Make the key").click()
    first = secret_of(ada)
    assert status(place, "/v1/agents", first) == 200
    assert status(place, "/v1/audit", first) == 403
    ada.page.get_by_role("button", name="Rotate Nightly export").click()
    ada.page.get_by_label("The old secret works").select_option("no time")
    ada.page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    second = secret_of(ada)
    until(lambda: status(place, "/v1/agents", first) == 401, LIVE_MS / 1000)
    assert status(place, "/v1/agents", second) == 200
    ada.page.get_by_role("button", name="Revoke Nightly export").click()
    ada.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(ada.page.get_by_text("No API keys yet")).to_be_visible()
    until(lambda: status(place, "/v1/agents", second) == 401, LIVE_MS / 1000)


def test_a_configuration_is_edited_as_a_file_and_rolled_back(cast: Cast, tmp_path: Path) -> None:
    ada = cast.agent("Ada")
    ada.signs_in()
    opens(ada, "Skills")
    ada.page.get_by_label("New skill").fill("Orchids")
    ada.page.get_by_role("button", name="Add").click()
    expect(ada.page.get_by_text("“Orchids” is added.")).to_be_visible()
    opens(ada, "Configuration")
    with ada.page.expect_download() as download:
        ada.page.get_by_role("button", name="Download the file").click()
    document = json.loads(Path(download.value.path()).read_text())
    assert [skill["name"] for skill in document["skills"].values()] == ["Orchids"]
    document["settings"]["grace_s"] = 30
    imports(ada, tmp_path, document)
    expect(ada.page.get_by_role("row").filter(has_text="grace_s")).to_contain_text("30")
    ada.page.get_by_role("button", name="Check without changing").click()
    expect(ada.page.get_by_text("Nothing has been changed.")).to_be_visible()
    ada.page.get_by_role("button", name="Apply the file").click()
    expect(ada.page.get_by_text("changed.json is applied.")).to_be_visible()
    opens(ada, "Settings")
    expect(ada.page.get_by_label("Patience with a lost agent")).to_have_value("30")
    opens(ada, "Configuration")
    ada.page.get_by_role("button", name="Roll back to version 1").click()
    asked = ada.page.get_by_role("dialog")
    expect(asked.get_by_role("row").filter(has_text="grace_s")).to_contain_text("20")
    asked.get_by_role("button", name="Roll back").click()
    expect(ada.page.get_by_text("Version 1 holds again.")).to_be_visible()
    opens(ada, "Settings")
    expect(ada.page.get_by_label("Patience with a lost agent")).to_have_value("20")
    opens(ada, "Audit trail")
    added = ada.page.get_by_role("listitem").filter(has_text="Skill added")
    expect(added.filter(has_text="Orchids")).to_contain_text("Ada")
    opens(ada, "Configuration")
    imports(ada, tmp_path, {"parley": 1, "settings": {"grace_s": "soon"}})
    refused = ada.page.get_by_role("main").get_by_role("alert")
    expect(refused).to_contain_text("grace_s")


def test_the_first_admin_comes_from_one_command_to_a_working_snippet(
    cast: Cast, place: Place
) -> None:
    with own_site() as (site, pages):
        walk_to_a_snippet(cast, place, site, pages)


def walk_to_a_snippet(cast: Cast, place: Place, site: str, pages: dict[str, str]) -> None:
    letter = command(place, "create", "--name=Second shop", f"--site={site}", *FIRST_ADMIN)
    nora = cast.agent("Nora")
    signs_in_first(nora, "nora@parley.test", password_in(letter))
    page = nora.page
    expect(page.get_by_role("heading", name="Three steps to your first chat")).to_be_visible()
    page.get_by_role("button", name="Where is your site?").click()
    page.get_by_label("Address of a site").fill("not a site")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("This is not the address of a site.")).to_be_visible()
    page.get_by_label("Address of a site").fill("shop.example.org/cart")
    page.get_by_label("Address of a site").press("Enter")
    expect(page.get_by_text("https://shop.example.org")).to_be_visible()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Begin alone").click()
    pages["/"] = page_with(page.locator("pre code").inner_text())
    page.get_by_role("button", name="I have pasted it").click()
    expect(page.get_by_text("All set.")).to_be_visible()
    vera = cast.visitor()
    vera.page.goto(site)
    expect(vera.button).to_be_visible()
    opens(nora, "Snippet")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download parley.js").click()
    assert "second" in Path(download.value.path()).read_text()


def test_a_second_step_that_the_account_asks_for_is_set_up_at_once(
    cast: Cast, place: Place
) -> None:
    letter = command(place, "create", "--name=Third shop", f"--site={place.shop}", *STRICT_ADMIN)
    otto = cast.agent("Otto")
    signs_in_first(otto, "otto@parley.test", password_in(letter))
    page = otto.page
    opens(otto, "Settings")
    page.get_by_label("Everybody signs in with a second step").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Set up a second step")).to_be_visible()
    secret = page.locator(".secret").inner_text().removeprefix("Key:").replace(" ", "").strip()
    page.get_by_label("Six-digit code").fill(code_of(secret))
    page.get_by_role("button", name="Confirm and sign in").click()
    otto.is_connected()
    opens(otto, "Settings")
    expect(page.get_by_label("Everybody signs in with a second step")).to_be_checked()
    command(place, "suspend", "--account=third")
    expect(page.get_by_text("Your account is suspended.")).to_be_visible(timeout=LIVE_MS)


def test_every_section_is_accessible_and_fits(cast: Cast) -> None:
    ada = cast.agent("Ada", reduced_motion="reduce")
    ada.signs_in()
    found: list[str] = []
    for scheme, width in (("light", 1280), ("dark", 320)):
        ada.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        ada.page.set_viewport_size({"width": width, "height": 800})
        for title, name in SECTIONS.items():
            ada.page.goto(f"{ada.place.console}#/admin/{name}")
            expect(ada.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
            expect(ada.page.locator(".admin .loading")).to_have_count(0)
            found += faults(ada.page, f"{name}, {scheme}, {width}")
        ada.page.goto(f"{ada.place.console}#/admin/people")
        person(ada, "Ben").click()
        expect(ada.page.get_by_label("Most chats at once")).to_be_visible()
        found += faults(ada.page, f"person, {scheme}, {width}")
        ada.page.keyboard.press("Escape")
        expect(person(ada, "Ben")).to_be_focused()
    assert not found, "\n".join(found)


def faults(page: Page, look: str) -> list[str]:
    found = [f"{look}: {told(each)}" for each in Axe().run(page).response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{look}: wider than the screen")
    return found


def command(place: Place, name: str, *options: str) -> str:
    """What `python -m infra.accounts` prints, run against this place."""
    settings = place.settings
    ports = {
        "PARLEY_PORT": settings.port,
        "PARLEY_SHOP_PORT": settings.shop_port,
        "PARLEY_AWS_PORT": settings.aws_port,
    }
    environment = {key: str(port) for key, port in ports.items()}
    done = subprocess.run(
        [sys.executable, "-m", "infra.accounts", name, "--stage=local", *options],
        env={**os.environ, **environment, "PARLEY_DATA": str(settings.data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def own_site() -> Iterator[tuple[str, dict[str, str]]]:
    """A site of one's own: its address, and its pages by path."""
    pages: dict[str, str] = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", pages
        server.shutdown()


def page_with(snippet: str) -> str:
    head = "<!doctype html><link rel=icon href=data:,><title>Own page</title>"
    return f"{head}<body><h1>Own page</h1>{snippet}</body>"


def writes_now_and_then(visitor: Visitor, written: list[float]) -> bool:
    """A customer number each half second: more would be too many lines at once."""
    if not written or time.monotonic() - written[-1] > 0.5:
        written.append(time.monotonic())
        visitor.writes("I am C-123456.")
    return True


def status(place: Place, path: str, secret: str) -> int:
    headers = {"Authorization": f"Bearer {secret}"}
    request = urllib.request.Request(place.settings.origin + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
