"""Frames to browsers are of the types that the description promises."""

import json
from typing import get_args

import msgspec
import pytest

from chalicelib.handlers.events import AnyEvent
from tests.contracts.test_protocol import EVENTS
from tests.services.cast import end, join, start
from tests.stage import Stage

DECODER: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def test_the_types_are_the_protocols_events() -> None:
    assert {kind.__name__.lower() for kind in get_args(AnyEvent)} == set(EVENTS)


def test_every_frame_of_a_chat_is_of_its_type(stage: Stage) -> None:
    told: list[dict[str, object]] = []
    console = stage.open_agent(stage.add_agent("Ada", max_chats=1))
    chat, window = start(stage)
    start(stage, 1)
    join(stage, console, chat)
    for socket, client in ((window, "visitora"), (console, "adaaaaaa")):
        who = {"chat": chat, "client": client}
        told += stage.send(socket, action="post", **who, n=1, text="Hi", delivered=1, read=1)
        told += stage.send(socket, action="typing", **who, on=True)
        told += stage.send(socket, action="mark", **who, delivered=2, read=2, keep=True)
        told += stage.send(socket, action="post", **who, n=9, text="Gap")
        told += stage.send(socket, action="ping", ref="r")
    told += stage.send(window, action="page", chat=chat, client="visitora", url="u", title="t")
    told += stage.send(console, action="status", status="away")
    told += stage.send(console, action="hello")
    end(stage, chat)
    told += [frame for inbox in stage.inbox.values() for frame in inbox]

    seen = {type(DECODER.decode(json.dumps(frame))).__name__.lower() for frame in told}
    assert seen >= {"posted", "line", "typing", "marked", "page", "status", "welcome", "error"}


@pytest.mark.parametrize("frame", [{"event": "pong"}, {"event": "queue", "waiting": "1"}])
def test_the_types_are_strict(frame: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        DECODER.decode(json.dumps(frame))
