"""What a rule may do, and how each action is said."""

from typing import Any

import pytest

from chalicelib.domain.action import action_of
from chalicelib.domain.error import BadRule
from chalicelib.domain.told import Told

SKILL = "sk_" + "a" * 26
SAID = {"": "Hi"}


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"do": "open"}, {"do": "open"}),
        ({"do": "button", "show": False}, {"do": "button", "show": False}),
        ({"do": "banner", "text": "Hi"}, {"do": "banner", "text": SAID, "link": ""}),
        (
            {"do": "article", "title": {"en": "Hi"}, "link": "/help"},
            {"do": "article", "title": {"en": "Hi"}, "link": "/help"},
        ),
        (
            {"do": "route", "skill": SKILL},
            {"do": "route", "skill": SKILL, "group": "", "agent": "", "credit_s": 0},
        ),
        ({"do": "set", "name": "a", "value": 1.0}, {"do": "set", "name": "a", "value": 1}),
        ({"do": "suppress"}, {"do": "suppress"}),
    ],
)
def test_an_action_is_kept_with_what_was_left_out(said: Any, kept: Any) -> None:
    assert action_of(Told(said)) == kept
    assert action_of(Told(kept)) == kept


def test_an_invitation_needs_a_text_alone() -> None:
    kept = action_of(Told({"do": "invite", "text": "Hi"}))

    assert kept["text"] == SAID
    assert (kept["position"], kept["delay_s"], kept["accept"]) == ("corner", 0, {})


@pytest.mark.parametrize(
    ("said", "place", "why"),
    [
        ("open", "", "an object"),
        ({"do": "dance"}, "/do", "not known"),
        ({"do": "open", "window": 1}, "", "no field `window`"),
        ({"do": "invite"}, "/text", "missing"),
        ({"do": "invite", "text": {"": ""}}, "/text/", "1 to 500"),
        ({"do": "invite", "text": {"english": "Hi"}}, "/text", "no language"),
        ({"do": "invite", "text": "Hi", "position": "top"}, "/position", "`centre`"),
        ({"do": "invite", "text": "Hi", "image": "javascript:alert(1)"}, "/image", "https"),
        ({"do": "invite", "text": "Hi", "image": "//evil.test/a"}, "/image", "https"),
        ({"do": "invite", "text": "Hi", "skill": "sales"}, "/skill", "no id"),
        ({"do": "invite", "text": "Hi", "delay_s": 4000}, "/delay_s", "to 3600"),
        ({"do": "article", "title": "Hi", "link": "/\\evil.test"}, "/link", "https"),
        ({"do": "article", "title": "Hi"}, "/link", "a text"),
        ({"do": "button"}, "/show", "true or false"),
        ({"do": "route"}, "", "a skill, a group"),
        ({"do": "route", "skill": 5}, "/skill", "no id"),
        ({"do": "set", "name": "", "value": 1}, "/name", "1 to 64"),
        ({"do": "set", "name": "a", "value": None}, "/value", "no number"),
    ],
)
def test_what_cannot_be_done_is_refused_by_its_place(said: Any, place: str, why: str) -> None:
    with pytest.raises(BadRule) as refused:
        action_of(Told(said))

    assert refused.value.place == place
    assert why in refused.value.words
