"""The socket described by itself: AsyncAPI 3.0 from the types of its frames. Asked by anybody."""

from functools import cache
from typing import Any, get_args

import msgspec
from chalice.app import Blueprint, Request

from chalicelib.handlers import boundary, frames
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.events import AnyEvent
from chalicelib.handlers.reference import Shape

bp = Blueprint(__name__)
# What answers what; the rest of the events come unasked.
_ANSWERS = {
    "Ping": "Pong",
    "Hello": "Welcome",
    "Start": "Joined",
    "Join": "Joined",
    "Post": "Posted",
    "Watch": "Joined",
}


@bp.route("/v1/asyncapi.json", methods=["GET"])
@boundary.rest(bp)
def get_description(request: Request, now: int) -> Reply:
    """The description, for tools."""
    return Reply(document(), headers={"Cache-Control": "public, max-age=300"})


@cache
def document() -> Shape:
    """AsyncAPI 3.0 of both directions of the socket."""
    actions, events = get_args(frames.AnyFrame), get_args(AnyEvent)
    asked, told = _schemas(actions, "Action"), _schemas(events, "Event")
    messages = _messages(actions, "Action") | _messages(events, "Event")
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Parley's socket", "version": "1.0.0"},
        "defaultContentType": "application/json",
        "channels": {
            "socket": {
                "address": "/socket",
                "description": "Opened with the subprotocols `parley` and `ticket.TICKET`.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
            }
        },
        "operations": {
            f"{'receive' if name.startswith('Action') else 'send'}{name}": _operation(name)
            for name in messages
        },
        "components": {"messages": messages, "schemas": asked | told},
    }


def _schemas(kinds: tuple[Any, ...], prefix: str) -> Shape:
    """Both directions have a Page: each gets its direction's name in front."""
    template = f"#/components/schemas/{prefix}{{name}}"
    _, components = msgspec.json.schema_components(kinds, ref_template=template)
    return {f"{prefix}{name}": shape for name, shape in components.items()}


def _messages(kinds: tuple[Any, ...], prefix: str) -> Shape:
    return {
        f"{prefix}{kind.__name__}": {
            "name": kind.__name__.lower(),
            "summary": (kind.__doc__ or "").split("\n")[0] if prefix == "Event" else "",
            "payload": {"$ref": f"#/components/schemas/{prefix}{kind.__name__}"},
        }
        for kind in kinds
    }


def _operation(name: str) -> Shape:
    channel = {"$ref": "#/channels/socket"}
    message = [{"$ref": f"#/channels/socket/messages/{name}"}]
    if not name.startswith("Action"):
        return {"action": "send", "channel": channel, "messages": message}
    operation: Shape = {"action": "receive", "channel": channel, "messages": message}
    answer = _ANSWERS.get(name.removeprefix("Action"))
    if answer:
        said = (answer, "Error")
        replies = [{"$ref": f"#/channels/socket/messages/Event{kind}"} for kind in said]
        operation["reply"] = {"channel": channel, "messages": replies}
    return operation
