"""A visitor is erased: nothing of theirs is left that anybody can read."""

import json
import pickle
import zlib
from base64 import b64decode
from contextlib import suppress
from typing import Any

import boto3
import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain import erasure as domain
from chalicelib.domain.audit import Entry
from chalicelib.domain.erasure import Receipt
from chalicelib.domain.error import Conflict, NoSuchVisitor
from chalicelib.services import audit, erasures
from chalicelib.store import archive as archive_store
from chalicelib.store import chats as chat_store
from tests.handlers.cast import VIEW, beacon
from tests.services.cast import act, end, start, vera
from tests.services.test_archive import BUCKET, LONG_AFTER, Died, _aws, dying, run
from tests.services.test_messages import leave
from tests.stage import Stage

__all__ = ["_aws"]
CANARY = "Canary-7431"


def talked(stage: Stage, index: int, text: str = CANARY) -> str:
    """A chat of a visitor that tells who they are."""
    beacon({**VIEW, "visitor": vera(index), "variables": {"who": text}, "title": text})
    chat, window = start(stage, index, email=f"{text}@shop.test")
    client = f"visitor{'abcdefghijklmnopqrstuvwxyz'[index]}"
    for n in range(1, 31):
        stage.send(window, action="post", chat=chat, client=client, n=n, text=f"{text} {n}")
    end(stage, chat, index)
    return chat


def everything(stage: Stage) -> str:
    """All that is stored, blocks of lines unpacked, and all files."""
    backend: Any = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    found = []
    for table in backend.tables.values():
        for item in table.all_items():
            told = item.to_json()["Attributes"]
            found.append(json.dumps(told, default=str))
            if "packed" in item.attrs:
                found.append(unpacked(item.attrs["packed"].value))
    s3 = boto3.client("s3")
    for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        found.append(s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read().decode())
    return "\n".join(found)


def unpacked(value: Any) -> str:
    """A block of older lines, as the emulator keeps it: once or twice as base64."""
    raw = value if isinstance(value, bytes) else value.encode()
    for _ in range(3):
        with suppress(zlib.error):
            return zlib.decompress(raw).decode()
        raw = b64decode(raw)
    raise AssertionError("a block that cannot be read")


def erase(stage: Stage, index: int = 0, seed: str = "s1") -> Receipt:
    """An admin erases a visitor."""
    asked = act(now=stage.now)._replace(seed=seed)
    return erasures.erase(asked, vera(index), "They asked for it")


def test_nothing_of_theirs_is_left_and_all_of_others_is(stage: Stage) -> None:
    stage.add_agent("Ada")
    old = talked(stage, 0)
    stage.now += LONG_AFTER
    assert run(stage)
    talked(stage, 0)
    leave(stage, text=CANARY)
    other = talked(stage, 1, "Bystander-9")
    # In blocks of older lines too, which are packed.
    assert f"{CANARY} 3" in everything(stage)

    receipt = erase(stage)

    assert receipt[1:] == (1, 1, 1, 1)
    assert CANARY not in everything(stage)
    assert "Bystander-9" in everything(stage)
    assert chat_store.get(other) is not None
    assert archive_store.get(old) is None


def test_asked_again_it_is_the_same_and_of_nobody_it_is_refused(stage: Stage) -> None:
    talked(stage, 0)
    first = erase(stage)

    again = erase(stage)

    assert again.erasure == first.erasure
    assert again[1:] == (0, 0, 0, 0)
    with pytest.raises(NoSuchVisitor):
        erase(stage, seed="s2")


def test_who_is_in_a_chat_is_not_erased_meanwhile(stage: Stage) -> None:
    chat, _ = start(stage, 0)

    with pytest.raises(Conflict):
        erase(stage)

    assert chat_store.get(chat) is not None


def test_wherever_it_dies_the_archive_says_that_it_was_asked_and_again_ends_it(
    stage: Stage,
) -> None:
    talked(stage, 0)
    died = 0
    for step in range(2, 200):
        with dying(step):
            try:
                erase(stage)
                break
            except Died:
                died += 1
    erase(stage)

    assert died > 5
    assert CANARY not in everything(stage)


def test_after_a_restore_it_is_carried_out_again_by_what_the_archive_says(stage: Stage) -> None:
    talked(stage, 0)
    backend: Any = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    names = ("chats", "visits", "visitors")
    kept = {name: pickle.dumps(backend.get_table(f"test-{name}").items) for name in names}
    receipt = erase(stage)
    for name, items in kept.items():
        backend.get_table(f"test-{name}").items = pickle.loads(items)
    body = boto3.client("s3").get_object(Bucket=BUCKET, Key=receipt.erasure.key)["Body"].read()

    again = erasures.carry_out(domain.read(body))

    assert (again.visits, again.chats) == (1, 1)
    assert CANARY not in everything(stage)


def test_the_audit_trail_says_who_did_it_and_names_nobody(stage: Stage) -> None:
    talked(stage, 0)
    erase(stage)

    (entry,) = [one for one in entries_of(stage) if one.action == "visitor.erase"]
    assert (entry.by, entry.object) == ("ag_boss", vera(0))
    assert json.loads(entry.after)["chats"] == 1


def entries_of(stage: Stage) -> list[Entry]:
    """The audit trail."""
    return list(audit.entries("demo", "", 50, stage.now).items)
