"""Data keys on a real server: what KMS says of a key that is switched off, and of another's. Lines
and what is kept of them move to blocks on a database that takes list elements away one by one."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.data_key import Wrapped
from chalicelib.domain.error import KeyDisabled, NotReadable
from chalicelib.services import accounts, sealed
from chalicelib.settings import settings
from chalicelib.store import accounts as account_store
from chalicelib.store import data_keys
from chalicelib.store.schema import TABLES
from chalicelib.store.table import connection
from tests import stage as stages
from tests.contracts.test_real_database import ministack
from tests.services.cast import act, start
from tests.stage import Stage

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A stage over the embedded AWS."""
    with (
        ministack(tmp_path_factory.mktemp("keys")) as address,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("AWS_ENDPOINT_URL", address)
        stages._forget_clients()
        for table in TABLES:
            table.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        found = Stage()
        with stages._controlled(found):
            yield found
        stages._forget_clients()


@pytest.fixture(scope="module")
def kms(stage: Stage) -> Any:
    """KMS with the stage's key."""
    client: Any = connection().session.create_client("kms", region_name=settings().region)
    key = client.create_key()["KeyMetadata"]["KeyId"]
    client.create_alias(AliasName=settings().key, TargetKeyId=key)
    return client


def test_a_key_is_one_accounts_and_of_no_use_while_its_guard_is_off(kms: Any) -> None:
    made = data_keys.make("demo")

    assert len(data_keys.unwrap(Wrapped("demo", 1, made))) == 32
    with pytest.raises(NotReadable):
        data_keys.unwrap(Wrapped("acme", 1, made))
    key = kms.describe_key(KeyId=settings().key)["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    with pytest.raises(KeyDisabled):
        data_keys.unwrap(Wrapped("demo", 1, made))
    kms.enable_key(KeyId=key)


def test_what_is_kept_is_revealed_wherever_its_line_went(kms: Any, stage: Stage) -> None:
    account = account_store.get("demo", consistent=True)
    assert account
    patterns = [{"name": "order", "pattern": "ORD-[0-9]{6}", "keep": True}]
    accounts.change(act(), str(account.version), {"mask_patterns": patterns})
    chat, window = start(stage)
    for n in range(1, 41):
        text = f"ORD-{n:06d}" if n % 3 else "Hi"
        stage.send(window, action="post", chat=chat, client="visitora", n=n, text=text)

    found = stage.chat(chat)
    assert found.first > 24
    assert {n for _, n, _ in found.sealed} == {line.n for line in found.lines if line.n % 3}
    shown = [sealed.reveal(act(), chat, n, "A refund") for n in range(1, 41) if n % 3]
    assert shown == [f"ORD-{n:06d}" for n in range(1, 41) if n % 3]
