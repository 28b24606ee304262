"""A socket that answers each frame by what the frame asks for."""

import json
import os
import time
import urllib.request


def connect(event, context):
    headers = event["headers"]
    protocols = headers.get("Sec-WebSocket-Protocol", "")
    if "ticket.bad" in protocols:
        return {"statusCode": 401}
    if "ticket.crash" in protocols:
        os._exit(1)
    if "ticket.early" in protocols:
        post(event, "too early")
    return {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "parley"}}


def message(event, context):
    if event["isBase64Encoded"]:
        post(event, json.dumps({"binary": event["body"]}))
        return {"statusCode": 200}
    body = event["body"]
    if body.startswith("raise"):
        raise ValueError("asked for")
    if body.startswith("exit"):
        os._exit(1)
    if body.startswith("slow"):
        time.sleep(float(body.split()[1]))
    if body.startswith("pid"):
        body = str(os.getpid())
    if body.startswith("big"):
        body = "x" * int(body.split()[1])
    if body.startswith("to "):
        body = str(post(event, "hello", body.split(" ", 1)[1]))
    if body.startswith("who"):
        body = json.dumps(event["requestContext"])
    if body.startswith("time"):
        body = str(context.get_remaining_time_in_millis())
    post(event, body)
    return {"statusCode": 200}


def disconnect(event, context):
    with open(os.environ["DISCONNECTS"], "a") as file:
        file.write(json.dumps(event["requestContext"]) + "\n")
    return {"statusCode": 200}


def post(event, text, connection=None):
    name = urllib.request.quote(connection or event["requestContext"]["connectionId"], safe="")
    url = f"{os.environ['PARLEY_SOCKET_ENDPOINT']}/@connections/{name}"
    request = urllib.request.Request(url, text.encode(), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
