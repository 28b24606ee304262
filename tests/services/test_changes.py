"""How changes meet: again while others write, refused if somebody else was first."""

import pytest

from chalicelib.domain.error import Conflict, Outdated
from chalicelib.services.changes import ATTEMPTS, MOST_ANSWERED, fitting, insist, is_done, page
from chalicelib.store import audit as audit_store
from tests.services.cast import act
from tests.stage import Stage


def test_a_change_is_tried_again_while_others_write() -> None:
    tries: list[int] = []

    def attempt() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise Conflict("busy")
        return "done"

    assert insist(attempt) == "done"


def test_it_is_given_up_in_the_end() -> None:
    tries: list[int] = []

    def attempt() -> None:
        tries.append(1)
        raise Conflict("busy")

    with pytest.raises(Conflict, match="Try again"):
        insist(attempt)

    assert len(tries) == ATTEMPTS


def test_a_change_of_an_old_version_is_ours_or_too_late(stage: Stage) -> None:
    ours, theirs = (act().entry("x", "thing") for _ in range(2))
    audit_store.put(ours)

    assert not is_done(3, "3", theirs)
    assert is_done(4, "3", ours)
    with pytest.raises(Outdated):
        is_done(4, "3", theirs)


def test_a_list_comes_in_parts_that_miss_and_repeat_nothing() -> None:
    things = ["d", "a", "c", "b"]

    first = page(things, str, "", 3)
    second = page(things, str, first.next, 3)

    assert (first.items, first.next) == (["a", "b", "c"], "c")
    assert (second.items, second.next) == (["d"], "")
    assert page(things, str, "", 4).next == ""
    assert page([], str, "x", 4).items == []


def test_an_answer_holds_what_has_room_and_goes_on() -> None:
    assert fitting([1, 2, 3], lambda _: MOST_ANSWERED // 2) == [1, 2]
    assert fitting([1, 2, 3], lambda _: MOST_ANSWERED * 2) == [1]
    assert fitting([], lambda _: 1) == []
