"""Rules of an account: many of them, in their order, and as the tag gets them."""

import json
from typing import Any

import pytest

from chalicelib.domain.audit import command
from chalicelib.domain.error import BadRule, NoSuchRule
from chalicelib.services import accounts, publishing, rules
from chalicelib.store import rules as rule_store
from tests.stage import START, Stage

OPEN: list[Any] = [{"do": "open"}]
BANNER = {"name": "Sale", "enabled": True, "actions": [{"do": "banner", "text": {"en": "Sale"}}]}


def act(seed: str) -> Any:
    return command("demo", "Ada", START, seed)


def test_a_rule_of_another_account_is_none_of_ours(stage: Stage) -> None:
    accounts.open_account(account="acme", name="Acme", origins=[])
    rules.create(command("acme", "Eve", START, "x"), {"name": "Theirs", "actions": OPEN})
    (theirs,) = rule_store.read("acme").rules

    assert rules.listed("demo", "", 10).rules == ()
    with pytest.raises(NoSuchRule):
        rules.get("demo", str(theirs["id"]))


def test_drafts_get_numbers_behind_those_that_have_one(stage: Stage) -> None:
    found = rules.drafted("demo", [BANNER, {**BANNER, "number": 7}, BANNER], START)

    assert sorted(json.loads(found.offers)) == ["7", "8", "9"]


def test_one_draft_counts_as_enabled(stage: Stage) -> None:
    found = rules.draft("demo", {**BANNER, "enabled": False}, START)

    assert "Sale" in found.offers
    assert "Sale" not in found.engine


def test_of_a_draft_that_cannot_be_its_place_is_told(stage: Stage) -> None:
    wrong = {**BANNER, "when": {"on": "moon"}}
    with pytest.raises(BadRule) as one:
        rules.draft("demo", wrong, START)
    with pytest.raises(BadRule) as many:
        rules.drafted("demo", [BANNER, wrong], START)

    assert one.value.place == "/when/on"
    assert many.value.place == "/rules/1/when/on"


def test_a_thousand_rules_are_kept_listed_and_changed(stage: Stage) -> None:
    book = rule_store.read("demo")
    one = rules.create(act("one"), BANNER).value
    many = [{**one, "id": f"ru_{number:026d}", "number": number} for number in range(1, 1_001)]
    publishing.save(rule_store.read("demo"), many, act("m").entry("config.apply", "x"))
    rules.change(act("c"), f"ru_{500:026d}", "1", {"name": "Other"})
    page = rules.listed("demo", "", 400)
    behind = rules.listed("demo", page.next, 400)

    assert book.version == 0
    assert (page.total, len(page.rules), len(behind.rules)) == (1_000, 400, 400)
    assert [one.number for one in publishing.compare("demo", 3, 2).rules] == [500]
    assert rule_store.head("demo").next == 1_001
