"""Visitors and agents at work on a stage, in the words of the tests."""

from typing import Any

from chalicelib.domain.agent import Agent
from chalicelib.store import agents
from tests.stage import Stage

SECOND = 1_000
MINUTE = 60_000


def vera(index: int) -> str:
    """The id of one of many visitors."""
    return "vr_" + "abcdefghijklmnopqrstuvwxyz"[index] * 26


def start(stage: Stage, index: int = 0, **fields: Any) -> tuple[str, str]:
    """A visitor starts a chat: its id and their socket."""
    socket = stage.open_visitor(vera(index))
    client = f"visitor{'abcdefghijklmnopqrstuvwxyz'[index]}"
    frames = stage.send(socket, action="start", client=client, name=f"Visitor {index}", **fields)
    return frames[0]["chat"]["id"], socket


def join(stage: Stage, socket: str, chat: str, client: str = "adaaaaaa") -> dict[str, Any]:
    """Join a chat; the answer."""
    (joined, *_) = stage.send(socket, action="join", chat=chat, client=client)
    return joined


def end(stage: Stage, chat: str, index: int = 0) -> None:
    """The visitor ends their chat."""
    client = f"visitor{'abcdefghijklmnopqrstuvwxyz'[index]}"
    socket = stage.open_visitor(vera(index))
    stage.send(socket, action="join", chat=chat, client=client)
    stage.send(socket, action="end", chat=chat, client=client)


def agent(name: str) -> Agent:
    """An agent as they are stored."""
    found = agents.get("demo", name)
    assert found
    return found
