"""Erasing a visitor, over HTTP."""

import pytest

from chalicelib.store import chats as chat_store
from tests.handlers.cast import VIEW, beacon, call
from tests.services.cast import vera
from tests.services.test_archive import LONG_AFTER, _aws, run, talk
from tests.services.test_messages import leave
from tests.stage import Stage

__all__ = ["_aws"]
ERASURES = "/v1/erasures"


@pytest.fixture(autouse=True)
def _boss(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    stage.add_agent("May", role="manager")


def asked(**fields: str) -> dict[str, str]:
    """What is asked for."""
    return {"visitor": vera(0), "reason": "They asked for it", **fields}


def test_a_receipt_says_what_was_removed_and_once_is_enough(stage: Stage) -> None:
    chat, _ = talk(stage)

    first = call("POST", ERASURES, asked(), key="k1")
    again = call("POST", ERASURES, asked(), key="k1")

    assert first.status == 201
    assert first.json == again.json
    assert (first.json["chats"], first.json["archived"]) == (1, 0)
    assert first.json["key"].startswith("demo/erasures/er_")
    assert chat_store.get(chat) is None


def test_all_of_it_goes_by_the_route_as_well(stage: Stage) -> None:
    beacon({**VIEW, "visitor": vera(0)})
    talk(stage, lines=30)
    stage.now += LONG_AFTER
    assert run(stage)
    beacon({**VIEW, "visitor": vera(0)})
    talk(stage, lines=30)
    leave(stage)

    found = call("POST", ERASURES, asked()).json

    told = [found[name] for name in ("chats", "visits", "messages", "archived")]
    assert told == [1, 1, 1, 1]


def test_who_may_not_erases_nobody(stage: Stage) -> None:
    chat, _ = talk(stage)

    answer = call("POST", ERASURES, asked(), by="ag_may")

    assert (answer.status, answer.json["code"]) == (403, "not_allowed")
    assert chat_store.get(chat) is not None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"visitor": "vr_" + "z" * 26}, 404),
        ({"visitor": "x' OR 1=1"}, 404),
        ({"visitor": ""}, 404),
        ({"reason": "  "}, 400),
        ({"reason": "x" * 201}, 400),
        ({"more": "x"}, 400),
    ],
)
def test_what_cannot_be_is_refused_and_removes_nothing(
    stage: Stage, fields: dict[str, str], status: int
) -> None:
    chat, _ = talk(stage)

    assert call("POST", ERASURES, asked(**fields)).status == status
    assert chat_store.get(chat) is not None
