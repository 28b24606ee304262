"""The description of the socket: it names all frames, and its parts are there."""

import json
import re
from typing import get_args

from chalicelib.handlers.asyncapi import document
from chalicelib.handlers.events import AnyEvent
from chalicelib.handlers.frames import AnyFrame
from tests.handlers.cast import ask


def test_all_frames_of_both_directions_are_described() -> None:
    messages = document()["components"]["messages"]

    actions = {f"Action{kind.__name__}" for kind in get_args(AnyFrame)}
    events = {f"Event{kind.__name__}" for kind in get_args(AnyEvent)}
    assert set(messages) == actions | events


def test_all_that_is_referred_to_is_there() -> None:
    text = json.dumps(document())
    found = set(re.findall(r'"\$ref": "#/([^"]+)"', text))

    for reference in found:
        part: object = document()
        for name in reference.split("/"):
            assert isinstance(part, dict), reference
            part = part[name]


def test_it_is_asked_for_without_signing_in() -> None:
    answer = ask("GET", "/v1/asyncapi.json")

    assert (answer.status, answer.json["asyncapi"]) == (200, "3.0.0")
