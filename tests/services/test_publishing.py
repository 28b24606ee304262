"""Versions of the tag: one for each change, the way back, and who makes good what was not done."""

from contextvars import Context
from typing import Any
from unittest import mock

import pytest

from chalicelib.domain.audit import command
from chalicelib.domain.deadline import PUBLISHING
from chalicelib.domain.error import Conflict, NoSuchVersion, Outdated
from chalicelib.domain.event import Remind, TagChanged
from chalicelib.domain.record import Record
from chalicelib.outbound import publishing as outbound
from chalicelib.services import accounts, publishing, rules
from chalicelib.store import rules as rule_store
from tests.stage import START, Stage

OPEN: list[Any] = [{"do": "open"}]


def act(seed: str, now: int = START) -> Any:
    return command("demo", "Ada", now, seed)


def make(name: str, **fields: Any) -> Record:
    told = {"name": name, "when": {"all": []}, "actions": OPEN, **fields}
    return rules.create(act(name), told).value


def names() -> list[object]:
    return [rule["name"] for rule in rule_store.read("demo").rules]


def noted(version: int) -> None:
    """The CDN has it."""
    found = rule_store.version("demo", version)
    assert found
    rule_store.note_published(found._replace(published=START))


def test_a_change_is_published_and_looked_after(stage: Stage) -> None:
    outcome = rules.create(act("x"), {"name": "Cart", "actions": OPEN})
    changed, remind = outcome.events

    assert changed == TagChanged("demo")
    assert isinstance(remind, Remind)
    assert [(one.kind, one.account) for one in stage.due()] == [(PUBLISHING, "demo")]
    assert remind.deadline in stage.due()


def test_whoever_dies_before_the_cdn_has_it_is_made_good_for(stage: Stage) -> None:
    make("Cart")
    stage.pass_time(publishing.LOOK_MS)
    stage.pass_time(publishing.LOOK_AGAIN_MS)
    assert stage.published == ["demo", "demo"], "as long as it does not succeed"

    noted(1)
    stage.pass_time(publishing.LOOK_AGAIN_MS)
    stage.pass_time(publishing.LOOK_AGAIN_MS)
    assert stage.published == ["demo", "demo"]
    assert stage.due() == []


def test_a_reminder_finds_it_before_the_sweep(stage: Stage) -> None:
    make("Cart")
    (deadline,) = stage.due()
    stage.now = deadline.due
    stage.remind(deadline)

    assert stage.published == ["demo"]


def test_an_account_whose_tag_is_there_is_left_alone(stage: Stage) -> None:
    make("Cart")
    noted(1)
    stage.pass_time(publishing.LOOK_MS)

    assert stage.published == []
    assert stage.due() == []


def test_a_failed_publication_stays_due(stage: Stage) -> None:
    make("Cart")
    with mock.patch.object(outbound, "publish", side_effect=Conflict("busy")):
        stage.pass_time(publishing.LOOK_MS)

    assert [one.kind for one in stage.due()] == [PUBLISHING]


def test_every_change_is_a_version_with_who_and_what(stage: Stage) -> None:
    first = make("First")
    rules.change(act("c", START + 1), str(first["id"]), "1", {"enabled": True})
    make("Second")
    book = rule_store.read("demo")
    order = [str(rule["id"]) for rule in book.rules][::-1]
    rules.reorder(act("o", START + 3), "3", order)
    rules.remove(act("r", START + 4), str(first["id"]))
    found = publishing.versions("demo", 0, 4)

    assert [(one.number, one.action, one.total) for one in found.items] == [
        (5, "rule.remove", 1), (4, "rule.order", 2), (3, "rule.create", 2), (2, "rule.change", 1)
    ]  # fmt: skip
    assert found.next == "2"
    assert [one.number for one in publishing.versions("demo", 2, 4).items] == [1]
    assert {one.by_name for one in found.items} == {"Ada"}
    kinds = [
        [change.kind for change in publishing.compare("demo", number, -1).rules]
        for number in range(1, 6)
    ]
    assert kinds == [["added"], ["changed"], ["added"], ["moved"], ["removed"]]
    assert [one.kind for one in publishing.compare("demo", 5, 1).rules] == ["added", "removed"]


def test_a_change_that_changes_nothing_is_no_version(stage: Stage) -> None:
    made = make("Cart")
    rules.change(act("c"), str(made["id"]), "1", {"name": "Cart"})

    assert rule_store.head("demo").version == 1


def test_rules_come_back_as_they_were_as_a_new_version(stage: Stage) -> None:
    first, second = make("First"), make("Second")
    rules.change(act("c"), str(first["id"]), "1", {"name": "Changed"})
    rules.remove(act("r"), str(second["id"]))
    make("Third")
    back = publishing.restore(act("b"), 2).value
    again = publishing.restore(act("b"), 2).value

    assert names() == ["First", "Second"]
    assert back.number == again.number == rule_store.head("demo").version == 6
    assert publishing.compare("demo", 6, 2).rules == []
    with pytest.raises(Outdated):
        rules.change(act("late"), str(first["id"]), "3", {"name": "Of the version in between"})
    rules.change(act("now"), str(first["id"]), "6", {"name": "Of what came back"})
    assert make("Fourth")["number"] == 4, "no number is used twice"
    with pytest.raises(NoSuchVersion):
        publishing.restore(act("n"), 99)


def test_two_who_save_at_once_both_are_heard(stage: Stage) -> None:
    """Ben saves between Ada's reading and her writing: she reads again, and neither is lost."""
    keep = rule_store.keep
    meanwhile = [lambda: make("Ben's")]

    def kept(*given: Any) -> Any:
        while meanwhile:
            Context().run(meanwhile.pop())
        return keep(*given)

    with mock.patch.object(rule_store, "keep", kept):
        made = make("Ada's")

    assert names() == ["Ben's", "Ada's"]
    assert made["number"] == made["version"] == 2


def test_a_lost_answer_makes_no_second_rule(stage: Stage) -> None:
    first = make("Cart")
    changed = rules.change(act("c"), str(first["id"]), "1", {"name": "Other"}).value
    again = rules.change(act("c"), str(first["id"]), "1", {"name": "Other"}).value
    rules.remove(act("r"), str(first["id"]))
    rules.remove(act("r"), str(first["id"]))

    assert again == changed
    assert rule_store.head("demo").version == 3


def test_settings_of_the_tag_are_in_its_versions(stage: Stage) -> None:
    make("Cart")
    outcome = accounts.change(act("s"), "0", {"rules_control": 5})
    other = accounts.change(act("t", START + 1), "1", {"max_chats": 5})
    found = publishing.compare("demo", 2, -1)

    assert TagChanged("demo") in outcome.events
    assert TagChanged("demo") not in other.events
    assert (found.rules, found.settings) == ([], [("rules_control", 0, 5)])
    assert rule_store.head("demo").version == 2
    assert names() == ["Cart"]
