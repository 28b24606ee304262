"""What an admin does in the console's admin area; the labels are those of the English catalogue."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.place import Place, until

OWN = "Dora-has-her-own-1"


def opens(admin: Agent, section: str) -> None:
    sections = admin.page.get_by_role("navigation", name="Admin area")
    if not sections.is_visible():
        admin.page.get_by_role("link", name="Admin").click()
    sections.get_by_role("link", name=section).click()
    expect(admin.page.get_by_role("heading", name=section, exact=True)).to_be_visible()


def invited(cast: Cast, place: Place, admin: Agent, name: str, email: str = "") -> Agent:
    """Invited by an admin, and signed in with a password of their own."""
    opens(admin, "People")
    admin.page.get_by_role("button", name="Invite an agent").click()
    dialog = admin.page.get_by_role("dialog")
    email = email or f"{name.lower()}@parley.test"
    expect(dialog.get_by_label("Name")).to_be_focused()
    admin.page.keyboard.type(name)
    dialog.get_by_label("E-mail address").fill(email)
    dialog.get_by_label("Most chats at once").fill("2")
    dialog.get_by_role("button", name="Send the invite").click()
    expect(admin.page.get_by_text(f"is on its way to {email}")).to_be_visible()
    agent = cast.agent(name)
    signs_in_first(agent, email, password_in(until(lambda: letter_to(place, email))))
    return agent


def signs_in_first(agent: Agent, email: str, password: str) -> None:
    agent.page.goto(agent.place.console)
    agent.page.get_by_label("E-mail address").fill(email)
    agent.page.get_by_label("Password", exact=True).fill(password)
    agent.page.get_by_role("button", name="Sign in").click()
    agent.page.get_by_label("New password").fill(OWN)
    agent.page.get_by_role("button", name="Save and sign in").click()
    agent.is_connected()


def letter_to(place: Place, email: str) -> str:
    """What the embedded Cognito has written to this address last."""
    with urllib.request.urlopen(f"{place.settings.aws}/_ministack/ses/messages") as answer:
        boxes: dict[str, list[dict[str, Any]]] = json.load(answer)["messages"]
    mails = [mail for box in boxes.values() for mail in box if email in mail["To"]]
    return str(mails[-1]["BodyText"]) if mails else ""


def password_in(letter: str) -> str:
    found = re.search(r"password is (\S+)\.", letter)
    assert found
    return found[1]


def change_limit(admin: Agent, name: str, limit: int) -> None:
    person(admin, name).click()
    saves_limit(admin, limit)


def saves_limit(admin: Agent, limit: int) -> None:
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_label("Most chats at once").fill(str(limit))
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def gives_role(admin: Agent, name: str, role: str) -> None:
    person(admin, name).click()
    dialog = admin.page.get_by_role("dialog")
    dialog.get_by_label("Role").select_option(role)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)


def deactivate(admin: Agent, name: str, chats: str = "1 open chat goes back") -> None:
    person(admin, name).click()
    admin.page.get_by_role("button", name="Deactivate…").click()
    question = admin.page.get_by_role("dialog", name=f"Deactivate {name}?")
    expect(question).to_contain_text(chats)
    question.get_by_role("button", name="Deactivate").click()
    expect(question).to_have_count(0)
    expect(admin.page.get_by_role("button", name="Reactivate")).to_be_visible()
    admin.page.keyboard.press("Escape")


def person(admin: Agent, name: str) -> Locator:
    return admin.page.get_by_role("main").get_by_role("button", name=name, exact=True)


def row(admin: Agent, name: str) -> Locator:
    named = admin.page.get_by_role("button", name=name, exact=True)
    return admin.page.get_by_role("main").get_by_role("listitem").filter(has=named)


def secret_of(admin: Agent) -> str:
    dialog = admin.page.get_by_role("dialog", name="Secret of Nightly export")
    secret = str(dialog.locator("pre code").inner_text())
    assert secret.startswith("pk_")
    dialog.get_by_role("button", name="I have copied it").click()
    return secret


def imports(admin: Agent, folder: Path, document: dict[str, Any]) -> None:
    file = folder / "changed.json"
    file.write_text(json.dumps(document))
    admin.page.get_by_label("Configuration file").set_input_files(file)
