"""The accounts' tags, brought to the CDN by the functions' own code with the rights of whoever
runs this. Called by the publishers of one machine and of AWS."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping

Say = Callable[[str], None]


class NoEngine(Exception):
    """Web files of this release are not published, so there is nothing to make a tag of."""


def publish(accounts: Iterable[str], environment: Mapping[str, str], say: Say = print) -> int:
    """Each account's tag of the engine that is published, the account's settings and rules; how
    many files were not there as they are now. Raises NoEngine.

    `environment` is what the functions are told."""
    os.environ.update(environment)
    # Only now the environment is complete, which the functions' code reads when it is imported.
    from chalicelib.outbound import publishing

    count = 0
    for account in accounts:
        done = publishing.publish(account, time.time_ns() // 1_000_000)
        if done is None:
            raise NoEngine("Web files of this release are not there: `make publish` brings them.")
        say(f"  {account}: {done.src} {done.integrity}")
        count += done.files
    return count
