"""Visitors and agents at work on a stage, in the words of the tests."""

from itertools import count
from typing import Any

from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import Act
from chalicelib.domain.event import Outcome
from chalicelib.domain.role import BUILT_IN
from chalicelib.domain.speaker import AGENT, Speaker
from chalicelib.services import access, accounts
from chalicelib.services import agents as agent_service
from chalicelib.services.agents import Profile
from chalicelib.store import agents
from tests.stage import START, Frame, Stage

SECOND = 1_000
_seeds = count(1)
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


def act(role: str = "admin", now: int = START, *, by: str = "ag_boss", **fields: Any) -> Act:
    """Something that an agent of a built-in role asks for."""
    speaker = Speaker("demo", AGENT, by, by.removeprefix("ag_").capitalize(), BUILT_IN[role])
    return Act(speaker._replace(**fields), now, "203.0.113.9", f"seed{next(_seeds)}")


def set_limit(agent_id: str, max_chats: int, now: int = START) -> Outcome[Agent]:
    """An admin sets how many chats an agent takes."""
    etag = str(agent(agent_id).version)
    return agent_service.change(act(now=now), agent_id, etag, Profile(max_chats=max_chats))


def set_up(**told: Any) -> None:
    """An admin changes settings of the account."""
    accounts.change(act(), str(accounts.get("demo").version), told)
    access._settings.clear()


def code(frames: list[Frame]) -> str:
    """Why the last of these refuses."""
    return str(frames[-1]["code"])


def talk(stage: Stage, **ada: Any) -> tuple[str, str, str]:
    """Vera talks with Ada: the chat, Ada's console, Vera's window."""
    console = stage.open_agent(stage.add_agent("Ada", **ada))
    chat, window = start(stage)
    join(stage, console, chat)
    line = {"chat": chat, "client": "visitora", "n": 1, "text": "My fern is dying"}
    stage.send(window, action="post", **line)
    return chat, console, window
