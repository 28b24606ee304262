"""All erasures of a stage, carried out again: older data that was restored holds who was erased
since. Called by infra/accounts.py for `erase-again`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

BELOW = "/erasures/"
Say = Callable[[str], None]


def again(s3: Any, bucket: str, say: Say = print) -> int:
    """Carry out what the archive says was asked for; how many erasures. Safe to repeat."""
    # Only now the environment is complete, which the functions' code reads when it is imported.
    from chalicelib.domain import erasure
    from chalicelib.services import access, erasures

    count = removed = 0
    for key in keys(s3, bucket):
        asked = erasure.read(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        access.confine(asked.account)
        receipt = erasures.carry_out(asked)
        count += 1
        removed += sum(receipt[1:])
        if any(receipt[1:]):
            say(f"  {asked.account}: {asked.visitor} was there again, and is gone")
    access.confine("")
    say(f"{count} erasures were looked at, {removed} things removed.")
    return count


def keys(s3: Any, bucket: str) -> Iterator[str]:
    """Where erasures lie, account by account."""
    pages = s3.get_paginator("list_objects_v2")
    accounts = [
        str(prefix["Prefix"])
        for page in pages.paginate(Bucket=bucket, Delimiter="/")
        for prefix in page.get("CommonPrefixes", [])
    ]
    for account in accounts:
        for page in pages.paginate(Bucket=bucket, Prefix=account.rstrip("/") + BELOW):
            yield from (str(one["Key"]) for one in page.get("Contents", []))
