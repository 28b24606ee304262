"""What the functions are told, as it becomes known."""

import json

from infra.aws.deploy import deployed
from infra.aws.deploy.environment import environment
from infra.aws.deploy.policies import Place, account_policy, policy

PLACE = Place("dev", "eu-central-1", "123456789012")
GROUND = {
    "CdnBucket": "cdn",
    "ArchiveBucket": "archive",
    "RemindersUrl": "https://sqs/reminders",
    "UserPoolId": "eu-central-1_x",
    "UserPoolClient": "client",
    "KeyArn": "arn:aws:kms:eu-central-1:1:key/0a1b",
}
NOTHING = deployed.of([], "dev")
MADE = NOTHING._replace(socket_api="abc")


def test_before_the_first_deployment_there_are_no_sockets() -> None:
    told = environment(PLACE, GROUND, {}, NOTHING, [])

    assert told["PARLEY_TABLES"] == "parley-dev-"
    assert not [name for name in told if "SOCKET" in name or "ORIGIN" in name]


def test_after_a_restore_functions_use_the_restored_tables_and_no_others() -> None:
    place = PLACE._replace(tables="parley-dev-r1-")
    allowed = json.dumps([policy("websocket_message", place), account_policy("sweep", place)])

    assert environment(place, GROUND, {}, NOTHING, [])["PARLEY_TABLES"] == "parley-dev-r1-"
    assert "table/parley-dev-r1-chats" in allowed
    assert "table/parley-dev-chats" not in allowed
    assert "table/parley-dev-connections" not in allowed


def test_after_it_their_own_address_is_told() -> None:
    told = environment(PLACE, GROUND, {}, MADE, [])

    address = "abc.execute-api.eu-central-1.amazonaws.com/api"
    assert told["PARLEY_SOCKET_ENDPOINT"] == f"https://{address}"
    assert told["PARLEY_SOCKET_URL"] == f"wss://{address}"
    assert "PARLEY_ORIGIN_SECRETS" not in told


def test_with_the_edge_browsers_come_by_its_domain_and_must() -> None:
    told = environment(PLACE, GROUND, {"Domain": "chat.parley.test"}, MADE, ["new", "old"])

    assert told["PARLEY_SOCKET_URL"] == "wss://chat.parley.test/socket"
    assert told["PARLEY_SOCKET_ENDPOINT"].startswith("https://abc.")
    assert told["PARLEY_ORIGIN_SECRETS"] == "new,old"
