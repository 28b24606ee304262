"""What a stage's state file tells; that a lost one is found again: test_rollout.py."""

import json
from pathlib import Path

from infra.aws.deploy import deployed

RESOURCES = [
    {"name": "rest_api", "rest_api_id": "rest1"},
    {"name": "websocket_api", "websocket_api_id": "sockets1"},
    {"name": "remind-sqs-event-source", "event_uuid": "mapping1"},
    {"name": "remind", "lambda_arn": "arn:remind"},
    {"name": "api_handler", "lambda_arn": "arn:api"},
    {"name": "remind_role", "role_arn": "arn:role"},
]


def test_ids_are_read_from_the_state_file(tmp_path: Path) -> None:
    file = deployed.state_file(tmp_path, "dev")
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"resources": RESOURCES}))

    assert deployed.read(tmp_path, "dev") == deployed.Deployed(
        rest_api="rest1",
        socket_api="sockets1",
        functions={"api_handler": "parley-dev", "remind": "parley-dev-remind"},
        mapping="mapping1",
    )


def test_without_one_nothing_is_deployed(tmp_path: Path) -> None:
    assert deployed.read(tmp_path, "dev") == deployed.Deployed("", "", {}, "")
