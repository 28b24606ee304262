"""What a policy may look like at all. That none is too narrow or too wide: tests/rehearsal."""

import re
from typing import Any

import pytest

from chalicelib.store.schema import TABLES
from infra.aws.deploy import policies
from tests.contracts.test_entry_points import packaged

PLACE = policies.Place("prod", "eu-central-1", "123456789012", "abc123", "eu-central-1_prod")
# Names that are not ours to know before: connections, files of an account, streams of a log.
OPEN = (
    r"arn:aws:execute-api:eu-central-1:123456789012:abc123/api/(POST|DELETE)/@connections/\*",
    r"arn:aws:s3:::parley-prod-cdn-123456789012/tag/\*/(availability|published)\.json",
    r"arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/parley-prod[a-z_-]*:\*",
)


def statements(function: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = policies.policy(function, PLACE)["Statement"]
    return found


def test_every_function_has_a_policy() -> None:
    assert {function.resource_name for function in packaged()} == set(policies.FUNCTIONS)


@pytest.mark.parametrize("function", policies.FUNCTIONS)
def test_no_action_is_open_and_few_resources_are(function: str) -> None:
    for statement in statements(function):
        actions, resource = statement["Action"], statement["Resource"]
        assert statement["Effect"] == "Allow"
        assert "*" not in "".join(actions if isinstance(actions, list) else [actions])
        assert "*" not in resource or any(re.fullmatch(one, resource) for one in OPEN), resource


@pytest.mark.parametrize("function", policies.FUNCTIONS)
def test_statements_have_names_of_their_own(function: str) -> None:
    names = [statement["Sid"] for statement in statements(function)]

    assert len(names) == len(set(names))
    assert all(name.isalnum() for name in names)


def test_every_table_that_is_named_is_there() -> None:
    there = {table.Meta.table_name.removeprefix("test-") for table in TABLES}
    indexes = {
        f"{table.Meta.table_name.removeprefix('test-')}/{index}"
        for table in TABLES
        for index in table._indexes
    }
    named = {name for tables in policies.TABLES.values() for name in tables}

    assert named <= there | indexes


def test_no_function_may_delete_from_the_audit_trail_or_change_it() -> None:
    for tables in policies.TABLES.values():
        actions = tables.get("audit", "").split()
        assert {"DeleteItem", "UpdateItem"} & set(actions) == set()


def test_another_stage_is_out_of_reach() -> None:
    for function in policies.FUNCTIONS:
        for statement in statements(function):
            assert "prod" in statement["Resource"] or "abc123" in statement["Resource"]


def test_functions_are_called_as_chalice_calls_them() -> None:
    assert policies.lambda_name("dev", "api_handler") == "parley-dev"
    assert policies.lambda_name("dev", "sweep") == "parley-dev-sweep"


def test_whoever_sends_frames_may_take_a_gone_socket_out() -> None:
    def grants(function: str) -> set[tuple[str, str]]:
        return {
            (action, one["Resource"])
            for one in statements(function)
            if one["Sid"].startswith("Table") or one["Sid"] == "Reminders"
            for action in ([one["Action"]] if isinstance(one["Action"], str) else one["Action"])
        }

    for function in policies.FRAMES:
        assert grants("websocket_disconnect") <= grants(function)
