"""Markup, script and templates through every field that a visitor, a page or an agent can fill:
shown as the text it is, and nothing of it runs under the shipped policy."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

from playwright.sync_api import BrowserContext, Locator, expect

from tests.journeys.agent import Agent
from tests.journeys.cast import Cast
from tests.journeys.place import Place
from tests.journeys.visitor import Visitor

# What runs, wherever it runs, sets it; the setter complains, and the cast hears complaints.
TRIPWIRE = """
Object.defineProperty(window, "__xss", {
  set(by) { console.error(`__xss was set: ${by}`); },
});
"""
RUN = "window.__xss=1"
CORPUS = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror={RUN}>',
    f"'><svg/onload={RUN}>",
    f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"</style><svg onload={RUN}>",
    f"--><script>{RUN}</script>",
    f"]]><script>{RUN}</script>",
    f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
    f"' onfocus='{RUN}' autofocus '",
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}//https://shop.test",
    f"java\tscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    f'<a href="javascript:{RUN}">link</a>',
    f'<iframe srcdoc="<script>parent.{RUN[7:]}</script>"></iframe>',
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<style>@import'javascript:{RUN}'</style>",
    '<base href="https://evil.test/">',
    '<meta http-equiv="refresh" content="0;url=https://evil.test/">',
    f"<template><script>{RUN}</script></template>",
    f"<x-y is=script>{RUN}</x-y>",
    f"[click](javascript:{RUN})",
    f"![x](x){{onerror={RUN}}}",
    "{{constructor.constructor('" + RUN + "')()}}",
    "${" + RUN + "}",
    "<%= " + RUN + " %>",
    "#{" + RUN + "}",
    "__proto__",
    "constructor",
    "&lt;script&gt;" + RUN + "&lt;/script&gt;",
    "&#60;script&#62;" + RUN,
    "\\u003cscript\\u003e" + RUN,
    "%3Cscript%3E" + RUN,
    "\uff1cscript\uff1e" + RUN,
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE lines; --",
    "attribute_exists(li)",
    "assigned:<b>" + RUN,
    "\u202e<script>\u2066" + RUN,
]
EMAIL = f'"{CORPUS[3]}"@x.org'
# A visit keeps no more, and the first is the page's own.
KEPT_PAGES = 32
# What would be there if a text had been taken for markup.
SMUGGLED = "[onerror], [onload], [ontoggle], [srcdoc], base, iframe, x-y, math"


def test_nothing_that_anybody_fills_in_runs_anywhere(cast: Cast, place: Place) -> None:
    place.change_agent("ag_ada", "SET #name = :name", {":name": {"S": CORPUS[1]}})
    try:
        _everybody_fills_in_everything(cast)
    finally:
        place.change_agent("ag_ada", "SET #name = :name", {":name": {"S": "Ada"}})


def _everybody_fills_in_everything(cast: Cast) -> None:
    ada = _with_tripwire(cast.agent("Ada"))
    ada.signs_in()
    ada.goes_online()
    vera = _with_tripwire(cast.visitor())
    views = _browses(vera)
    vera.starts_chat(CORPUS[2], EMAIL)
    pane = ada.has_chat_with(CORPUS[2])
    vera.writes(*CORPUS)
    ada.sees(CORPUS[2], *CORPUS)
    ada.writes(CORPUS[2], *CORPUS)
    vera.sees(*CORPUS, *CORPUS)
    expect(vera.told.first).to_contain_text(CORPUS[1])
    expect(pane.get_by_role("heading")).to_have_text(CORPUS[2])
    for links in (pane.get_by_role("link"), vera.said.locator("a")):
        _lead_nowhere_else(links)
    _shows_what_the_page_told(ada, views)
    _untouched(ada, vera)
    vera.page.reload()
    vera.sees(*CORPUS, *CORPUS)
    ada.page.reload()
    ada.is_connected()
    pane = ada.has_chat_with(CORPUS[2])
    vera.ends_chat()
    pane.get_by_role("link", name="Transcript").click()
    record = ada.page.get_by_role("region", name="Transcript", exact=True)
    expect(record.locator(".bubble")).to_have_text([*CORPUS, *CORPUS])
    for section in ("people", "audit", "config"):
        ada.page.goto(f"{ada.place.console}#/admin/{section}")
        expect(ada.page.get_by_role("heading", level=2).first).to_be_visible()
        _untouched(ada, vera)
    ada.page.goto(f"{ada.place.console}#/visitors")
    expect(ada.page.get_by_role("main")).to_contain_text(CORPUS[2])
    _untouched(ada, vera)
    ada.page.goto(f"{ada.place.console}#/admin/people")
    expect(ada.page.get_by_role("main")).to_contain_text(CORPUS[1])


def _with_tripwire(person: Any) -> Any:
    context: BrowserContext = person.page.context
    context.add_init_script(TRIPWIRE)
    return person


def _browses(vera: Visitor) -> list[dict[str, Any]]:
    """The tag's own beacon of a page with a hostile title, and then others with hostile texts in
    all fields, as somebody without a tag would send them."""
    title = json.dumps(CORPUS[4])
    vera.page.context.add_init_script(
        f"addEventListener('DOMContentLoaded', () => {{ document.title = {title}; }});"
    )
    with vera.page.expect_request("**/v1/visits") as request:
        vera.visits(f"/care/light?q={CORPUS[0]}#{CORPUS[1]}")
    known = json.loads(request.value.post_data or "")
    assert known["title"] == CORPUS[4]
    views = [_view(known, number) for number in range(KEPT_PAGES - 1)]
    for view in views:
        _sends(vera, request.value.url, view)
    return views


def _view(known: dict[str, Any], number: int) -> dict[str, Any]:
    """One text for the address, and another beside it, so that a visit's pages hold them all."""
    text, other = CORPUS[number], CORPUS[(number + KEPT_PAGES - 1) % len(CORPUS)]
    who = {name: known[name] for name in ("account", "visitor", "visit")}
    told = {"url": text, "title": other, "referrer": text}
    short = {name: text[:64] for name in ("language", "screen", "zone", "connection")}
    variables = {text[:64]: text, other[:64]: other}
    page = known["page"] + 1 + number
    return {**who, **told, **short, "kind": "view", "page": page, "variables": variables}


def _sends(vera: Visitor, url: str, view: dict[str, Any]) -> None:
    request = urllib.request.Request(
        url,
        json.dumps(view).encode(),
        {
            "Origin": vera.place.shop,
            "Content-Type": "text/plain",
            "User-Agent": "<script>window.__xss=1</script>",
        },
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 200


def _shows_what_the_page_told(ada: Agent, views: list[dict[str, Any]]) -> None:
    """All of it in the panel, and nothing to press that leads out of http."""
    expect(ada.panel).to_contain_text(CORPUS[0])
    text = _plain(ada.panel.inner_text())
    for view in views:
        for name, value in view["variables"].items():
            assert _plain(name) in text, name
            assert _plain(value) in text, value
    assert EMAIL in text
    _lead_nowhere_else(ada.panel.get_by_role("link"))


def _lead_nowhere_else(links: Locator) -> None:
    addresses = [str(link.get_attribute("href")) for link in links.all()]
    harmless = ("https://", "http://", "mailto:")
    assert [href for href in addresses if not href.startswith(harmless)] == []


def _plain(text: str) -> str:
    return " ".join(text.split())


def _untouched(*people: Agent | Visitor) -> None:
    for person in people:
        assert person.page.evaluate("window.__xss") is None
        roots = person.page.evaluate(
            """(smuggled) => [...document.querySelectorAll("*")]
                .map((element) => element.shadowRoot ?? element)
                .flatMap((root) => [...root.querySelectorAll(smuggled)])
                .map((element) => element.outerHTML)""",
            SMUGGLED,
        )
        assert roots == []
        assert person.page.url.startswith((person.place.shop, person.place.console))
