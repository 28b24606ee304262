"""The second wall: every kind of call, with the code above it as wrong as can be."""

from collections.abc import Iterator

import pytest
from pynamodb.transactions import TransactWrite

from chalicelib.domain.error import NotAllowed
from chalicelib.store import agents, chats, idempotency, keys, visitors, wall
from chalicelib.store.table import connection
from chalicelib.store.tables import AccountItem, AgentItem, ChatItem, SignInItem
from chalicelib.store.wall import SHARED, Touched
from tests.services.cast import start
from tests.stage import Stage


@pytest.fixture
def chat(stage: Stage) -> Iterator[str]:
    """A chat of the account `demo`, while a request of another account is served."""
    stage.add_agent("Ada")
    chat, _ = start(stage)
    wall.confine("demo2")
    yield chat
    wall.confine("")


def test_no_kind_of_call_leaves_the_account(chat: str) -> None:
    calls = [
        lambda: chats.get(chat),
        lambda: chats.get_seats(chat),
        lambda: chats.get_many([chat]),
        lambda: chats.ended("demo", 0, ""),
        lambda: chats.earlier("demo", "vr_x"),
        lambda: chats.set_page(chat, "visitora", "socket1=", "u", "t"),
        lambda: agents.get("demo", "ag_ada"),
        lambda: agents.of_account("demo"),
        lambda: visitors.get("demo", "vr_x"),
        lambda: ada().save(),
        lambda: AgentItem("demo", "ag_ada").delete(),
        lambda: list(ChatItem.scan()),
        lambda: idempotency.forget("demo#agent#ag_ada#x"),
        transact,
        batch,
    ]

    for call in calls:
        with pytest.raises(NotAllowed):
            call()  # type: ignore[no-untyped-call]


def ada() -> AgentItem:
    """An agent of the account `demo`."""
    return AgentItem("demo", "ag_new", name="Ada", email="", role="agent", max_chats=1)


def transact() -> None:
    """A transaction of which one part is another account's."""
    with TransactWrite(connection=connection()) as transaction:
        transaction.update(AccountItem("demo2"), [AccountItem.name.set("x")])
        transaction.update(AccountItem("demo"), [AccountItem.name.set("x")])


def batch() -> None:
    """A batch of which one part is another account's."""
    with AgentItem.batch_write() as written:
        written.save(ada())


def test_an_account_whose_id_begins_with_anothers_is_another(chat: str) -> None:
    wall.confine("dem")

    with pytest.raises(NotAllowed):
        chats.get(chat)


def test_the_own_account_and_what_is_shared_are_reached(chat: str) -> None:
    wall.confine("demo")

    assert chats.get(chat)
    assert agents.of_account("demo")
    assert chats.ended("demo", 0, "") == ([], False)
    SignInItem("somebody", account="demo", agent="ag_ada").save()


@pytest.mark.parametrize(
    ("key", "allowed"),
    [
        ("demo", True),
        ("demo#x", True),
        ("demo2", False),
        ("demo2#x", False),
        ("dem", False),
        ("", False),
        ("*", False),
        ("x#demo", False),
        ("DEMO#x", False),
    ],
)
def test_the_rule_is_that_of_leading_keys(key: str, allowed: bool) -> None:
    assert wall.allows("demo", Touched("test-chats", key)) is allowed


def test_only_tables_with_keys_of_our_own_making_are_shared() -> None:
    by_account = {keys.below("demo", "x"), "demo"}

    assert all(not wall.allows("other", Touched("test-agents", key)) for key in by_account)
    assert "chats" not in SHARED
