"""The files of an ended chat hold every line as it was said."""

import json

from defusedxml import ElementTree  # type: ignore[import-untyped]
from playwright.sync_api import expect

from tests.journeys.agent import Agent
from tests.journeys.cast import Cast

SPACE = "{urn:parley:transcript:2}"
SAID = ["Plain", '<b>&amp; "quoted" ]]></b>', "🌵 مرحبا déjà", "two\nlines"]


def test_json_and_xml_hold_the_lines_of_the_chat(cast: Cast) -> None:
    ada = cast.online("Ada")
    vera = cast.visitor()
    vera.visits()
    vera.starts_chat("Vera <&>", "vera@example.org")
    ada.has_chat_with("Vera <&>")
    vera.writes(*SAID)
    vera.sees(*SAID)
    ada.writes("Vera <&>", "Answered")
    ada.sees("Vera <&>", *SAID, "Answered")
    ada.ends_chat("Vera <&>")
    ada.page.get_by_role("link", name="Closed chats").click()
    ada.page.get_by_role("link", name="Vera <&>").click()

    record = json.loads(downloaded(ada, "JSON"))
    assert [line["text"] for line in record["lines"]] == [*SAID, "Answered"]
    assert record["name"] == "Vera <&>"
    told = [*record["lines"], *record["milestones"]]
    numbers = sorted(one["seq"] for one in told if "seq" in one)
    assert numbers == list(range(1, len(numbers) + 1))

    root = ElementTree.fromstring(downloaded(ada, "XML"))
    lines = root.findall(f"{SPACE}line/{SPACE}text")
    assert [line.text for line in lines] == [*SAID, "Answered"]
    assert root.findtext(f"{SPACE}name") == "Vera <&>"
    assert root.get("reason") == "agent"


def downloaded(agent: Agent, kind: str) -> bytes:
    button = agent.page.get_by_role("button", name=kind)
    with agent.page.expect_download() as saved:
        button.click()
    expect(button).not_to_have_attribute("aria-disabled", "true")
    assert saved.value.suggested_filename.endswith(f".{kind.lower()}")
    return saved.value.path().read_bytes()
