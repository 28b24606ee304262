"""What a policy may look like at all. That none is too narrow or too wide: tests/rehearsal."""

import re
from typing import Any

import pytest

from chalicelib.store.schema import TABLES
from chalicelib.store.wall import SHARED
from infra.aws.deploy import policies
from tests.contracts.test_entry_points import packaged
from tests.rehearsal.calls import allows

PLACE = policies.Place(
    "prod", "eu-central-1", "123456789012", "abc123", "eu-central-1_prod", key="0a1b-2c3d"
)
# Names that are not ours to know before: connections, files of an account, streams of a log.
OPEN = (
    r"arn:aws:execute-api:eu-central-1:123456789012:abc123/api/(POST|DELETE)/@connections/\*",
    r"arn:aws:s3:::parley-prod-cdn-123456789012/tag/\*/(availability|published|offers)\.json",
    r"arn:aws:s3:::parley-prod-cdn-123456789012/tag/(\*/parley|template\.\*)\.js",
    r"arn:aws:s3:::parley-prod-archive-123456789012/\*",
    r"arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/parley-prod[a-z_-]*:\*",
)


def statements(function: str) -> list[dict[str, Any]]:
    """What a function has by its own role and by the one it takes on for an account."""
    return [*own(function), *of_account(function)]


def own(function: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = policies.policy(function, PLACE)["Statement"]
    return found


def of_account(function: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = policies.account_policy(function, PLACE)["Statement"]
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
    for role in (own(function), of_account(function)):
        names = [statement["Sid"] for statement in role]

        assert len(names) == len(set(names))
        assert all(name.isalnum() for name in names)


@pytest.mark.parametrize("function", policies.FUNCTIONS)
def test_by_its_own_role_a_function_reaches_no_accounts_items(function: str) -> None:
    """But for the settings of an account that a page names, before it is known to be there."""
    named = set(policies.BEFORE[function]) - SHARED
    account_keyed = [
        one["Resource"].rpartition("table/parley-prod-")[2]
        for one in own(function)
        if ":dynamodb:" in one["Resource"]
        and one["Resource"].rpartition("table/parley-prod-")[2] not in SHARED
    ]

    assert account_keyed == sorted(named)
    assert named <= ({"accounts"} if function == "api_handler" else set())
    assert policies.BEFORE["api_handler"]["accounts"] == "GetItem"


@pytest.mark.parametrize("function", policies.FUNCTIONS)
def test_a_function_takes_on_its_own_role_for_accounts_which_may_touch_tables_alone(
    function: str,
) -> None:
    (sessions,) = [one for one in own(function) if one["Action"] == "sts:AssumeRole"]
    role = policies.account_role("prod", function)

    assert sessions["Resource"] == f"arn:aws:iam::123456789012:role/{role}"
    assert all(":dynamodb:" in one["Resource"] for one in of_account(function))


def test_every_table_that_is_named_is_there() -> None:
    there = {table.Meta.table_name.removeprefix("test-") for table in TABLES}
    indexes = {
        f"{table.Meta.table_name.removeprefix('test-')}/{index}"
        for table in TABLES
        for index in table._indexes
    }
    granted = [*policies.TABLES.values(), *policies.BEFORE.values()]
    named = {name for tables in granted for name in tables}

    assert named <= there | indexes


def test_no_function_may_delete_from_the_audit_trail_or_change_it() -> None:
    for tables in policies.TABLES.values():
        actions = tables.get("audit", "").split()
        assert {"DeleteItem", "UpdateItem"} & set(actions) == set()


def test_another_stage_is_out_of_reach() -> None:
    for function in policies.FUNCTIONS:
        for statement in statements(function):
            assert any(name in statement["Resource"] for name in ("prod", "abc123", PLACE.key))


def test_a_policy_from_before_the_socket_api_is_narrowed_to_it_and_else_left_alone() -> None:
    for function in policies.FUNCTIONS:
        early = policies.policy(function, PLACE._replace(socket_api="*"))

        assert policies.narrowed(early, PLACE) == policies.policy(function, PLACE)
        other = policies.policy(function, PLACE._replace(socket_api="other"))
        assert policies.narrowed(other, PLACE) == other


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


def test_the_stages_key_is_for_data_keys_of_its_accounts_alone() -> None:
    granted = {
        function: statement
        for function in policies.FUNCTIONS
        for statement in own(function)
        if "kms:" in str(statement["Action"])
    }

    assert set(granted) == {"api_handler", "websocket_message", "expire"}
    assert granted["websocket_message"]["Action"] == ["kms:Decrypt"]
    for statement in granted.values():
        assert statement["Resource"] == "arn:aws:kms:eu-central-1:123456789012:key/0a1b-2c3d"
        for context, allowed in (
            ({"stage": ["prod"], "account": ["demo"]}, True),
            ({"stage": ["dev"], "account": ["demo"]}, False),
            ({"stage": ["prod"]}, False),
            ({}, False),
        ):
            keys = {f"kms:EncryptionContext:{name}": text for name, text in context.items()}
            assert allows([statement], "kms:Decrypt", statement["Resource"], keys) is allowed
