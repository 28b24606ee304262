"""Who is on the site, at a bounded cost, and invitations by hand."""

import json
from contextlib import suppress
from typing import Any
from unittest import mock

import pytest

from chalicelib.domain.error import Conflict, NoSuchVisitor
from chalicelib.domain.invitation import told_as
from chalicelib.domain.live import Asked
from chalicelib.domain.visit import SILENCE_MS, Beside, PageView
from chalicelib.services import access, audit, changes, visitors
from chalicelib.store import accounts as account_store
from chalicelib.store import audit as audit_store
from chalicelib.store import beacons, reads
from tests.handlers.cast import VIEW, VISIT, VISITOR, beacon
from tests.services.cast import act, start, vera
from tests.stage import SHOP, Stage


def seen(stage: Stage, index: int, page: int = 1, **fields: object) -> str:
    """One of many visitors sees a page; their visit."""
    visit = "vs_" + "abcdefghijklmnopqrstuvwxyz"[index] * 26
    beacons.put_view(
        "demo",
        vera(index),
        visit,
        PageView(page, f"{SHOP}/{index % 2}?i={index}", f"Page {index % 2}", stage.now, **fields),  # type: ignore[arg-type]
        Beside(),
    )
    return visit


def ids(found: visitors.Live) -> list[str]:
    """The visits of a list."""
    return [one.visit.id for one in found.items]


def test_who_is_here_comes_in_the_order_asked_for_part_by_part(stage: Stage) -> None:
    made = []
    for index in range(5):
        stage.now += 1_000
        made.append(seen(stage, index, page=9 - index))

    first = visitors.listed("demo", Asked(limit=2), stage.now)
    before, _, visit = first.next.partition(".")
    rest = visitors.listed("demo", Asked(limit=9, before=int(before), visit=visit), stage.now)

    assert ids(first) + ids(rest) == made[::-1]
    assert (rest.next, first.total, first.matching, first.exact) == ("", 5, 5, True)
    assert ids(visitors.listed("demo", Asked("pages"), stage.now)) == made
    assert ids(visitors.listed("demo", Asked("time"), stage.now)) == made
    assert visitors.listed("demo", Asked(), stage.now + SILENCE_MS).items == []


def test_pages_are_counted_the_fullest_first(stage: Stage) -> None:
    for index in range(5):
        seen(stage, index)

    found = visitors.pages("demo", Asked(), stage.now)

    assert found == ([(f"{SHOP}/0", "Page 0", 3), (f"{SHOP}/1", "Page 1", 2)], 5, True)


def test_who_waits_and_who_chats_is_said_and_asked_for(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada", max_chats=1))
    chatting, waiting, browsing = (seen(stage, index) for index in range(3))
    chats = []
    for index, visit in ((0, chatting), (1, waiting)):
        socket = stage.open_visitor(vera(index), visit)
        client = f"visitor{'ab'[index]}"
        frames = stage.send(socket, action="start", client=client, name=f"V{index}")
        chats.append(frames[0]["chat"]["id"])

    states = {
        one.visit.id: (one.state, one.chat)
        for one in visitors.listed("demo", Asked(), stage.now).items
    }

    assert states == {
        chatting: ("chatting", chats[0]),
        waiting: ("waiting", chats[1]),
        browsing: ("browsing", ""),
    }
    for state, visit in (("chatting", chatting), ("waiting", waiting)):
        assert ids(visitors.listed("demo", Asked(state=state), stage.now)) == [visit]
    assert ids(visitors.listed("demo", Asked(state="browsing"), stage.now)) == [browsing]


def test_an_invitation_is_told_to_tags_and_with_the_next_view_until_it_is_shown(
    stage: Stage,
) -> None:
    stage.add_agent("Boss", role="admin")
    beacon(VIEW)

    outcome = visitors.invite(act(), VISITOR, VISIT, "May I help?")

    (told,) = access.account("demo", stage.now).invited
    assert told[:2] == (told_as(VISIT), outcome.value.id)
    changed = [event for event in outcome.events if type(event).__name__ == "AvailabilityChanged"]
    assert changed[0].told["invited"] == [[told_as(VISIT), outcome.value.id]]  # type: ignore[union-attr]
    answer = beacon({**VIEW, "page": 2}).json["invitation"]
    assert (answer["id"], answer["text"]) == (outcome.value.id, "May I help?")
    shown = {"rule": 0, "state": "shown", "at": 1}
    assert "invitation" not in beacon({**VIEW, "page": 2, "engagements": [shown]}).json
    assert "invitation" not in beacon({**VIEW, "page": 3}).json
    visitors.invite(act(), VISITOR, VISIT, "Again?")
    assert beacon({**VIEW, "page": 3}).json["invitation"]["text"] == "Again?"


def test_a_withdrawn_invitation_is_told_no_more(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    beacon(VIEW)
    visitors.invite(act(), VISITOR, VISIT, "May I help?")

    visitors.withdraw(act()._replace(at=stage.now + 1), VISITOR)

    assert access.account("demo", stage.now).invited == ()
    assert "invitation" not in beacon({**VIEW, "page": 2}).json
    done = [one.action for one in audit.entries("demo", "", 10, stage.now).items]
    assert done == ["visitor.withdraw", "visitor.invite"]


def test_only_who_is_here_and_not_in_a_chat_is_invited(stage: Stage) -> None:
    with pytest.raises(NoSuchVisitor):
        visitors.invite(act(), VISITOR, VISIT, "Hi")
    beacon(VIEW)
    with pytest.raises(NoSuchVisitor):
        visitors.invite(act(), vera(1), VISIT, "Hi")
    start(stage, 21)
    with pytest.raises(Conflict):
        visitors.invite(act(), VISITOR, VISIT, "Hi")
    stage.now += SILENCE_MS + 1
    with pytest.raises(NoSuchVisitor):
        visitors.invite(act()._replace(at=stage.now), VISITOR, VISIT, "Hi")


def test_a_visitor_is_known_over_all_their_visits(stage: Stage) -> None:
    with pytest.raises(NoSuchVisitor):
        visitors.known("demo", VISITOR)
    for letter in "st":
        stage.now += 1_000
        beacon({**VIEW, "visit": "vs_" + letter * 26})
    chat, _ = start(stage, 21)

    found, last_chat, latest = visitors.known("demo", VISITOR)

    assert (found.visits, found.chats, found.name, last_chat) == (2, 1, "Visitor 21", stage.now)
    assert (found.first_seen, found.last_seen) == (stage.now - 1_000, stage.now)
    assert [one.id for one in latest] == ["vs_" + "t" * 26, "vs_" + "s" * 26]
    assert chat == found.chat


def test_recorded_visits_come_day_by_day(stage: Stage) -> None:
    for index in range(3):
        stage.now += 1_000
        seen(stage, index)

    day = stage.now - stage.now % 86_400_000
    first = visitors.recorded("demo", day, stage.now + 1, "", 2)
    rest = visitors.recorded("demo", day, stage.now + 1, first.next, 2)

    assert [one.visitor for one in [*first.items, *rest.items]] == [vera(2), vera(1), vera(0)]
    assert rest.next == ""
    assert json.dumps(first.items[0].pages[0].url) == f'"{SHOP}/0?i=2"'


def test_what_is_read_does_not_grow_with_who_is_not_shown(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitors, "PER_SHARD", 3)
    monkeypatch.setattr(visitors, "SAMPLE", 40)
    read: list[int] = []
    queried = reads.listed

    def counted(*asked: Any, **more: Any) -> Any:
        found = queried(*asked, **more)
        read.append(len(found))
        return found

    for index in range(200):
        stage.now += 10
        letters = "abcdefghij"
        name = letters[index // 100] + letters[index // 10 % 10] + letters[index % 10]
        page = PageView(1, f"{SHOP}/{index % 2}", "", stage.now)
        visitor, visit = f"vr_{name * 8}aa", f"vs_{name * 8}aa"
        beacons.put_view("demo", visitor, visit, page, Beside())
    monkeypatch.setattr(reads, "listed", counted)

    first = visitors.listed("demo", Asked(limit=20), stage.now)
    cost = len(read), sum(read)

    assert cost <= (17, 16 * 3 + 40)
    assert not first.exact
    assert 100 < first.total < 320
    assert first.total % 16 == 0
    walked, cursor = ids(first), first.next
    while cursor:
        before, _, visit = cursor.partition(".")
        part = visitors.listed("demo", Asked(limit=20, before=int(before), visit=visit), stage.now)
        walked, cursor = walked + ids(part), part.next
    assert len(walked) == len(set(walked)) == 200
    counted_pages = visitors.pages("demo", Asked(), stage.now)
    assert sum(one[2] for one in counted_pages.items) == counted_pages.total == first.total


def test_a_card_for_a_carts_value_is_left_out_and_the_list_stands(stage: Stage) -> None:
    told = {"kind": "cart", "at": 1, "value": 4111111111111111, "items": 2}
    beacon({**VIEW, "events": [told]})

    live = visitors.listed("demo", Asked(sort="cart"), stage.now)

    assert [one.visit.cart for one in live.items] == [{"items": 2}]


def test_what_another_process_told_a_moment_ago_is_withdrawn_too(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    beacon(VIEW)
    known = access.account("demo", stage.now)
    visitors.invite(act(), VISITOR, VISIT, "May I help?")

    with mock.patch.object(access, "account", return_value=known):
        visitors.withdraw(act()._replace(at=stage.now + 1), VISITOR)

    stands = account_store.get("demo", consistent=True)
    assert stands
    assert stands.invited == ()


def test_visits_too_large_for_one_answer_come_in_parts(stage: Stage) -> None:
    for n in range(3):
        stage.now += 1
        beacon({**VIEW, "visit": f"vs_{'abc'[n] * 26}"})
    begin = stage.now - stage.now % 86_400_000

    with mock.patch.object(changes, "MOST_ANSWERED", 100):
        first = visitors.recorded("demo", begin, stage.now + 1, "", 100)
        second = visitors.recorded("demo", begin, stage.now + 1, first.next, 100)

    assert [one.id[3] for one in (*first.items, *second.items)] == ["c", "b"]
    assert second.next


def test_visits_of_one_moment_are_not_lost_between_two_parts(stage: Stage) -> None:
    for n in range(4):
        stage.now += n == 1
        beacon({**VIEW, "visit": f"vs_{'abcd'[n] * 26}"})
    begin = stage.now - stage.now % 86_400_000
    stage.now += 1
    beacon({**VIEW, "visit": f"vs_{'e' * 26}"})
    told: list[str] = []
    after = ""
    while True:
        part = visitors.recorded("demo", begin, stage.now + 1, after, 3)
        told += [one.id[3] for one in part.items]
        after = part.next
        if not after:
            break

    assert sorted(told) == ["a", "b", "c", "d", "e"]


def test_nobody_is_invited_without_a_note_of_it(stage: Stage) -> None:
    beacon(VIEW)
    with (
        mock.patch.object(audit_store, "put", side_effect=OSError),
        suppress(OSError),
    ):
        visitors.invite(act(), VISITOR, VISIT, "May I help?")

    assert "invitation" not in beacon({**VIEW, "page": 2}).json
