"""What a rule does when it holds: each action with its own fields, as a record whose defaults are
filled in. Used by domain/rule.py; domain/compilation.py says which of it the tag learns when."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain import ids
from chalicelib.domain.told import Told

Action = Mapping[str, Any]

INVITE, BUTTON, OPEN, BANNER = "invite", "button", "open", "banner"
ARTICLE, ROUTE, SET, SUPPRESS = "article", "route", "set", "suppress"
MOST_ACTIONS, MOST_LANGUAGES = 10, 30
MOST_TEXT, MOST_TITLE, MOST_LABEL, MOST_LINK, MOST_VALUE = 500, 100, 40, 2_000, 512
MOST_DELAY_S, MOST_EXPIRY_S, MOST_CREDIT_S = 3_600, 86_400, 3_600
POSITIONS = ("corner", "centre", "bar")
# Of these a page shows one at a time; the others may stand beside it.
ALONE = (INVITE, OPEN, ARTICLE)
SHOWN = (*ALONE, BANNER)
_LANGUAGE = re.compile(r"^([a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?)?(?!\n)$")
_TARGETS = {"skill": ids.SKILL, "group": ids.GROUP, "agent": ids.AGENT}


def action_of(told: Told) -> Action:
    """An action out of `{do, ...}`. Raises BadRule that names the place."""
    if not isinstance(told.value, dict):
        raise told.refused("an object with `do` is needed here.")
    do = told.at("do").choice(_READ)
    return {"do": do, **_READ[do](told)}


def overrides_of(told: Told) -> Action:
    """What a variant says in place of the rule's invitation: any of its fields, none is needed."""
    told.of_fields(*_INVITE)
    return {name: _INVITE[name](told.at(name)) for name in _INVITE if name in told.value}


def _invite(told: Told) -> Action:
    told.of_fields("do", *_INVITE)
    return {name: read(told.at(name, _MISSING[name])) for name, read in _INVITE.items()}


def _button(told: Told) -> Action:
    return {"show": told.of_fields("do", "show").at("show").flag()}


def _open(told: Told) -> Action:
    told.of_fields("do")
    return {}


def _banner(told: Told) -> Action:
    told.of_fields("do", "text", "link")
    return {"text": _said(told.at("text"), MOST_TEXT), "link": _link(told.at("link", ""))}


def _article(told: Told) -> Action:
    told.of_fields("do", "title", "link")
    return {"title": _said(told.at("title"), MOST_TITLE), "link": _link(told.at("link"), 1)}


def _route(told: Told) -> Action:
    told.of_fields("do", *_TARGETS, "credit_s")
    asked: dict[str, Any] = {}
    for name, form in _TARGETS.items():
        asked[name] = _id(told.at(name, ""), form)
    asked["credit_s"] = told.at("credit_s", 0).whole(0, MOST_CREDIT_S)
    if not any(asked.values()):
        raise told.refused("say a skill, a group, an agent or a credit.")
    return asked


def _set(told: Told) -> Action:
    told.of_fields("do", "name", "value")
    name, value = told.at("name").text(64, 1), told.at("value")
    if isinstance(value.value, bool):
        return {"name": name, "value": value.flag()}
    if isinstance(value.value, str):
        return {"name": name, "value": value.text(MOST_VALUE)}
    number = value.number(-1e12, 1e12)
    return {"name": name, "value": int(number) if number.is_integer() else number}


def _suppress(told: Told) -> Action:
    told.of_fields("do")
    return {}


_READ: Mapping[str, Callable[[Told], Action]] = {
    INVITE: _invite,
    BUTTON: _button,
    OPEN: _open,
    BANNER: _banner,
    ARTICLE: _article,
    ROUTE: _route,
    SET: _set,
    SUPPRESS: _suppress,
}


def _id(told: Told, form: str) -> str:
    if told.value != "" and not (isinstance(told.value, str) and ids.matches(form, told.value)):
        raise told.refused("this is no id. Choose one of those there are.")
    return str(told.value)


def _link(told: Told, least: int = 0) -> str:
    """A page of the site (`/help`) or any other by https; nothing that would run."""
    link = told.text(MOST_LINK, least)
    if link and not re.match(r"^(https://[^\s/\\]|/(?![/\\]))[^\s\\]*(?!\n)$", link):
        raise told.refused("a link begins with `https://`, or with `/` on the page's own site.")
    return link


def _said(told: Told, most: int) -> Mapping[str, str]:
    """A text by language; `""` is for visitors whose language is not there."""
    texts = _texts(told, most)
    if not texts:
        raise told.refused("a text is missing: say it in one language at least.")
    return texts


def _texts(told: Told, most: int) -> Mapping[str, str]:
    if isinstance(told.value, str):
        told = Told({"": told.value} if told.value else {}, told.place)
    if not isinstance(told.value, dict) or len(told.value) > MOST_LANGUAGES:
        raise told.refused(f"a text, or texts by language (up to {MOST_LANGUAGES}), belong here.")
    for language in told.value:
        if not _LANGUAGE.match(language):
            raise told.refused(f"`{language[:40]}` is no language. Write it like `en` or `pt-BR`.")
    return {language: told.at(language).text(most, 1) for language in sorted(told.value)}


_INVITE: Mapping[str, Callable[[Told], Any]] = {
    "text": lambda told: _said(told, MOST_TEXT),
    "title": lambda told: _texts(told, MOST_TITLE),
    "image": _link,
    "position": lambda told: told.choice(POSITIONS),
    "delay_s": lambda told: told.whole(0, MOST_DELAY_S),
    "expires_s": lambda told: told.whole(0, MOST_EXPIRY_S),
    "skill": lambda told: _id(told, ids.SKILL),
    "accept": lambda told: _texts(told, MOST_LABEL),
    "decline": lambda told: _texts(told, MOST_LABEL),
}
_MISSING: Mapping[str, Any] = {
    "text": {},
    "title": {},
    "image": "",
    "position": "corner",
    "delay_s": 0,
    "expires_s": 0,
    "skill": "",
    "accept": {},
    "decline": {},
}
