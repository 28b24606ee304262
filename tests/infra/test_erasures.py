"""Erasures are carried out again after a restore, all of them, of every account."""

from __future__ import annotations

import pickle
from typing import Any

import boto3
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.store import chats
from infra import erasures
from tests.services.cast import vera
from tests.services.test_archive import BUCKET, _aws, talk
from tests.services.test_erasures import erase
from tests.stage import Stage

__all__ = ["_aws"]


def test_who_was_erased_stays_so_though_yesterdays_tables_come_back(stage: Stage) -> None:
    gone = [talk(stage, index)[0] for index in range(3)]
    stays, _ = talk(stage, 3)
    backend: Any = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    names = ("chats", "visitors", "visits")
    kept = {name: pickle.dumps(backend.get_table(f"test-{name}").items) for name in names}
    for index in range(3):
        erase(stage, index, seed=f"s{index}")
    for name, items in kept.items():
        backend.get_table(f"test-{name}").items = pickle.loads(items)
    assert chats.get(gone[0]) is not None
    said: list[str] = []

    count = erasures.again(boto3.client("s3"), BUCKET, said.append)

    assert count == 3
    assert [chats.get(chat) for chat in gone] == [None] * 3
    assert chats.get(stays) is not None
    assert sum(vera(index) in line for index in range(3) for line in said) == 3
    assert erasures.again(boto3.client("s3"), BUCKET, said.append) == 3
    assert said[-1] == "3 erasures were looked at, 0 things removed."
