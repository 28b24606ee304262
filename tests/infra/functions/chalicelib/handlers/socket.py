"""A socket that answers each frame by what the frame asks for."""

import json
import os
import time
import urllib.error
import urllib.request
from urllib.parse import quote


def connect(event, context):
    protocols = event["headers"].get("Sec-WebSocket-Protocol", "")
    if "ticket.bad" in protocols:
        return {"statusCode": 401}
    if "ticket.crash" in protocols:
        os._exit(1)
    status = post(event, "too early") if "ticket.early" in protocols else 0
    note("CONNECTS", {**event, "early": status})
    return {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "parley"}}


def message(event, context):
    if event["isBase64Encoded"]:
        post(event, json.dumps({"binary": event["body"]}))
        return {"statusCode": 200}
    word, _, rest = event["body"].partition(" ")
    if word == "answer":
        return {"statusCode": 200, "body": rest}
    answer = COMMANDS.get(word, echo)
    post(event, answer(rest or word, event, context))
    note("MESSAGES", event)
    return {"statusCode": 200}


def disconnect(event, context):
    note("DISCONNECTS", event)
    return {"statusCode": 200}


def echo(rest, event, context):
    return rest


def fail(rest, event, context):
    raise ValueError("asked for")


def leave(rest, event, context):
    os._exit(1)


def slow(rest, event, context):
    time.sleep(float(rest))  # the slowness is what is tested
    return f"slept {rest}"


COMMANDS = {
    "fail": fail,
    "leave": leave,
    "slow": slow,
    "pid": lambda rest, event, context: str(os.getpid()),
    "big": lambda rest, event, context: "x" * int(rest),
    "to": lambda rest, event, context: str(post(event, "hello", rest)),
    "status": lambda rest, event, context: str(post(event, "x" * int(rest))),
    "who": lambda rest, event, context: json.dumps(event["requestContext"]),
    "time": lambda rest, event, context: str(context.get_remaining_time_in_millis()),
}


def post(event, text, connection=None):
    name = quote(connection or event["requestContext"]["connectionId"], safe="")
    url = f"{os.environ['PARLEY_SOCKET_ENDPOINT']}/@connections/{name}"
    request = urllib.request.Request(url, text.encode(), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def note(variable, event):
    with open(os.environ[variable], "a") as file:
        file.write(json.dumps(event) + "\n")
