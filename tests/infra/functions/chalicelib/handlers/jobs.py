"""Jobs that write down what they were given."""

import json
import os


def remind(event, context):
    write(event)
    return {}


def sweep(event, context):
    write(event)


def expire(event, context):
    write(event)


def write(event):
    with open(os.environ["JOBS"], "a") as file:
        file.write(json.dumps(event) + "\n")
