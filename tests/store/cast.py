"""Agents and chats put straight into the tables, one account per test."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from chalicelib.domain.account import Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import Chat, Draft, Seat
from chalicelib.domain.ids import new_chat_id
from chalicelib.store import accounts, agents, chats, keys, routing
from chalicelib.store.chats import append
from chalicelib.store.writes import Write
from tests.domain.cast import a_chat

NOW = 1_800_000_000_000
VERA, ADA = "veraaaaa", "adaaaaaa"
_accounts: Iterator[int] = count(1)


def an_account() -> str:
    """The name of an account that nobody used yet."""
    return f"acct{next(_accounts)}"


def put_agent(account: str, name: str = "ada", **fields: Any) -> Agent:
    """An agent who is online with four slots, or otherwise."""
    blank = Agent(account, f"ag_{name}", name, "", "agent", 4, "", frozenset(), 0, 0, frozenset())
    agents.put(replace(blank, **{k: v for k, v in fields.items() if k == "max_chats"}), name)
    agents.set_status(blank, fields.get("status", "online"))
    return agents.arrive(blank, f"socket-{name}", fields.get("lease", NOW + 45_000))


def put_chat(account: str, at: int = NOW, *, visitor: str = "v") -> Chat:
    """A chat that waits since `at`, of a visitor of its own."""
    chat_id = new_chat_id(account)
    chat = a_chat(
        account=account,
        id=chat_id,
        state="waiting",
        visitor=f"vr_{visitor * 26}",
        agent="",
        agent_name="",
        fence=0,
        place=keys.back(at, chat_id),
        started=at,
        assigned=0,
        waiting_since=at,
        seq=0,
        lines=(),
        seats=(Seat(VERA, "v", "socket-vera", 0),),
    )
    routing.start(chat, "")
    return stored(chat)


def stored(chat: Chat) -> Chat:
    """The chat as it stands."""
    found = chats.get(chat.id)
    assert found
    return found


def write(chat: Chat, numbers: Iterator[int] | range, text: str = "line") -> Chat:
    """Lines of Vera's, by number; older ones rotate out as they do in the service."""
    for n in numbers:
        chat = append(chat.id, "socket-vera", Draft(VERA, n, f"{text} {n}"), NOW + n)
        chats.rotate(chat)
    return stored(chat)


def unnamed(account: str) -> Write:
    """That no routing rule came to name a thing meanwhile."""
    return accounts.ordering(Account(account, account, frozenset()), ())
